package org.godwit.it.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.godwit.config.AgentConfig;
import org.godwit.config.EngineConfig;
import org.godwit.runtime.EngineClock;
import org.godwit.security.CertificateAuthority;
import org.godwit.security.CredentialFiles;
import org.godwit.security.Credentials;
import org.godwit.security.Identity;
import org.godwit.security.Role;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What those get who show no certificate, or one of another deployment or role.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StrangerIT {
    private static final int UNAUTHORIZED = 401;
    private static final String LISTEN = "0A";

    private final List<ProcessGrid> started = new ArrayList<>();
    private Path directory = Path.of("");

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        started.add(ProcessGrid.start(temporary.resolve("grid")));
    }

    @AfterAll
    void stop() {
        started.forEach(ProcessGrid::close);
    }

    private ProcessGrid grid() {
        return started.getFirst();
    }

    private Path deployment() {
        return directory.resolve("grid/deployment");
    }

    @Test
    void withoutCertificateAndTokenNoCallSucceeds() throws Exception {
        for (String path : List.of("/godwit/v1/ping", "/godwit/v1/rules", "/", "/accounts")) {
            assertThat(status(trusting(), path)).isEqualTo(UNAUTHORIZED);
        }
    }

    @Test
    void anAgentsCertificateIsNoUsers() throws Exception {
        SSLContext agent =
                Credentials.load(CredentialFiles.in(deployment(), "FR-agent"), EngineClock.system())
                        .sslContext(EnumSet.of(Role.ENGINE));
        assertThat(status(agent, "/godwit/v1/rules")).isEqualTo(UNAUTHORIZED);
    }

    @Test
    void aCertificateOfAnotherDeploymentEndsTheHandshake() throws Exception {
        CertificateAuthority other =
                CertificateAuthority.create(
                        directory.resolve("other"),
                        "other",
                        Duration.ofDays(1),
                        EngineClock.system());
        CredentialFiles files =
                other.issue(
                        new Identity(Role.USER, "root"),
                        List.of(),
                        Duration.ofDays(1),
                        directory.resolve("other"));
        SSLContext stranger = context(files);
        assertThatThrownBy(() -> status(stranger, "/godwit/v1/ping"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void theDataPortTalksToAgentsAlone() throws Exception {
        AgentConfig uk = AgentConfig.load(directory.resolve("grid/agent-UK.yaml"));
        InetSocketAddress port =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), uk.data().port());
        SSLContext user =
                Credentials.load(CredentialFiles.in(deployment(), "root"), EngineClock.system())
                        .sslContext(EnumSet.of(Role.AGENT));
        for (SSLContext context : List.of(trusting(), user)) {
            assertThat(answersTo(context, port)).isFalse();
        }
        try (Socket plain = new Socket()) {
            plain.connect(port);
            plain.setSoTimeout(20_000);
            plain.getOutputStream().write(new byte[64]);
            assertThat(ended(plain)).isTrue();
        }
    }

    @Test
    void everyPortOfTheEngineIsOnLoopbackAlone() throws Exception {
        EngineConfig engine = EngineConfig.load(directory.resolve("grid/engine.yaml"));
        Set<String> listening = listening(grid().grid().engineId());
        // API, control, and Hazelcast's own, which only the tunnel leads to.
        assertThat(listening).hasSize(3).allMatch(StrangerIT::isLoopback);
        assertThat(listening)
                .anyMatch(address -> address.endsWith(":%04X".formatted(engine.api().port())))
                .anyMatch(address -> address.endsWith(":%04X".formatted(engine.control().port())));
    }

    private int status(SSLContext context, String path) throws IOException {
        URI uri = URI.create(grid().engine().url() + path);
        if (!(uri.toURL().openConnection() instanceof HttpsURLConnection connection)) {
            throw new IOException("no HTTPS");
        }
        connection.setSSLSocketFactory(context.getSocketFactory());
        return connection.getResponseCode();
    }

    /// Trusts the deployment and shows nothing.
    private SSLContext trusting() throws Exception {
        return context(new KeyManager[0]);
    }

    /// Trusts the deployment and shows any certificate.
    private SSLContext context(CredentialFiles files) throws Exception {
        String pem = Files.readString(files.key()).replaceAll("-----[^-]+-----|\\s", "");
        PrivateKey key =
                KeyFactory.getInstance("EC")
                        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        try (InputStream in = Files.newInputStream(files.certificate())) {
            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(in);
            return context(new KeyManager[] {new Insistent(key, certificate)});
        }
    }

    /// Shows its certificate even to a server that says it wants others.
    private static final class Insistent extends X509ExtendedKeyManager {
        private final PrivateKey key;
        private final X509Certificate certificate;

        Insistent(PrivateKey key, X509Certificate certificate) {
            this.key = key;
            this.certificate = certificate;
        }

        @Override
        public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
            return new String[] {"own"};
        }

        @Override
        public String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return "own";
        }

        @Override
        public String[] getServerAliases(String type, Principal @Nullable [] issuers) {
            return new String[0];
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {certificate};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }

    private SSLContext context(KeyManager[] keys) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(deployment().resolve("ca.crt"))) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys, trust.getTrustManagers(), null);
        return context;
    }

    /// Whether the other side sends anything after the handshake; in TLS 1.3 a refusal comes then.
    private static boolean answersTo(SSLContext context, InetSocketAddress port)
            throws IOException {
        try (Socket socket = context.getSocketFactory().createSocket()) {
            socket.connect(port);
            socket.setSoTimeout(20_000);
            ((SSLSocket) socket).startHandshake();
            return !ended(socket);
        } catch (SSLException e) {
            return false;
        }
    }

    private static boolean ended(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true; // reset, or a TLS alert
        }
    }

    /// Local addresses, in the kernel's notation, that a process listens on.
    private static Set<String> listening(long process) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(Path.of("/proc/" + process + "/fd"))) {
            for (Path file : files) {
                String target = Files.readSymbolicLink(file).toString();
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring(8, target.length() - 1));
                }
            }
        }
        Set<String> addresses = new HashSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            try (Stream<String> lines =
                    Files.lines(Path.of("/proc/" + process + "/net/" + table))) {
                lines.skip(1)
                        .map(line -> line.strip().split("\\s+"))
                        .filter(row -> row[3].equals(LISTEN) && inodes.contains(row[9]))
                        .forEach(row -> addresses.add(row[1]));
            }
        }
        return addresses;
    }

    private static boolean isLoopback(String address) {
        String host = address.substring(0, address.indexOf(':'));
        return host.equals("0100007F")
                || host.equals("0000000000000000FFFF00000100007F")
                || host.equals("00000000000000000000000001000000");
    }
}

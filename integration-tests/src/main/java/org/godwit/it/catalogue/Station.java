package org.godwit.it.catalogue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import javax.net.ssl.SSLContext;
import org.godwit.api.rest.RestOptions;
import org.godwit.api.rest.RestServer;
import org.godwit.cli.command.CommandLines;
import org.godwit.engine.Engine;
import org.godwit.fleet.Fleet;
import org.godwit.namespace.Initialise;
import org.godwit.rule.MoveLimits;
import org.godwit.security.CredentialFiles;
import org.godwit.security.Credentials;
import org.godwit.security.Role;
import org.godwit.security.TestDeployment;
import org.godwit.store.RocksCatalog;

/// An engine over a catalogue with its HTTPS server, in this process, and the credentials of an
/// administrator.
final class Station implements AutoCloseable {
    private static final String USER = "root";

    private final RocksCatalog catalog;
    private final Engine engine;
    private final RestServer server;
    private final int port;
    private final SSLContext tls;
    private final CredentialFiles files;

    /// Takes over the catalogue.
    ///
    /// @param certificates a directory for them, new or empty
    Station(RocksCatalog catalog, Path certificates, Sitting sitting) {
        this.catalog = catalog;
        var clock = sitting.clock();
        TestDeployment deployment = new TestDeployment(certificates, clock);
        Credentials credentials = deployment.engine("engine");
        deployment.user(USER);
        files = deployment.files(USER);
        tls = Credentials.load(files, clock).sslContext(Set.of(Role.ENGINE));
        engine =
                Engine.open(
                        catalog,
                        clock,
                        new SplittableRandom(1),
                        new Fleet(clock),
                        Map.of(),
                        MoveLimits.DEFAULT);
        engine.start((effect, durable) -> {});
        engine.call(new Initialise(List.of(USER), List.of()));
        server =
                new RestServer(
                        new RestOptions("127.0.0.1", 0, credentials, "bench"), engine, clock);
        port = server.start();
    }

    RocksCatalog catalog() {
        return catalog;
    }

    /// A new connection.
    HttpsConnection connect() throws IOException {
        return HttpsConnection.open(tls, port);
    }

    /// Runs the command line as the administrator; answers what it said.
    String run(List<String> words) {
        StringWriter said = new StringWriter();
        List<String> all = new ArrayList<>(words);
        all.addAll(
                List.of(
                        "--url", "https://127.0.0.1:" + port,
                        "--cert", files.certificate().toString(),
                        "--key", files.key().toString(),
                        "--ca", files.authority().toString()));
        PrintWriter out = new PrintWriter(said, true);
        int code = CommandLines.run(out, out, all.toArray(String[]::new));
        if (code != 0) {
            throw new IllegalStateException(words + " ended with " + code + ": " + said);
        }
        return said.toString().strip();
    }

    @Override
    public void close() {
        server.close();
        engine.close();
        catalog.close();
    }
}

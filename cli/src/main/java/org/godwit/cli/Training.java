package org.godwit.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.godwit.cli.command.CommandLines;
import org.godwit.cli.command.Surroundings;
import org.godwit.cli.output.Terminal;
import org.godwit.runtime.EngineClock;
import org.godwit.security.CredentialFiles;
import org.godwit.security.Credentials;
import org.godwit.security.Role;

/// What the JVM watches while `bin/godwit` makes its start-up cache (`-XX:AOTCacheOutput`): the
/// commands that people wait for, with their output thrown away. They speak to a stand-in for the
/// engine in this process, with certificates made for it in a temporary directory. It leaves
/// nothing behind, and its failures do not matter: a class that it misses only loads slower.
final class Training {
    private static final List<List<String>> COMMANDS =
            List.of(
                    List.of("--version"),
                    List.of("--help"),
                    List.of("no-such-command"),
                    List.of("completion", "bash"));
    private static final List<List<String>> QUESTIONS =
            List.of(
                    List.of("rule", "list"),
                    List.of("rule", "list", "-o", "json"),
                    List.of("rule", "list", "-o", "yaml"),
                    List.of("rule", "list", "-o", "csv"),
                    List.of("rule", "show", "0"),
                    List.of("rule", "watch", "0"),
                    List.of("rule", "add", "keep 1 copy at FR of demo:n"),
                    List.of("did", "list", "demo"),
                    List.of("link", "list"),
                    List.of("whoami"),
                    List.of("rse", "show", "gone"));
    private static final String ANSWER =
            """
            {"id":"0","state":"OK","scope":"demo","name":"n","bytes":1500,"copies":1,"rate":1.5,\
            "locked":false,"error":null,"rse":[{"rse":"FR","files":1,"bytes":1500}],"links":[]}
            """;
    private static final String REFUSAL =
            "{\"ExceptionClass\":\"RSENotFound\",\"ExceptionMessage\":\"no such RSE\"}";

    private Training() {}

    public static void main(String[] arguments) throws IOException {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Stream<List<String>> helps =
                CommandLines.words().stream().map(word -> List.of("help", word));
        Stream.concat(COMMANDS.stream(), helps)
                .forEach(command ->
                        CommandLines.run(nowhere, nowhere, command.toArray(String[]::new)));
        askAnEngine(nowhere, Files.createTempDirectory("godwit-training"));
    }

    /// Uses and removes the directory.
    static void askAnEngine(PrintWriter nowhere, Path directory) throws IOException {
        try {
            run(nowhere, Map.of(), List.of("admin", "init", directory.toString()));
            HttpsServer engine = engine(directory);
            try {
                Map<String, String> environment =
                        Map.of(
                                "GODWIT_CONFIG",
                                directory.resolve("client.yaml").toString(),
                                "GODWIT_URL",
                                "https://localhost:" + engine.getAddress().getPort());
                QUESTIONS.forEach(question -> run(nowhere, environment, question));
            } finally {
                engine.stop(0);
            }
        } finally {
            removeAll(directory);
        }
    }

    private static void run(
            PrintWriter nowhere, Map<String, String> environment, List<String> command) {
        CommandLines.run(
                new Surroundings(
                        nowhere,
                        nowhere,
                        new BufferedReader(Reader.nullReader()),
                        environment,
                        Terminal.NONE,
                        EngineClock.system()),
                command.toArray(String[]::new));
    }

    /// Says the same to every question.
    private static HttpsServer engine(Path directory) throws IOException {
        SSLContext tls =
                Credentials.load(CredentialFiles.in(directory, "engine"), EngineClock.system())
                        .sslContext(EnumSet.of(Role.USER));
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(tls) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters modern = Credentials.tlsParameters();
                        modern.setNeedClientAuth(true);
                        parameters.setSSLParameters(modern);
                    }
                });
        server.createContext("/", Training::answer);
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            boolean gone = exchange.getRequestURI().getPath().endsWith("gone");
            byte[] body = (gone ? REFUSAL : ANSWER).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(gone ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static void removeAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}

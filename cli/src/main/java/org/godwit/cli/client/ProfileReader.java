package org.godwit.cli.client;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.godwit.cli.json.FlatYaml;
import org.godwit.cli.json.Json;
import org.godwit.cli.json.YamlText;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import tools.jackson.core.JacksonException;

/// Puts a [Profile] together from options, environment and file; in this order the first that has a
/// key wins. Paths in the file are relative to the file's directory.
public final class ProfileReader {
    /// The variable that names the file; the option goes first.
    public static final String FILE_VARIABLE = "GODWIT_CONFIG";

    /// The keys of a profile: in the file in lower case, in the environment with `GODWIT_` before.
    public enum Key {
        URL(false),
        CERT(true),
        KEY(true),
        CA(true),
        TOKEN_FILE(true);

        private final boolean isPath;

        Key(boolean isPath) {
            this.isPath = isPath;
        }

        /// As in the file: `token_file`.
        public String inFile() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// As in the environment: `GODWIT_TOKEN_FILE`.
        public String variable() {
            return "GODWIT_" + name();
        }

        /// As on the command line: `--token-file`.
        public String option() {
            return "--" + inFile().replace('_', '-');
        }
    }

    private final Map<String, String> environment;

    public ProfileReader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /// Reads the profile.
    ///
    /// @param file given on the command line
    /// @param options given on the command line
    /// @throws EngineException `INVALID_INPUT`, with what to do
    public Profile read(Optional<Path> file, Map<Key, String> options) {
        Map<Key, String> values = new EnumMap<>(Key.class);
        chosen(file).ifPresent(path -> values.putAll(fromFile(path)));
        for (Key key : Key.values()) {
            Optional.ofNullable(environment.get(key.variable()))
                    .filter(value -> !value.isEmpty())
                    .ifPresent(value -> values.put(key, value));
        }
        values.putAll(options);
        return profile(values);
    }

    /// The file that is used where none is named.
    Optional<Path> usual() {
        return Optional.ofNullable(environment.get("XDG_CONFIG_HOME"))
                .filter(directory -> !directory.isEmpty())
                .map(Path::of)
                .or(() ->
                        Optional.ofNullable(environment.get("HOME"))
                                .map(home -> Path.of(home, ".config")))
                .map(directory -> directory.resolve("godwit").resolve("client.yaml"));
    }

    private Optional<Path> chosen(Optional<Path> option) {
        return option.or(() ->
                        Optional.ofNullable(environment.get(FILE_VARIABLE))
                                .filter(value -> !value.isEmpty())
                                .map(Path::of))
                .or(() -> usual().filter(Files::exists));
    }

    private static Map<Key, String> fromFile(Path file) {
        Json document;
        try {
            String text = Files.readString(file);
            Optional<Json> flat = FlatYaml.read(text);
            document = flat.isPresent() ? flat.get() : YamlText.read(new StringReader(text));
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "cannot read the client's configuration "
                            + file
                            + "; give another with --config, or make one with \"godwit admin init\"",
                    e);
        } catch (JacksonException e) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    file + " is not YAML: " + e.getOriginalMessage() + "; correct the file",
                    e);
        }
        Map<Key, String> values = new EnumMap<>(Key.class);
        if (document instanceof Json.Obj(var fields)) {
            fields.forEach((name, value) -> put(values, file, name, value.text()));
        } else if (!document.isNull()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    file + " is not a list of \"key: value\" lines; correct the file");
        }
        return values;
    }

    private static void put(Map<Key, String> values, Path file, String name, String value) {
        for (Key key : Key.values()) {
            if (key.inFile().equals(name)) {
                values.put(
                        key,
                        key.isPath ? file.resolveSibling(value).normalize().toString() : value);
                return;
            }
        }
        throw new EngineException(
                ErrorCode.INVALID_INPUT,
                "%s: unknown key \"%s\"; the keys are url, cert, key, ca and token_file"
                        .formatted(file, Names.printable(name)));
    }

    private Profile profile(Map<Key, String> values) {
        Optional<String> certificate = Optional.ofNullable(values.get(Key.CERT));
        Optional<String> key = Optional.ofNullable(values.get(Key.KEY));
        if (certificate.isPresent() != key.isPresent()) {
            throw missing(certificate.isPresent() ? Key.KEY : Key.CERT, values);
        }
        Optional<Profile.KeyPair> pair =
                certificate.flatMap(
                        file -> key.map(k -> new Profile.KeyPair(Path.of(file), Path.of(k))));
        Optional<Path> token = Optional.ofNullable(values.get(Key.TOKEN_FILE)).map(Path::of);
        URI url = url(required(values, Key.URL));
        Path authority = Path.of(required(values, Key.CA));
        if (pair.isEmpty() && token.isEmpty()) {
            throw missing(Key.CERT, values);
        }
        return new Profile(url, authority, new Profile.Proof(pair, token));
    }

    private String required(Map<Key, String> values, Key key) {
        String value = values.get(key);
        if (value == null) {
            throw missing(key, values);
        }
        return value;
    }

    private EngineException missing(Key key, Map<Key, String> values) {
        if (values.isEmpty()) {
            return new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "nothing says where the engine is; give --config FILE or set %s%s"
                            .formatted(
                                    FILE_VARIABLE,
                                    usual().map(file -> ", or put a file at " + file).orElse("")));
        }
        String what =
                switch (key) {
                    case URL -> "the engine's address";
                    case CERT -> "a certificate or a token";
                    case KEY -> "the certificate's key";
                    case CA -> "the deployment's authority (ca.crt)";
                    case TOKEN_FILE -> "a token";
                };
        return new EngineException(
                ErrorCode.INVALID_INPUT,
                "%s is missing; give %s, set %s, or write \"%s: …\" into the client's configuration"
                        .formatted(what, key.option(), key.variable(), key.inFile()));
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text);
            if ("https".equals(url.getScheme()) && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException _) {
            // Said below, as for any other text that is no address.
        }
        throw new EngineException(
                ErrorCode.INVALID_INPUT,
                "\"%s\" is no address of an engine; write it as https://HOST:PORT"
                        .formatted(Names.printable(text)));
    }
}

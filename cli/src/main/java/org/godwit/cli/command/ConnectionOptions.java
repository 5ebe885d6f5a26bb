package org.godwit.cli.command;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ProfileReader;
import picocli.CommandLine.Option;

/// Where the engine is and who asks.
final class ConnectionOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            order = 900,
            description =
                    "The client's configuration: url, cert, key, ca, token_file."
                            + " Default: $$GODWIT_CONFIG, then ~/.config/godwit/client.yaml.")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--url",
            paramLabel = "URL",
            order = 901,
            description = "The engine: https://HOST:PORT ($$GODWIT_URL).")
    private Optional<String> url = Optional.empty();

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            order = 902,
            description = "Your certificate, PEM ($$GODWIT_CERT).")
    private Optional<String> certificate = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "FILE",
            order = 903,
            description = "Its key, PEM ($$GODWIT_KEY).")
    private Optional<String> key = Optional.empty();

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            order = 904,
            description = "The deployment's authority, PEM ($$GODWIT_CA).")
    private Optional<String> authority = Optional.empty();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            order = 905,
            description = "A token instead of a certificate ($$GODWIT_TOKEN_FILE).")
    private Optional<String> tokenFile = Optional.empty();

    ApiClient connect(Surroundings surroundings) {
        Map<ProfileReader.Key, String> given = new EnumMap<>(ProfileReader.Key.class);
        url.ifPresent(value -> given.put(ProfileReader.Key.URL, value));
        certificate.ifPresent(value -> given.put(ProfileReader.Key.CERT, value));
        key.ifPresent(value -> given.put(ProfileReader.Key.KEY, value));
        authority.ifPresent(value -> given.put(ProfileReader.Key.CA, value));
        tokenFile.ifPresent(value -> given.put(ProfileReader.Key.TOKEN_FILE, value));
        return ApiClient.of(
                new ProfileReader(surroundings.environment()).read(config, given),
                surroundings.clock());
    }
}

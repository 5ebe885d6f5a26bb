package org.godwit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.godwit.api.rest.RestFixture;
import org.godwit.api.rest.RestFixture.Client;
import org.godwit.api.rest.RestFixture.Reply;
import org.godwit.catalog.check.Progress;
import org.godwit.store.maintenance.CatalogChecker;
import org.godwit.store.rocks.CatalogOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a client may rely on over a restart of the engine on a catalogue on disk.
class RestartTest {
    @TempDir Path temporary;
    private int starts;

    private void served(Consumer<Client> calls) {
        try (RocksCatalog catalog =
                        RocksCatalog.open(temporary.resolve("catalog"), CatalogOptions.DEFAULT);
                RestFixture server =
                        new RestFixture(
                                temporary.resolve("deployment" + starts++),
                                Duration.ofSeconds(20),
                                catalog)) {
            calls.accept(server.as("root"));
            assertThat(CatalogChecker.check(catalog, 10, Progress.NONE).clean()).isTrue();
        }
    }

    private static Reply datasets(Client root, String key, int first, int number) {
        List<String> dids =
                IntStream.range(first, first + number)
                        .mapToObj(
                                "{\"scope\":\"demo\",\"name\":\"d%d\",\"type\":\"DATASET\"}"
                                        ::formatted)
                        .toList();
        return root.once(key, "POST", "/godwit/v1/dids", "{\"dids\":" + dids + "}");
    }

    @Test
    void whatIsSentAgainIsDoneOnceAndNoEventIsLostOrDoubled() {
        List<Reply> replies = new ArrayList<>();
        List<String> names = new ArrayList<>();
        long[] after = {0};
        served(root -> {
            replies.add(datasets(root, "key", 0, 3));
            read(root, after, 2, names);
        });
        served(root -> {
            replies.add(datasets(root, "key", 0, 3));
            assertThat(datasets(root, "key", 3, 1).status()).isEqualTo(409);
            datasets(root, "other", 3, 4);
            read(root, after, 3, names);
        });
        served(root -> {
            datasets(root, "other", 3, 4);
            read(root, after, 1_000, names);
        });

        assertThat(replies).extracting(Reply::status).containsExactly(201, 201);
        assertThat(replies.getLast().body()).isEqualTo(replies.getFirst().body());
        assertThat(names)
                .containsExactlyElementsOf(IntStream.range(0, 7).mapToObj(i -> "d" + i).toList());
    }

    private static void read(Client root, long[] after, int limit, List<String> names) {
        Reply reply =
                root.get(
                        "/godwit/v1/events?type=CREATE_DTS&limit=%d&after=%d"
                                .formatted(limit, after[0]));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        reply.rows()
                .forEach(event -> {
                    names.add(event.path("payload").path("name").asString());
                    after[0] = event.path("id").asLong();
                });
    }
}

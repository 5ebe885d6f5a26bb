package org.godwit.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MemoryMailboxesTest extends MailboxContract {
    private final MemoryMailboxes post = new MemoryMailboxes(7);

    @BeforeEach
    void start() {
        post.engine().start(this::received);
    }

    @AfterEach
    void stop() {
        post.close();
    }

    @Override
    protected EngineMailbox engine() {
        return post.engine();
    }

    @Override
    protected AgentMailbox agent(String name) {
        return post.agent(name);
    }

    @Test
    void misbehavesAsItsSeedSays() throws InterruptedException {
        List<Integer> first = runOf(42);

        assertThat(runOf(42)).isEqualTo(first);
        assertThat(first).isNotEqualTo(runOf(43));
        assertThat(first).doesNotHaveDuplicates().isNotEqualTo(first.stream().sorted().toList());
        assertThat(first).hasSizeBetween(60, 95);
    }

    @Test
    void repeatsWhereItIsToldTo() throws InterruptedException {
        post.misbehave(0, 1, 0);
        post.engine().send("a", new byte[] {1});

        AgentMailbox agent = post.agent("a");
        assertThat(agent.receive(Duration.ofSeconds(1))).isPresent();
        assertThat(agent.receive(Duration.ofSeconds(1))).isPresent();
        assertThat(agent.receive(Duration.ofMillis(10))).isEmpty();
    }

    private static List<Integer> runOf(long seed) throws InterruptedException {
        List<Integer> received = new ArrayList<>();
        try (MemoryMailboxes post = new MemoryMailboxes(seed)) {
            post.misbehave(0.2, 0, 0.3);
            for (byte i = 0; i < 100; i++) {
                post.engine().send("a", new byte[] {i});
            }
            AgentMailbox agent = post.agent("a");
            Optional<byte[]> next = agent.receive(Duration.ofMillis(10));
            while (next.isPresent()) {
                received.add((int) next.get()[0]);
                next = agent.receive(Duration.ofMillis(10));
            }
        }
        return received;
    }
}

package org.godwit.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.godwit.runtime.EngineException;
import org.junit.jupiter.api.Test;

/// What every post must do while nothing goes wrong. Each test uses agents of its own names, so
/// that one engine may serve them all.
public abstract class MailboxContract {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration NOW = Duration.ofMillis(50);

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    /// The engine's mailbox, whose messages go to [#received].
    protected abstract EngineMailbox engine();

    /// An agent's mailbox, connected or about to be, closed by the implementor after the test.
    protected abstract AgentMailbox agent(String name);

    /// To be given to [EngineMailbox#start].
    protected final void received(byte[] message) {
        received.add(text(message));
    }

    @Test
    protected void whatTheEngineSendsReachesTheAgent() throws Exception {
        AgentMailbox agent = agent("order-1");

        assertThat(engine().send("order-1", bytes("order"))).isTrue();

        assertThat(text(Await.message(agent, SOON))).isEqualTo("order");
        assertThat(agent.receive(NOW)).isEmpty();
    }

    @Test
    protected void messagesWaitForAnAgentThatIsNotThereYet() throws Exception {
        assertThat(engine().send("late-1", bytes("one"))).isTrue();
        assertThat(engine().send("late-1", bytes("two"))).isTrue();

        AgentMailbox agent = agent("late-1");

        String first = text(Await.message(agent, SOON));
        String second = text(Await.message(agent, SOON));
        assertThat(List.of(first, second)).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    protected void anAgentThatWaitsIsWoken() throws Exception {
        AgentMailbox agent = agent("wait-1");
        CompletableFuture<byte[]> waiting = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                waiting.complete(Await.message(agent, SOON));
            } catch (InterruptedException | AssertionError e) {
                waiting.completeExceptionally(e);
            }
        });

        engine().send("wait-1", bytes("wake"));

        assertThat(text(waiting.get(SOON.toSeconds(), TimeUnit.SECONDS))).isEqualTo("wake");
    }

    @Test
    protected void eachAgentHasItsOwnBox() throws Exception {
        AgentMailbox first = agent("own-1");
        AgentMailbox second = agent("own-2");

        engine().send("own-2", bytes("for two"));

        assertThat(text(Await.message(second, SOON))).isEqualTo("for two");
        assertThat(first.receive(NOW)).isEmpty();
    }

    @Test
    protected void whatAgentsSendReachesTheEngine() throws Exception {
        AgentMailbox agent = agent("outcome-1");
        Set<String> sent = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            String outcome = "outcome-1 " + i;
            sent.add(outcome);
            sendWhenConnected(agent, outcome);
        }

        List<String> arrived = new ArrayList<>();
        while (arrived.size() < sent.size()) {
            String next = received.poll(SOON.toSeconds(), TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            if (next.startsWith("outcome-1")) {
                arrived.add(next);
            }
        }
        assertThat(arrived).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    protected void aSignOfLifeIsSeen() throws Exception {
        AgentMailbox agent = agent("alive-1");
        assertThat(engine().present()).doesNotContain("alive-1");

        Await.until(
                "presence",
                SOON,
                () -> {
                    agent.beat();
                    return engine().present().contains("alive-1");
                });
    }

    @Test
    protected void aFullBoxRefuses() {
        for (int i = 0; i < MailboxLimits.AGENT_MESSAGES_MAX; i++) {
            assertThat(engine().send("full-1", bytes("x"))).isTrue();
        }

        assertThat(engine().send("full-1", bytes("x"))).isFalse();
        assertThat(engine().send("full-2", bytes("x"))).isTrue();
    }

    @Test
    protected void tooLongMessagesAndNamesThatAreNoneAreRefused() {
        byte[] tooLong = new byte[MailboxLimits.MESSAGE_BYTES_MAX + 1];
        AgentMailbox agent = agent("long-1");

        assertThatThrownBy(() -> engine().send("long-1", tooLong))
                .isInstanceOf(EngineException.class);
        assertThatThrownBy(() -> agent.send(tooLong)).isInstanceOf(EngineException.class);
        assertThatThrownBy(() -> engine().send("a/b", new byte[1]))
                .isInstanceOf(EngineException.class);
    }

    @Test
    protected void theLongestMessagePasses() throws Exception {
        AgentMailbox agent = agent("long-2");
        engine().send("long-2", new byte[MailboxLimits.MESSAGE_BYTES_MAX]);

        assertThat(Await.message(agent, SOON)).hasSize(MailboxLimits.MESSAGE_BYTES_MAX);
    }

    private static void sendWhenConnected(AgentMailbox agent, String text)
            throws InterruptedException {
        Await.until("connected", SOON, () -> agent.send(bytes(text)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

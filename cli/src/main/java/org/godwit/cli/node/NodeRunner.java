package org.godwit.cli.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.godwit.config.AgentConfig;
import org.godwit.config.EngineConfig;
import org.godwit.runtime.EngineClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a node in the foreground: until SIGTERM or SIGINT, until it cannot go on, or, if asked for,
/// until the parent process is gone.
public final class NodeRunner {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRunner.class);
    private static final int STOPPED = 0;
    private static final int FAILED = 1;

    private NodeRunner() {}

    /// Runs an engine and answers the process's exit code.
    public static int server(Path config, boolean exitWithParent) throws InterruptedException {
        ServerNode node = ServerNode.start(EngineConfig.load(config), EngineClock.system());
        return run(node, node.failure(), exitWithParent);
    }

    /// Runs an agent and answers the process's exit code.
    public static int agent(Path config, boolean exitWithParent) throws InterruptedException {
        AgentNode node = AgentNode.start(AgentConfig.load(config), EngineClock.system());
        return run(node, new CompletableFuture<>(), exitWithParent);
    }

    private static int run(
            AutoCloseable node, CompletableFuture<Throwable> failure, boolean exitWithParent)
            throws InterruptedException {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Thread hook =
                Thread.ofPlatform()
                        .name("shutdown")
                        .unstarted(() -> {
                            end.complete(STOPPED);
                            closed.join();
                        });
        Runtime.getRuntime().addShutdownHook(hook);
        if (exitWithParent) {
            Thread.ofPlatform().daemon().name("parent").start(() -> awaitParent(end));
        }
        CompletableFuture<Void> _ =
                failure.thenAccept(reason -> {
                    LOG.error("cannot go on: {}", reason.getMessage(), reason);
                    end.complete(FAILED);
                });
        try (node) {
            return end.get();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            LOG.error("ended badly", e);
            return FAILED;
        } finally {
            closed.complete(null);
        }
    }

    private static void awaitParent(CompletableFuture<Integer> end) {
        try {
            while (System.in.read() >= 0) {
                // Whatever the parent says, only the end of it counts.
            }
        } catch (IOException e) {
            LOG.debug("standard input failed", e);
        }
        end.complete(STOPPED);
    }
}

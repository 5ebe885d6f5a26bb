package org.godwit.api.resource;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.godwit.api.access.Authorizer;
import org.godwit.api.access.Backend;
import org.godwit.api.access.Caller;
import org.godwit.api.access.Permit;
import org.godwit.api.lines.LineReader;
import org.godwit.api.lines.ReplicaLineParser;
import org.godwit.api.web.Access;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.JsonLine;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.api.web.RowSink;
import org.godwit.api.web.StreamCutException;
import org.godwit.registration.AddLines;
import org.godwit.registration.ReplicaLine;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Adds replicas from a list of any length, read as it comes and answered as it is taken: a row for
/// each part that is durable, a row for each line that is wrong, and a last one with the sums. The
/// same list again changes nothing, so that whoever was interrupted sends it again from anywhere
/// before the last part that was answered.
final class ReplicaStreamResource implements Resource {
    /// Parts that are decided while others wait for their sync.
    private static final int PARTS_UNDER_WAY_MAX = 4;

    /// Rows about lines that are wrong; further ones are only counted. So a sender that reads the
    /// answer when it has sent all does not wait for ever.
    private static final int REFUSALS_TOLD_MAX = 1_000;

    /// Scopes of which it is remembered whether the caller may add to them; a list may name any
    /// number.
    private static final int SCOPES_KEPT_MAX = 10_000;

    private final Backend backend;

    ReplicaStreamResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/godwit/v1/replicas/stream", Access.OWNER, this::add)
                        .withQuery("rse", "scope", "dataset", "dry-run", "header")
                        .reading());
    }

    private Answer add(Call call) {
        boolean dryRun = call.query("dry-run").filter(Boolean::parseBoolean).isPresent();
        return new Answer.Rows(sink -> {
            try {
                new Intake(call, dryRun, sink).run();
            } catch (IOException e) {
                throw new StreamCutException(e);
            }
        });
    }

    /// One list under way. Confined to its thread.
    private final class Intake {
        private final Caller caller;
        private final LineReader lines;
        private final boolean dryRun;
        private final ReplicaLineParser.Defaults defaults;
        private final Optional<String> header;
        private final RowSink sink;
        private final JsonLine row = new JsonLine();
        private final Map<String, Optional<EngineException>> scopes = new HashMap<>();
        private final Deque<Part> underWay = new ArrayDeque<>();
        private List<ReplicaLine> part = new ArrayList<>();
        private List<Long> numbers = new ArrayList<>();
        private long replicas;
        private long attached;
        private long refused;

        private record Part(
                List<Long> numbers, long lastLine, CompletableFuture<AddLines.Taken> taken) {}

        Intake(Call call, boolean dryRun, RowSink sink) {
            this.caller = call.caller();
            this.lines = new LineReader(call.stream());
            this.dryRun = dryRun;
            this.defaults =
                    new ReplicaLineParser.Defaults(
                            call.query("rse"), call.query("scope"), call.query("dataset"));
            this.header = call.query("header");
            this.sink = sink;
        }

        void run() throws IOException {
            Optional<String> line = header.isPresent() ? header : lines.next();
            if (line.isPresent()) {
                ReplicaLineParser parser = ReplicaLineParser.of(line.get(), defaults);
                if (header.isPresent() || !ReplicaLineParser.isJson(line.get())) {
                    line = lines.next();
                }
                for (; line.isPresent(); line = lines.next()) {
                    take(parser, line.get());
                    if (part.size() == AddLines.LINES_MAX
                            || (underWay.isEmpty() && !part.isEmpty() && !lines.isReady())) {
                        submit();
                    }
                }
            }
            if (!part.isEmpty()) {
                submit();
            }
            while (!underWay.isEmpty()) {
                report(underWay.remove());
            }
            row.clear();
            sink.row(sums(row.begin(), lines.lines()).name("end").flag(true).end());
        }

        private void take(ReplicaLineParser parser, String text) {
            if (text.isBlank()) {
                return;
            }
            try {
                ReplicaLine line = parser.parse(text);
                requireLeave(line);
                part.add(line);
                numbers.add(lines.lines());
            } catch (EngineException refusal) {
                refuse(lines.lines(), refusal);
            }
        }

        /// A path that does not follow from the name may be anybody's file: for administrators.
        private void requireLeave(ReplicaLine line) {
            if (line.path().isPresent()) {
                Permit _ = Authorizer.admin(caller);
            }
            requireScope(line.file().scope());
            line.dataset().ifPresent(dataset -> requireScope(dataset.scope()));
        }

        private void requireScope(String scope) {
            if (scopes.size() == SCOPES_KEPT_MAX) {
                scopes.clear();
            }
            Optional<EngineException> refusal = scopes.computeIfAbsent(scope, this::refusal);
            if (refusal.isPresent()) {
                throw refusal.get();
            }
        }

        private Optional<EngineException> refusal(String scope) {
            try {
                Permit _ = backend.look(view -> Authorizer.inScope(caller, view, scope));
                return Optional.empty();
            } catch (EngineException refusal) {
                return Optional.of(refusal);
            }
        }

        private void submit() {
            AddLines command = new AddLines(part, caller.account());
            CompletableFuture<AddLines.Taken> taken =
                    dryRun
                            ? CompletableFuture.completedFuture(backend.rehearse(command))
                            : backend.submit(Authorizer.self(caller), command);
            underWay.add(new Part(numbers, lines.lines(), taken));
            part = new ArrayList<>();
            numbers = new ArrayList<>();
            if (underWay.size() == PARTS_UNDER_WAY_MAX) {
                report(underWay.remove());
            }
        }

        private void report(Part done) {
            AddLines.Taken taken = result(done.taken());
            replicas += taken.replicas();
            attached += taken.attached();
            taken.refused().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(wrong -> refuse(done.numbers().get(wrong.getKey()), wrong.getValue()));
            row.clear();
            sink.row(sums(row.begin(), done.lastLine()).end());
            sink.flush();
        }

        private AddLines.Taken result(CompletableFuture<AddLines.Taken> taken) {
            try {
                return taken.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof EngineException refusal) {
                    throw refusal;
                }
                throw e;
            }
        }

        private JsonLine sums(JsonLine json, long line) {
            return json.number("line", line)
                    .number("replicas", replicas)
                    .number("attached", attached)
                    .number("refused", refused);
        }

        private void refuse(long line, EngineException refusal) {
            if (refusal.code().blame() != ErrorCode.Blame.USER) {
                throw refusal;
            }
            refused++;
            if (refused > REFUSALS_TOLD_MAX) {
                return;
            }
            row.clear();
            sink.row(
                    row.begin()
                            .number("line", line)
                            .text("error", refusal.code().rucioClass())
                            .text("message", String.valueOf(refusal.getMessage()))
                            .end());
        }
    }
}

package org.godwit.api.resource;

import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.godwit.api.access.Authorizer;
import org.godwit.api.access.Backend;
import org.godwit.api.lines.DumpLineParser;
import org.godwit.api.lines.LineReader;
import org.godwit.api.web.Access;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.api.web.StreamCutException;
import org.godwit.engine.audit.AuditDump;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Comparisons of storages with the catalogue by a list that the site has made.
final class AuditDumpResource implements Resource {
    /// Godwit's own directory in an RSE: transfers under way, trash, quarantine.
    private static final String OWN = ".godwit/";

    private final Backend backend;

    AuditDumpResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/godwit/v1/rses/{rse}/audits/list", Access.ADMIN, this::take)
                        .withQuery("made-at", "strip")
                        .reading());
    }

    private Answer take(Call call) {
        Instant madeAt = madeAt(call);
        AuditDump audit =
                backend.startAudit(
                        Authorizer.admin(call.caller()),
                        call.path("rse"),
                        madeAt,
                        call.caller().account());
        LineReader lines = new LineReader(call.stream());
        try {
            read(lines, call.query("strip").orElse(""), audit);
        } catch (IOException e) {
            audit.abandon("the list was cut off behind line " + lines.lines());
            throw new StreamCutException(e);
        } catch (EngineException refusal) {
            String why = "line %,d: %s".formatted(lines.lines(), refusal.getMessage());
            audit.abandon(why);
            throw new EngineException(refusal.code(), why, refusal);
        }
        audit.compare();
        return new Answer.Json(202, Json.object().put("id", audit.id()));
    }

    private static Instant madeAt(Call call) {
        String text =
                call.query("made-at")
                        .orElseThrow(() ->
                                new EngineException(
                                        ErrorCode.INVALID_INPUT,
                                        "say when the list was begun: made-at=2026-11-23T08:00:00Z"));
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "made-at is \"" + text + "\": write it as 2026-11-23T08:00:00Z",
                    e);
        }
    }

    private static void read(LineReader lines, String strip, AuditDump audit) throws IOException {
        Optional<String> line = lines.next();
        if (line.isEmpty()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "the list is empty; for an RSE without files give the line path,size");
        }
        DumpLineParser parser = DumpLineParser.of(line.get(), strip);
        if (DumpLineParser.isHeader(line.get())) {
            line = lines.next();
        }
        while (line.isPresent()) {
            parser.parse(line.get())
                    .filter(file -> !file.path().startsWith(OWN))
                    .ifPresent(file -> audit.add(file.path(), file.bytes()));
            line = lines.next();
        }
    }
}

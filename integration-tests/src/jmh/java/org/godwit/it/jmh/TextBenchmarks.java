package org.godwit.it.jmh;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.godwit.api.lines.ReplicaLineParser;
import org.godwit.api.web.JsonLine;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.registration.ReplicaLine;
import org.godwit.store.schema.CatalogSchema;
import org.godwit.store.schema.Family;
import org.godwit.topology.StoragePath;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What a file's row, its line in a list and its line in an answer cost to read and write.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TextBenchmarks {
    private static final Family<Long, DidRow> DIDS = CatalogSchema.of(Tables.DIDS);

    private final Did file =
            new Did("mc23", "AOD.38191712._000123.pool.root.1/6f9619ff-8b86-d011-b42d-00cf4fc964ff");
    private final DidRow row =
            new DidRow(
                    7,
                    file.name(),
                    DidType.FILE,
                    1,
                    false,
                    3_221_225_472L,
                    0x12345678,
                    Instant.ofEpochMilli(1_790_000_000_000L),
                    Map.of(),
                    Map.of());
    private final byte[] rowBytes = DIDS.encodeValue(row);
    private final ReplicaLineParser parser =
            ReplicaLineParser.of(
                    "rse,scope,name,bytes,adler32,dataset", ReplicaLineParser.Defaults.NONE);
    private final String line =
            "CERN-DISK;BNL-DISK,mc23," + file.name() + ",3221225472,12345678,mc23:AOD.38191712";
    private final JsonLine json = new JsonLine();

    /// A DID's row into bytes.
    @Benchmark
    public byte[] encodeDid() {
        return DIDS.encodeValue(row);
    }

    /// A DID's row from bytes.
    @Benchmark
    public DidRow decodeDid() {
        return DIDS.decodeValue(rowBytes);
    }

    /// A line of CSV.
    @Benchmark
    public ReplicaLine parseLine() {
        return parser.parse(line);
    }

    /// Where a file lies by its name: an MD5.
    @Benchmark
    public String storagePath() {
        return StoragePath.hash(file);
    }

    /// A file with two replicas as a line of JSON.
    @Benchmark
    public int writeJson() {
        json.clear();
        json.begin()
                .text("scope", file.scope())
                .text("name", file.name())
                .number("bytes", row.bytes())
                .hex("adler32", row.adler32())
                .name("rses")
                .begin();
        for (String rse : new String[] {"CERN-DISK", "BNL-DISK"}) {
            json.name(rse).begin().text("state", "AVAILABLE").text("site", rse).end();
        }
        return json.end().end().length();
    }
}

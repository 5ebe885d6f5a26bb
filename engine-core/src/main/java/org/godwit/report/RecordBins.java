package org.godwit.report;

import java.util.Optional;
import org.godwit.catalog.schema.BinKey;
import org.godwit.catalog.schema.BinRow;
import org.godwit.catalog.schema.LinkKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.message.FromAgent;

/// Keeps the bytes that an agent wrote, by bins. Values are totals, so the larger of the stored and
/// the reported one is right whatever order messages come in.
public record RecordBins(FromAgent.Throughput message) implements Command<Integer> {
    /// Answers how many bins were taken; those of unknown sites are passed over.
    @Override
    public Integer decide(Context context) {
        int taken = 0;
        for (FromAgent.Bin bin : message.bins()) {
            Optional<Integer> source = context.tx().get(Tables.SITE_BY_NAME, bin.sourceSite());
            Optional<Integer> destination =
                    context.tx().get(Tables.SITE_BY_NAME, bin.destinationSite());
            if (source.isEmpty() || destination.isEmpty() || bin.bytesWritten() < 0) {
                continue;
            }
            BinKey key =
                    new BinKey(
                            bin.startSecond(),
                            source.get(),
                            destination.get(),
                            bin.activity(),
                            message.agent(),
                            message.incarnation());
            long before = context.tx().get(Tables.BINS, key).map(BinRow::bytes).orElse(0L);
            context.tx().put(Tables.BINS, key, new BinRow(Math.max(before, bin.bytesWritten())));
            LinkRates.add(
                    context,
                    new LinkKey(source.get(), destination.get()),
                    bin.startSecond(),
                    bin.bytesWritten() - before);
            taken++;
        }
        return taken;
    }
}

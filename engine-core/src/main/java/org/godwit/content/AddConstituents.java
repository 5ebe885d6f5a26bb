package org.godwit.content;

import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.ContentRow;
import org.godwit.catalog.schema.DidFlag;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.Dids;
import org.godwit.namespace.NewDid;
import org.godwit.namespace.NewDids;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Says which files lie in an archive, all or none; files that are new get their DIDs. What is
/// there already is passed over. An archive lies in no other. Answers how many are new in it.
public record AddConstituents(Did archive, List<NewDid> files, String account)
        implements Command<Integer> {
    public AddConstituents {
        files = List.copyOf(files);
    }

    @Override
    public Integer decide(Context context) {
        if (files.isEmpty() || files.size() > Attachments.CHILDREN_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    files.size() + " files at a time: give 1 to " + Attachments.CHILDREN_MAX);
        }
        long id = Dids.id(context.tx(), archive);
        DidRow holder = file(context, id, archive);
        if (holder.traits().has(DidFlag.CONSTITUENT)) {
            throw refused(archive + " lies in an archive itself; an archive holds no other");
        }
        int owner = Accounts.id(context.tx(), account);
        int added = 0;
        for (NewDid file : files) {
            added += add(context, id, file, owner);
        }
        Archives.flag(context, id, DidFlag.ARCHIVE, true);
        return added;
    }

    private int add(Context context, long id, NewDid file, int owner) {
        Optional<Long> known = Dids.find(context.tx(), file.name());
        long child = known.orElseGet(() -> NewDids.add(context, file, owner));
        DidRow row = file(context, child, file.name());
        if (row.bytes() != file.bytes() || row.adler32() != file.adler32().value()) {
            throw new EngineException(
                    ErrorCode.FILE_CONSISTENCY_MISMATCH,
                    file.name() + " exists with another size or checksum; choose another name");
        }
        if (child == id || row.traits().has(DidFlag.ARCHIVE)) {
            throw refused(file.name() + " is an archive; an archive holds no other");
        }
        ContentKey key = new ContentKey(id, child);
        if (context.tx().get(Tables.ARCHIVE_CONTENTS, key).isPresent()) {
            return 0;
        }
        context.tx().put(Tables.ARCHIVE_CONTENTS, key, new ContentRow(DidType.FILE, row.bytes()));
        Archives.flag(context, child, DidFlag.CONSTITUENT, true);
        return 1;
    }

    private static DidRow file(Context context, long id, Did name) {
        DidRow row = Dids.row(context.tx(), id);
        if (row.type() != DidType.FILE) {
            throw refused(
                    name + " is a " + row.type().word() + "; archives are files and hold files");
        }
        return row;
    }

    private static EngineException refused(String why) {
        return new EngineException(ErrorCode.UNSUPPORTED_OPERATION, why);
    }
}

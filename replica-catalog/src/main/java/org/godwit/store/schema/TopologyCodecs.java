package org.godwit.store.schema;

import org.godwit.catalog.schema.AccountRow;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.IdentityRow;
import org.godwit.catalog.schema.LinkRow;
import org.godwit.catalog.schema.LinkShareRow;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.ScopeRow;
import org.godwit.catalog.schema.SiteRow;
import org.godwit.model.AccountType;
import org.godwit.model.Protection;
import org.godwit.model.RseType;

/// Codecs of accounts, scopes, sites, RSEs, agents and links.
final class TopologyCodecs {
    private static final AccountType[] ACCOUNT_TYPES = AccountType.values();
    private static final Protection[] PROTECTIONS = Protection.values();
    private static final RseType[] RSE_TYPES = RseType.values();

    static final Codec<AccountRow> ACCOUNT =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.text(row.name());
                        out.constant(row.type());
                        out.flag(row.admin());
                        out.instant(row.createdAt());
                    },
                    in ->
                            new AccountRow(
                                    in.text(),
                                    in.constant(ACCOUNT_TYPES),
                                    in.flag(),
                                    in.instant()));

    static final Codec<IdentityRow> IDENTITY =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.int32(row.account());
                        out.text(row.label());
                        out.instant(row.createdAt());
                        out.optional(row.expiresAt(), RowWriter::instant);
                    },
                    in ->
                            new IdentityRow(
                                    in.int32(),
                                    in.text(),
                                    in.instant(),
                                    in.optional(RowReader::instant)));

    static final Codec<ScopeRow> SCOPE =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.text(row.name());
                        out.int32(row.account());
                        out.instant(row.createdAt());
                    },
                    in -> new ScopeRow(in.text(), in.int32(), in.instant()));

    static final Codec<SiteRow> SITE =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.text(row.name());
                        out.text(row.country());
                        out.instant(row.createdAt());
                    },
                    in -> new SiteRow(in.text(), in.text(), in.instant()));

    static final Codec<RseRow> RSE =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.text(row.name());
                        out.int32(row.site());
                        out.constant(row.type());
                        out.flag(row.deterministic());
                        out.flag(row.readable());
                        out.flag(row.writable());
                        out.flag(row.deletable());
                        out.map(row.attributes(), RowWriter::text, RowWriter::text);
                        out.instant(row.createdAt());
                    },
                    in ->
                            new RseRow(
                                    in.text(),
                                    in.int32(),
                                    in.constant(RSE_TYPES),
                                    in.flag(),
                                    in.flag(),
                                    in.flag(),
                                    in.flag(),
                                    in.map(RowReader::text, RowReader::text),
                                    in.instant()));

    static final Codec<AgentRow> AGENT =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.text(row.name());
                        out.int32(row.site());
                        out.list(row.rses(), RowWriter::int32);
                        out.text(row.host());
                        out.int32(row.port());
                        out.int64(row.incarnation());
                        out.instant(row.since());
                    },
                    in ->
                            new AgentRow(
                                    in.text(),
                                    in.int32(),
                                    in.list(RowReader::int32),
                                    in.text(),
                                    in.int32(),
                                    in.int64(),
                                    in.instant()));

    static final Codec<LinkRow> LINK =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.int32(row.distance());
                        out.int32(row.transfersMax());
                        out.int64(row.bytesPerSecondMax());
                        out.flag(row.enabled());
                        out.constant(row.protection());
                    },
                    in ->
                            new LinkRow(
                                    in.int32(),
                                    in.int32(),
                                    in.int64(),
                                    in.flag(),
                                    in.constant(PROTECTIONS)));

    static final Codec<LinkShareRow> LINK_SHARE =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.int64(row.incarnation());
                        out.int64(row.granted());
                        out.int64(row.held());
                        out.flag(row.joining());
                        out.flag(row.lapsed());
                        out.int64(row.revision());
                        out.instant(row.since());
                    },
                    in ->
                            new LinkShareRow(
                                    in.int64(),
                                    in.int64(),
                                    in.int64(),
                                    in.flag(),
                                    in.flag(),
                                    in.int64(),
                                    in.instant()));

    private TopologyCodecs() {}
}

package org.godwit.it.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.ReplicaState;
import org.godwit.namespace.Dids;
import org.godwit.topology.SetLink;
import org.godwit.topology.SetRseAttribute;
import org.godwit.topology.SetRseAvailability;
import org.godwit.topology.StoragePath;
import org.godwit.transfer.DeclareBad;
import org.jspecify.annotations.Nullable;

/// Makes things go wrong during the day, each kind of fault that the schedule has at its own times,
/// and puts them right when the day ends.
final class Faults {
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(40);

    /// Catalogues are lost less often than other things happen.
    private static final double RESTORE_RATE = 0.15;

    private static final double LOSS_RATE = 0.15;

    private final World world;
    private final Chance chance;

    Faults(World world) {
        this.world = world;
        this.chance = Chance.of(world.options().seed(), "faults");
    }

    void begin() {
        if (world.options().has(Fault.CATALOG_RESTORED)) {
            world.engines().keepBackups();
        }
        for (Fault fault : Fault.values()) {
            if (world.options().has(fault)) {
                again(fault);
            }
        }
    }

    private void again(Fault fault) {
        world.timeline()
                .in(
                        chance.about(world.options().faultEvery()),
                        () -> {
                            if (!world.isCalm()) {
                                happen(fault);
                                again(fault);
                            }
                        });
    }

    private void happen(Fault fault) {
        switch (fault) {
            case ENGINE_CRASH -> world.engines().crashSoon();
            case TWO_ENGINES -> world.engines().replace();
            case CATALOG_RESTORED -> {
                if (chance.with(RESTORE_RATE)) {
                    world.engines().restore();
                }
            }
            case AGENT_CRASH -> crashAgent();
            case MESSAGE_REPLAYED -> world.post().replay(false);
            case MESSAGE_FORGED -> world.post().replay(true);
            case POST_CUT -> cutPost();
            case LINK_CUT -> cutLink();
            case SOURCE_CORRUPTED -> corrupt();
            case DISK_FULL -> {
                SimDisk disk = someDisk(fault);
                whileLasting(() -> disk.setFull(true), () -> disk.setFull(false));
            }
            case DISK_UNREADABLE -> {
                SimDisk disk = someDisk(fault);
                whileLasting(() -> disk.setUnreadable(true), () -> disk.setUnreadable(false));
            }
            case STRAY_FILE -> stray();
            case ADMIN_BLOCKS -> block();
            case ATTRIBUTES_CHANGE -> changeAttribute();
            case RSE_LOST -> {
                if (chance.with(LOSS_RATE)) {
                    lose(chance.of(world.rseNames()));
                }
            }
            case WRONGLY_DOUBTED -> doubt();
            case POST_SPLIT,
                    MESSAGE_LOST,
                    MESSAGE_TWICE,
                    MESSAGE_LATE,
                    MESSAGE_GARBLED,
                    WIRE_FLIP,
                    CLOCK_WRONG -> {}
        }
    }

    /// A fault that ends after a while.
    private void whileLasting(Runnable begin, Runnable end) {
        begin.run();
        world.timeline().in(chance.between(SHORTEST, LONGEST), end);
    }

    private SimDisk someDisk(Fault fault) {
        String rse = chance.of(world.rseNames());
        note(fault, rse);
        return world.disk(rse);
    }

    private void note(Fault fault, String where) {
        world.count(fault);
        world.trace().line(() -> "fault " + fault + " " + where);
    }

    private void crashAgent() {
        SimAgent agent = world.agent(chance.of(world.agentNames()));
        if (chance.with(0.3)) {
            crash(agent);
        } else {
            agent.onNextStep(() -> crash(agent));
        }
    }

    private void crash(SimAgent agent) {
        if (agent.isUp() && !world.isCalm()) {
            note(Fault.AGENT_CRASH, agent.name());
            whileLasting(agent::crash, agent::start);
        }
    }

    private void cutPost() {
        String agent = chance.of(world.agentNames());
        boolean toEngine = chance.with(0.5);
        note(Fault.POST_CUT, agent);
        whileLasting(
                () -> world.post().cut(agent, toEngine, true),
                () -> world.post().cut(agent, toEngine, false));
    }

    private void cutLink() {
        String source = world.agent(chance.of(world.agentNames())).site();
        String destination = world.agent(chance.of(world.agentNames())).site();
        note(Fault.LINK_CUT, source + ">" + destination);
        whileLasting(
                () -> world.cutLink(source, destination, true),
                () -> world.cutLink(source, destination, false));
    }

    /// Bits of a file rot where it is AVAILABLE.
    private void corrupt() {
        List<Place> places = replicas(ReplicaState.AVAILABLE);
        if (places.isEmpty()) {
            return;
        }
        Place place = chance.of(places);
        SimDisk disk = world.disk(place.rse());
        disk.lookAt(place.path())
                .ifPresent(content -> {
                    note(Fault.SOURCE_CORRUPTED, place.toString());
                    world.truth().spoil(place.rse(), place.path());
                    disk.place(place.path(), content.corrupted());
                });
    }

    /// A file that nobody knows lies where one is to be, equal or not; the site's admin takes it
    /// away later.
    private void stray() {
        List<Place> places = replicas(ReplicaState.COPYING);
        if (places.isEmpty()) {
            return;
        }
        Place place = chance.of(places);
        SimDisk disk = world.disk(place.rse());
        Optional<Content> right = world.truth().at(place.path());
        if (right.isEmpty() || disk.lookAt(place.path()).isPresent()) {
            return;
        }
        note(Fault.STRAY_FILE, place.toString());
        if (chance.with(0.5)) {
            disk.place(place.path(), right.get());
            return;
        }
        Content other = new Content(7, new Adler32(7));
        disk.place(place.path(), other);
        world.timeline()
                .in(
                        chance.between(SHORTEST, LONGEST),
                        () -> {
                            if (disk.lookAt(place.path()).equals(Optional.of(other))) {
                                disk.takeAway(place.path());
                            }
                        });
    }

    private record Place(String rse, String path, Did file) {}

    private List<Place> replicas(ReplicaState state) {
        List<Place> places = new ArrayList<>();
        CatalogView view = world.engines().catalog().latest();
        try (Cursor<ReplicaKey, ReplicaRow> rows = view.scanAll(Tables.REPLICAS)) {
            while (rows.hasNext()) {
                Map.Entry<ReplicaKey, ReplicaRow> row = rows.next();
                if (row.getValue().state() == state) {
                    String rse = view.get(Tables.RSES, row.getKey().rse()).orElseThrow().name();
                    places.add(
                            new Place(
                                    rse,
                                    StoragePath.of(view, row.getKey().did(), row.getValue()),
                                    Dids.name(view, row.getKey().did())));
                }
            }
        }
        return places;
    }

    private void block() {
        if (chance.with(0.5)) {
            String rse = chance.of(world.rseNames());
            boolean reading = chance.with(0.5);
            note(Fault.ADMIN_BLOCKS, rse);
            whileLasting(
                    () -> order(availability(rse, reading, false)),
                    () -> order(availability(rse, reading, true)));
        } else {
            String source = world.agent(chance.of(world.agentNames())).site();
            String destination = world.agent(chance.of(world.agentNames())).site();
            note(Fault.ADMIN_BLOCKS, source + ">" + destination);
            whileLasting(
                    () -> order(link(source, destination, false)),
                    () -> order(link(source, destination, true)));
        }
    }

    private void changeAttribute() {
        String rse = chance.of(world.rseNames());
        note(Fault.ATTRIBUTES_CHANGE, rse);
        String other = Simulation.tier(rse).equals("1") ? "2" : "1";
        whileLasting(
                () -> order(new SetRseAttribute(rse, "tier", other)),
                () -> order(new SetRseAttribute(rse, "tier", Simulation.tier(rse))));
    }

    /// What is registered where it lies stays: it is another storage that is lost.
    private void lose(String rse) {
        note(Fault.RSE_LOST, rse);
        for (String path : world.disk(rse).names()) {
            if (!path.startsWith(Users.INCOMING)) {
                world.truth().lose(rse, path);
                world.disk(rse).takeAway(path);
            }
        }
        world.timeline().in(chance.between(SHORTEST, LONGEST), () -> declareLost(rse));
    }

    private void declareLost(String rse) {
        if (world.engines().serving() == null) {
            world.timeline().in(Duration.ofMinutes(5), () -> declareLost(rse));
            return;
        }
        List<Did> lost = new ArrayList<>();
        for (Place place : replicas(ReplicaState.AVAILABLE)) {
            if (place.rse().equals(rse) && world.disk(rse).lookAt(place.path()).isEmpty()) {
                lost.add(place.file());
            }
        }
        if (!lost.isEmpty()) {
            order(new DeclareBad(rse, lost, false, "the disks are gone", "root"));
        }
    }

    private void doubt() {
        List<Place> places = replicas(ReplicaState.AVAILABLE);
        if (places.isEmpty()) {
            return;
        }
        Place place = chance.of(places);
        note(Fault.WRONGLY_DOUBTED, place.toString());
        boolean suspicious = chance.with(0.5);
        order(new DeclareBad(place.rse(), List.of(place.file()), suspicious, "a rumour", "root"));
    }

    private static Command<?> availability(String rse, boolean reading, boolean open) {
        return new SetRseAvailability(
                rse,
                reading ? Optional.of(open) : Optional.empty(),
                reading ? Optional.empty() : Optional.of(open),
                Optional.empty());
    }

    private static Command<?> link(String source, String destination, boolean enabled) {
        return new SetLink(
                source,
                destination,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(enabled),
                Optional.empty());
    }

    private void order(Command<?> command) {
        @Nullable SimEngine engine = world.engines().serving();
        if (engine != null) {
            var _ = engine.submit(command);
        }
    }

    /// The day ends: everything that can be put right is.
    void end() {
        for (String name : world.agentNames()) {
            world.agent(name).start();
            world.post().cut(name, true, false);
            world.post().cut(name, false, false);
            for (String other : world.agentNames()) {
                world.cutLink(world.agent(name).site(), world.agent(other).site(), false);
            }
        }
        for (String rse : world.rseNames()) {
            world.disk(rse).setFull(false);
            world.disk(rse).setUnreadable(false);
        }
        world.engines().calm();
        world.timeline().in(Duration.ofMinutes(5), this::unblock);
    }

    /// Administrators lift what they blocked, now that the engine is there.
    private void unblock() {
        for (String rse : world.rseNames()) {
            if (world.options().has(Fault.ATTRIBUTES_CHANGE)) {
                order(new SetRseAttribute(rse, "tier", Simulation.tier(rse)));
            }
            order(availability(rse, true, true));
            order(availability(rse, false, true));
        }
        for (String source : world.agentNames()) {
            for (String destination : world.agentNames()) {
                if (world.options().has(Fault.ADMIN_BLOCKS)) {
                    order(link(world.agent(source).site(), world.agent(destination).site(), true));
                }
            }
        }
    }
}

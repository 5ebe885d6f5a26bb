package org.godwit.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.grid.CommandLineTool;
import org.godwit.cli.grid.Grid;
import org.godwit.cli.grid.GridLayout;
import org.godwit.cli.grid.GridPlan;
import org.godwit.cli.grid.GridPlan.Memory;
import org.godwit.cli.grid.GridPlan.Site;
import org.godwit.cli.grid.GridPlan.Storage;
import org.godwit.cli.grid.GridSetup;
import org.godwit.cli.grid.Launcher;
import org.godwit.cli.output.Terminal;
import org.godwit.cli.output.Units;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// The main job on this machine, told step by step: a grid of three sites, a dataset registered,
/// two copies kept, every byte proved; then an agent killed in the middle of a second dataset. Used
/// once; not thread-safe.
public final class Demo {
    private static final String SCOPE = "demo";
    private static final String SOURCE = "UK";
    private static final String DATA_RSE = "UK-DATA";
    private static final String KILLED = "US";
    private static final List<String> DESTINATIONS = List.of("FR", "US");
    private static final String FIRST_NIGHT = "night-0042";
    private static final String SECOND_NIGHT = "night-0043";

    /// The second night is this part of the first.
    private static final int SECOND_PART = 3;

    /// Every file lies at the source and at two destinations.
    private static final int COPIES = 3;

    /// What `godwit replica register` answers if some files were left out.
    private static final int PARTIAL = 8;

    private static final int PROBLEMS_SHOWN_MAX = 10;

    /// Agents count bytes in bins of this length; the first one begins before the rule does.
    private static final int BIN_SECONDS = 10;

    private final DemoOptions options;
    private final Launcher launcher;
    private final Narrator narrator;
    private final EngineClock clock;
    private final List<String> failures = new ArrayList<>();

    public Demo(
            DemoOptions options,
            Launcher launcher,
            PrintWriter out,
            Terminal terminal,
            EngineClock clock) {
        this.options = options;
        this.launcher = launcher;
        this.narrator = new Narrator(out, terminal);
        this.clock = clock;
    }

    /// Runs it all. Answers whether everything was proved.
    public boolean run() throws IOException, InterruptedException, TimeoutException {
        long begin = clock.nanoTime();
        Optional<Path> data = Optional.empty();
        if (options.data().isPresent()) {
            data = Optional.of(checked(options.data().get()));
        }
        DemoDirectory directory = DemoDirectory.prepare(options.directory(), data);
        GridLayout layout = new GridLayout(directory.path());
        Thread tidy = Thread.ofPlatform().unstarted(() -> tidyUp(layout, directory));
        Runtime.getRuntime().addShutdownHook(tidy);
        boolean kept = false;
        try {
            long bytes = data.isPresent() ? UserData.at(data.get()).bytes() : options.bytes();
            directory.requireSpace(bytes * COPIES + (options.kill() ? second() * COPIES : 0));
            try (Grid grid = grid(layout, data)) {
                play(grid, data);
                narrator.chapter("The end");
                if (options.keep() && failures.isEmpty()) {
                    kept = true;
                    grid.leave();
                }
                end(
                        directory,
                        grid.client().url(),
                        kept,
                        Duration.ofNanos(clock.nanoTime() - begin));
            }
        } finally {
            if (!kept) {
                directory.removeIfTemporary();
            }
            forget(tidy);
        }
        return failures.isEmpty();
    }

    private static Path checked(Path data) throws IOException {
        if (!Files.isDirectory(data)) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    data + " is no directory; give one that holds files with --data");
        }
        return data.toRealPath();
    }

    /// When this process is interrupted, nothing of the demo is left running or lying about.
    private static void tidyUp(GridLayout layout, DemoDirectory directory) {
        Grid.stop(layout);
        try {
            directory.removeIfTemporary();
        } catch (IOException e) {
            System.err.println("godwit: cannot remove " + directory.path() + ": " + e);
        }
    }

    private static void forget(Thread tidy) {
        try {
            Runtime.getRuntime().removeShutdownHook(tidy);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook runs already and does the same.
        }
    }

    private Grid grid(GridLayout layout, Optional<Path> data) {
        List<Storage> uk = new ArrayList<>();
        uk.add(new Storage(SOURCE, layout.storage(SOURCE), false));
        data.ifPresent(root -> uk.add(new Storage(DATA_RSE, root, true)));
        GridPlan plan =
                new GridPlan(
                        List.of(
                                site(layout, "FR", "FR"),
                                site(layout, "US", "US"),
                                new Site(SOURCE, "GB", uk)),
                        Memory.SMALL);
        return Grid.create(launcher, layout, plan, !options.keep(), clock);
    }

    private static Site site(GridLayout layout, String name, String country) {
        return new Site(name, country, List.of(new Storage(name, layout.storage(name), false)));
    }

    private void play(Grid grid, Optional<Path> data)
            throws IOException, InterruptedException, TimeoutException {
        narrator.chapter("A grid of three sites: an engine and three agents, four processes");
        new GridSetup(grid).run(SCOPE);
        narrator.say("engine     process %-8d %s".formatted(grid.engineId(), grid.client().url()));
        for (Site site : grid.plan().sites()) {
            narrator.say(
                    "agent %-4s process %-8d storage %s"
                            .formatted(
                                    site.name(),
                                    grid.agentId(site.name()),
                                    site.storages().getFirst().root()));
        }
        firstNight(grid, data);
        if (options.kill()) {
            secondNight(grid);
        }
    }

    private void firstNight(Grid grid, Optional<Path> data)
            throws IOException, InterruptedException, TimeoutException {
        String rse = data.isPresent() ? DATA_RSE : SOURCE;
        if (data.isPresent()) {
            narrator.chapter("Your files, registered where they are");
            UserData files = UserData.at(data.get());
            narrator.say("%s: %s".formatted(data.get(), files));
            register(grid, rse, ".", FIRST_NIGHT, files.leftOut() > 0);
        } else {
            makeNight(grid.layout(), FIRST_NIGHT, options.seed(), options.bytes());
            register(grid, rse, FIRST_NIGHT, FIRST_NIGHT, false);
        }
        narrator.chapter("One command keeps two copies");
        long begin = clock.nanoTime();
        godwit(grid, List.of("rule", "add", statement(FIRST_NIGHT), "--watch"));
        narrator.chapter("The proof: every file read back from the disks");
        prove(grid, rse, FIRST_NIGHT);
        narrator.chapter("The throughput report");
        long seconds = Duration.ofNanos(clock.nanoTime() - begin).toSeconds() + BIN_SECONDS;
        godwit(grid, List.of("report", "throughput", "--since", seconds + "s"));
    }

    private void secondNight(Grid grid) throws IOException, InterruptedException, TimeoutException {
        makeNight(grid.layout(), SECOND_NIGHT, options.seed() + 1, second());
        register(grid, SOURCE, SECOND_NIGHT, SECOND_NIGHT, false);
        ApiClient engine = grid.client();
        DatasetCopies dataset = DatasetCopies.of(engine, grid.plan(), SCOPE, SECOND_NIGHT);
        narrator.chapter("The agent at " + KILLED + " is killed in the middle");
        godwit(grid, List.of("rule", "add", statement(SECOND_NIGHT)));
        String rule = ruleOn(engine, SECOND_NIGHT);
        KilledAgent killed = new KilledAgent(grid, KILLED, grid.layout().storage(KILLED), clock);
        long process = grid.agentId(KILLED);
        if (!killed.killMidway(engine, rule)) {
            wrong("the copies were there before the agent could be killed; give a larger --size");
            return;
        }
        narrator.say("$ kill -9 " + process);
        Map<Path, Fingerprint> here = killed.places(SCOPE, dataset);
        Map<Path, Fingerprint> expected = new HashMap<>(here);
        expected.putAll(
                killed.places(SCOPE, DatasetCopies.of(engine, grid.plan(), SCOPE, FIRST_NIGHT)));
        KilledAgent.Wreck wreck = killed.look(expected, here.keySet());
        check(
                "in sight at %s: %d files of %s, each whole; half-written and out of sight: %d (%s)"
                        .formatted(
                                KILLED,
                                wreck.whole().size(),
                                SECOND_NIGHT,
                                wreck.halfFiles(),
                                Units.bytes(wreck.halfBytes())),
                wreck.problems());
        grid.startAgent(KILLED);
        narrator.say(
                "the agent at %s starts again as process %d"
                        .formatted(KILLED, grid.agentId(KILLED)));
        godwit(grid, List.of("rule", "watch", rule));
        prove(grid, SOURCE, SECOND_NIGHT);
        KilledAgent.Account account =
                killed.account(
                        engine,
                        SCOPE,
                        DatasetCopies.of(engine, grid.plan(), SCOPE, SECOND_NIGHT),
                        wreck);
        check(
                "nothing moved twice but the tail: of %s that lay half-written, %s were kept, %s moved again"
                        .formatted(
                                Units.bytes(wreck.halfBytes()),
                                Units.bytes(account.resumedBytes()),
                                Units.bytes(account.againBytes())),
                account.problems());
    }

    private void makeNight(GridLayout layout, String name, long seed, long bytes)
            throws IOException, InterruptedException {
        narrator.chapter("A night of exposures: " + name);
        NightPlan plan = NightPlan.of(name, seed, bytes);
        long begin = clock.nanoTime();
        new NightMaker(plan, layout.storage(SOURCE).resolve(name)).make(_ -> {});
        narrator.say(
                "%d files, %s, written to %s in %.1f s"
                        .formatted(
                                plan.files().size(),
                                Units.bytes(plan.bytes()),
                                layout.storage(SOURCE).resolve(name),
                                Duration.ofNanos(clock.nanoTime() - begin).toMillis() / 1000.0));
    }

    private void register(Grid grid, String rse, String path, String dataset, boolean someLeftOut)
            throws IOException, InterruptedException {
        List<String> words =
                List.of(
                        "replica",
                        "register",
                        rse,
                        path,
                        "--scope",
                        SCOPE,
                        "--prefix",
                        dataset + "/",
                        "--dataset",
                        dataset,
                        "--watch");
        narrator.command(words);
        int code = new CommandLineTool(launcher, grid.layout()).run(words);
        if (code != 0 && !(someLeftOut && code == PARTIAL)) {
            wrong("the command ended with exit code " + code);
        }
    }

    private void prove(Grid grid, String source, String dataset)
            throws IOException, InterruptedException, TimeoutException {
        long begin = clock.nanoTime();
        CopyProof proof =
                CopyProof.of(
                        DatasetCopies.of(grid.client(), grid.plan(), SCOPE, dataset),
                        source,
                        DESTINATIONS);
        double seconds = Duration.ofNanos(clock.nanoTime() - begin).toMillis() / 1000.0;
        List<String> problems = new ArrayList<>(proof.problems());
        if (proof.files() == 0) {
            problems.add("no file is registered in " + dataset);
        }
        check(
                "%d files, %s at FR and at US: size and Adler-32 equal to the source's (%.1f s)"
                        .formatted(proof.files(), Units.bytes(proof.bytes()), seconds),
                problems);
    }

    /// Says what was proved, or what is wrong.
    private void check(String claim, List<String> problems) {
        if (problems.isEmpty()) {
            narrator.proved(claim);
        }
        problems.stream().limit(PROBLEMS_SHOWN_MAX).forEach(narrator::wrong);
        failures.addAll(problems);
    }

    private void wrong(String problem) {
        check("", List.of(problem));
    }

    private void godwit(Grid grid, List<String> words) throws IOException, InterruptedException {
        narrator.command(words);
        int code = new CommandLineTool(launcher, grid.layout()).run(words);
        if (code != 0) {
            wrong("the command ended with exit code " + code);
        }
    }

    private static String ruleOn(ApiClient engine, String dataset) throws TimeoutException {
        List<String> rules = new ArrayList<>();
        engine.stream(
                ApiPath.of("dids", SCOPE, dataset, "rules"),
                rule -> rules.add(rule.at("id").text()));
        return rules.getFirst();
    }

    private static String statement(String dataset) {
        return "keep 2 copies at %s of %s:%s"
                .formatted(String.join("+", DESTINATIONS), SCOPE, dataset);
    }

    private long second() {
        return options.bytes() / SECOND_PART;
    }

    private void end(DemoDirectory directory, URI api, boolean kept, Duration took) {
        GridLayout layout = new GridLayout(directory.path());
        if (failures.isEmpty()) {
            narrator.proved("everything was proved, in " + Units.duration(took));
        } else {
            narrator.wrong("%d things are not as they should be".formatted(failures.size()));
        }
        if (kept) {
            narrator.say("The grid goes on running, its API at " + api + ". To play with it:");
            narrator.say(
                    "  export PATH="
                            + Narrator.typed(List.of(launcher.program().getParent() + ":"))
                            + "$PATH");
            narrator.say(
                    "  export GODWIT_CONFIG="
                            + Narrator.typed(List.of(layout.clientConfig().toString())));
            for (List<String> words :
                    List.of(
                            List.of("rule", "list"),
                            List.of("agent", "list"),
                            List.of("did", "files", SCOPE + ":" + FIRST_NIGHT),
                            List.of("rule", "add", "keep 1 copy at UK of demo:" + FIRST_NIGHT),
                            List.of("report", "throughput"))) {
                narrator.say("  godwit " + Narrator.typed(words));
            }
            narrator.say("To end it (the files stay):");
            narrator.say(
                    "  godwit "
                            + Narrator.typed(List.of("demo", "stop", directory.path().toString())));
        } else if (!directory.temporary()) {
            narrator.say(
                    "The sites' storage is below "
                            + directory.path()
                            + "; logs are in "
                            + layout.log("engine").getParent());
        }
    }
}

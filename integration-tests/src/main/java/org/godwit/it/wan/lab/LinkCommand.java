package org.godwit.it.wan.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.godwit.it.wan.link.LinkSpec;
import org.godwit.runtime.EngineClock;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `./godwit bench link`: one emulated link, for as long as the process runs. It says `ready`, the
/// sites and their addresses in one line, then answers each line of its input with one line: `ok`,
/// a report as JSON, or `error` and why.
@Command(
        name = "link",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "A long link between two sites of this machine (network namespaces; needs root).",
            "Standard input takes: cut, mend, loss P, rate MBIT, report, reset, end."
                    + " The end of input or SIGTERM removes link and sites."
        })
public final class LinkCommand implements Callable<Integer> {
    /// A device is named `to-SITE`, which leaves a site 12 characters.
    static final Pattern SITE = Pattern.compile("[a-z][a-z0-9]{0,11}");

    private static final int MISUSE = 2;

    @Option(
            names = "--sites",
            split = ",",
            arity = "1",
            paramLabel = "A,B",
            required = true,
            description = "names of the two sites: up to 12 small letters and digits")
    private List<String> sites = List.of();

    @Option(
            names = "--prefix",
            defaultValue = "godwit-",
            description = "namespaces are named PREFIX and the site (default: ${DEFAULT-VALUE})")
    private String prefix = "godwit-";

    @Option(
            names = "--delay-ms",
            defaultValue = "75",
            description =
                    "one-way delay; a round trip takes twice that (default: ${DEFAULT-VALUE})")
    private double delayMillis;

    @Option(
            names = "--rate-mbit",
            defaultValue = "2000",
            description = "line rate, Ethernet overhead included (default: ${DEFAULT-VALUE})")
    private double rateMbit;

    @Option(
            names = "--queue-ms",
            defaultValue = "100",
            description = "longest wait for the line before drops (default: ${DEFAULT-VALUE})")
    private double queueMillis;

    @Option(
            names = "--loss",
            defaultValue = "0",
            description = "probability that a segment is lost (default: ${DEFAULT-VALUE})")
    private double loss;

    @Option(
            names = "--mtu",
            defaultValue = "9000",
            description = "bytes of the largest IP packet (default: ${DEFAULT-VALUE})")
    private int mtu;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "of the losses (default: ${DEFAULT-VALUE})")
    private long seed;

    /// For picocli.
    public LinkCommand() {}

    /// The emulator of a [Lab], without the commands it does not need.
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LinkCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (sites.size() != 2
                || sites.getFirst().equals(sites.getLast())
                || !sites.stream().allMatch(site -> SITE.matcher(site).matches())) {
            System.err.println("godwit bench link: --sites takes two different names, as a,b");
            return MISUSE;
        }
        LinkSpec spec;
        try {
            spec = new LinkSpec(rateMbit, delayMillis, queueMillis, loss, mtu, seed);
        } catch (IllegalArgumentException e) {
            System.err.println("godwit bench link: " + e.getMessage());
            return MISUSE;
        }
        LinkSetup setup =
                LinkSetup.open(
                        EngineClock.system(), spec, prefix, sites.getFirst(), sites.getLast());
        Thread removal = new Thread(setup::closeWithSites);
        Runtime.getRuntime().addShutdownHook(removal);
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            if (serve(setup, in, System.out)) {
                Runtime.getRuntime().removeShutdownHook(removal);
                setup.close();
            }
        }
        return 0;
    }

    /// @return whether the link was ended by its owner, who keeps the sites
    private boolean serve(LinkSetup setup, BufferedReader in, PrintStream out) throws IOException {
        out.printf(
                "ready %s %s %s %s%n",
                sites.getFirst(), setup.addressA(), sites.getLast(), setup.addressB());
        out.flush();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.strip().equals("end")) {
                return true;
            }
            out.println(answer(setup, line.strip().split(" +")));
            out.flush();
        }
        return false;
    }

    private static String answer(LinkSetup setup, String[] words) {
        try {
            switch (words[0]) {
                case "cut" -> setup.link().cut();
                case "mend" -> setup.link().mend();
                case "loss" -> setup.link().setLoss(number(words));
                case "rate" -> setup.link().setRateMbit(number(words));
                case "reset" -> setup.link().reset();
                case "report" -> {
                    return JsonMapper.shared().writeValueAsString(setup.link().report());
                }
                default -> {
                    return "error cut, mend, loss P, rate MBIT, report, reset or end";
                }
            }
            return "ok";
        } catch (IllegalArgumentException | IllegalStateException e) {
            return "error " + e.getMessage();
        }
    }

    private static double number(String[] words) {
        if (words.length != 2) {
            throw new IllegalArgumentException(words[0] + " takes a number");
        }
        return Double.parseDouble(words[1]);
    }
}

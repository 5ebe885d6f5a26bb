package org.godwit.it.wan.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.godwit.it.wan.link.EmulatedLink;
import org.godwit.it.wan.link.LinkSpec;
import org.godwit.runtime.EngineClock;

/// A link between two sites with everything the hosts need: namespaces where they are missing,
/// devices `to-OTHER`, addresses out of 10.99.0.0/16, names. Thread-safe.
final class LinkSetup implements AutoCloseable {
    private static final int SUBNETS = 256;
    private static final int DEVICE_QUEUE_PACKETS = 10_000;

    private final String siteA;
    private final String siteB;
    private final SiteNamespace a;
    private final SiteNamespace b;
    private final EmulatedLink link;
    private final int subnet;
    private boolean closed;

    private LinkSetup(
            String siteA,
            String siteB,
            SiteNamespace a,
            SiteNamespace b,
            EmulatedLink link,
            int subnet) {
        this.siteA = siteA;
        this.siteB = siteB;
        this.a = a;
        this.b = b;
        this.link = link;
        this.subnet = subnet;
    }

    /// @param prefix of the namespaces' names; what follows is the site's name
    static LinkSetup open(
            EngineClock clock, LinkSpec spec, String prefix, String siteA, String siteB)
            throws IOException {
        SiteNamespace a = new SiteNamespace(prefix + siteA);
        SiteNamespace b = new SiteNamespace(prefix + siteB);
        for (SiteNamespace namespace : List.of(a, b)) {
            if (!namespace.exists()) {
                namespace.create();
            }
        }
        EmulatedLink link =
                EmulatedLink.open(clock, spec, a.name(), device(siteB), b.name(), device(siteA));
        LinkSetup setup = new LinkSetup(siteA, siteB, a, b, link, freeSubnet(a, b));
        try {
            setup.configure(spec.mtu());
            return setup;
        } catch (RuntimeException e) {
            setup.close();
            throw e;
        }
    }

    private static String device(String site) {
        return "to-" + site;
    }

    private static int freeSubnet(SiteNamespace a, SiteNamespace b) {
        String used =
                SiteNamespace.ip("-n", a.name(), "-o", "-4", "addr", "show")
                        + SiteNamespace.ip("-n", b.name(), "-o", "-4", "addr", "show");
        for (int subnet = 1; subnet < SUBNETS; subnet++) {
            if (!used.contains(" 10.99." + subnet + ".")) {
                return subnet;
            }
        }
        throw new IllegalStateException("all networks of 10.99.0.0/16 are in use");
    }

    private void configure(int mtu) {
        bringUp(a, device(siteB), addressA(), mtu);
        bringUp(b, device(siteA), addressB(), mtu);
        a.addHost(addressA(), own(siteA));
        a.addHost(addressB(), List.of(siteB));
        b.addHost(addressB(), own(siteB));
        b.addHost(addressA(), List.of(siteA));
    }

    private static void bringUp(SiteNamespace namespace, String device, String address, int mtu) {
        SiteNamespace.ip("-n", namespace.name(), "addr", "add", address + "/30", "dev", device);
        SiteNamespace.ip(
                "-n",
                namespace.name(),
                "link",
                "set",
                device,
                "mtu",
                String.valueOf(mtu),
                "txqueuelen",
                String.valueOf(DEVICE_QUEUE_PACKETS),
                "up");
    }

    private static List<String> own(String site) {
        List<String> names = new ArrayList<>(List.of(site));
        names.addAll(SiteNamespace.machineNames());
        return names;
    }

    EmulatedLink link() {
        return link;
    }

    String addressA() {
        return "10.99." + subnet + ".1";
    }

    String addressB() {
        return "10.99." + subnet + ".2";
    }

    SiteNamespace namespaceA() {
        return a;
    }

    SiteNamespace namespaceB() {
        return b;
    }

    /// Removes the link; sites stay. Idempotent.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        link.close();
        for (SiteNamespace namespace : List.of(a, b)) {
            if (namespace.exists()) {
                namespace.removeHost(addressA());
                namespace.removeHost(addressB());
            }
        }
    }

    /// Removes the link, and each of its sites where no other link ends, with all that runs there.
    void closeWithSites() {
        close();
        for (SiteNamespace namespace : List.of(a, b)) {
            if (namespace.exists() && !namespace.hasLinks()) {
                namespace.remove();
            }
        }
    }
}

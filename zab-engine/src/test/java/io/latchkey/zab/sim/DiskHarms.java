package io.latchkey.zab.sim;

/** What can happen to a disk. */
final class DiskHarms {
    private static final int SYNC_MAX_MS = 10;

    private DiskHarms() {}

    static void slow(Strike s) {
        int slowness = s.luck().oneIn(3) ? s.luck().between(10, 60) : s.luck().between(2, 8);
        slow(s, slowness, s.luck().between(1, 20));
    }

    static void crawl(Strike s) {
        slow(s, s.luck().between(60, 1000), s.luck().between(1, 5));
    }

    private static void slow(Strike s, int slowness, int syncMaxMs) {
        SimNode node = s.any();
        node.disk().setSpeed(slowness, syncMaxMs);
        s.later(s.whileMs(), () -> node.disk().setSpeed(1, SYNC_MAX_MS));
    }

    static void failSync(Strike s) {
        SimNode node = s.any();
        node.disk().failNextSync();
        s.restart(node, s.whileMs());
    }

    static void fill(Strike s) {
        SimNode node = s.any();
        node.disk().setFull(true);
        int whileMs = s.whileMs();
        s.later(whileMs, () -> node.disk().setFull(false));
        s.restart(node, s.luck().between(1, whileMs)); // too early: it fails again
        s.restart(node, whileMs + s.luck().between(1, 100));
    }
}

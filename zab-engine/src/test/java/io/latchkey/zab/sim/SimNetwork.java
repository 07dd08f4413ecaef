package io.latchkey.zab.sim;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Links as TCP has them: at most one between two nodes, in order, lost by a reset only, which each side learns of in
 * its own time, or, when the link is half open, not before there is a new one. Until then some of what was under way
 * still arrives. A direction can stall; what is under way then waits. A pair that is cut can't connect.
 */
final class SimNetwork {
    /** What the network tells a node. */
    interface End {
        boolean isUp();

        /** Whether both speak a version of the protocol in common. */
        boolean speaksWith(int peer);

        void onLinkUp(int peer, long link);

        void onLinkDown(int peer, long link);
    }

    private static final long NO_LINK = -1;
    private static final int BURST = 10; // messages

    /** One direction of a link. */
    private final class Way {
        final int from;
        final int to;
        final ArrayDeque<Runnable> held = new ArrayDeque<>();
        boolean stalled;
        long seen = NO_LINK; // the link that the sender believes in
        long upAt; // when the receiver learns of the present link
        long lastAt; // when the last frame arrives
        long lastNoticeAt; // when the sender learns the last thing about its links
        long dying = NO_LINK; // the link that was reset last; what is under way on it arrives
        long dyingUntil; // until then

        final Luck luck;

        Way(int from, int to, Luck luck) {
            this.from = from;
            this.to = to;
            this.luck = luck;
        }

        boolean carries(long number) {
            return link[from][to] == number || (dying == number && clock.nowMs() <= dyingUntil);
        }
    }

    private final SimClock clock;
    private final RareStates states;
    private final End[] ends;
    private final Way[][] ways;
    private final long[][] link; // number of the present link of a pair; rises with each reset and connect
    private final boolean[][] connected;
    private final boolean[][] cut;
    private int delayMaxMs = 10;
    private int noticeMaxMs = 20;

    SimNetwork(SimClock clock, long seed, RareStates states, End[] ends) {
        this.clock = clock;
        this.states = states;
        this.ends = ends;
        int n = ends.length;
        ways = new Way[n][n];
        link = new long[n][n];
        connected = new boolean[n][n];
        cut = new boolean[n][n];
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < n; b++) {
                ways[a][b] = new Way(a, b, Luck.of(seed, Luck.Of.NETWORK, a * 16L + b));
            }
        }
    }

    void setDelays(int delayMax, int noticeMax) {
        delayMaxMs = delayMax;
        noticeMaxMs = noticeMax;
    }

    /** Sends on the link that the sender believes in; if that is no more, nothing arrives. */
    void send(int from, int to, long number, Runnable deliver) {
        Way way = ways[from][to];
        if (way.seen != number) {
            return;
        }
        long earliest = clock.nowMs() + 1 + way.luck.below(delayMaxMs);
        long at = Math.max(earliest, Math.max(way.lastAt, way.upAt + 1));
        way.lastAt = at;
        Runnable arrival = () -> {
            if (way.carries(number) && ends[to].isUp() && ways[to][from].seen == number) {
                states.sawIf(way.seen != number, RareState.LINK_OLD_TAIL);
                deliver.run();
            }
        };
        clock.after(at - clock.nowMs(), () -> {
            if (way.stalled || !way.held.isEmpty()) {
                way.held.add(arrival);
            } else {
                arrival.run();
            }
        });
    }

    void connectSoon(int a, int b) {
        clock.after(ways[a][b].luck.between(1, 2 * noticeMaxMs), () -> connect(a, b));
    }

    private void connect(int a, int b) {
        if (a == b || connected[a][b] || cut[a][b] || !ends[a].isUp() || !ends[b].isUp()) {
            return;
        }
        if (!ends[a].speaksWith(b)) {
            states.saw(RareState.VERSION_REFUSED);
            return;
        }
        long number = renew(a, b);
        connected[a][b] = true;
        connected[b][a] = true;
        noticeLate(a, b);
        noticeLate(b, a);
        noticeUp(a, b, number);
        noticeUp(b, a, number);
    }

    /** A side that believes in an old link still, and that nobody tells, learns of its end with the new one. */
    private void noticeLate(int side, int peer) {
        Way way = ways[side][peer];
        if (way.seen != NO_LINK && way.lastNoticeAt <= clock.nowMs()) {
            states.saw(RareState.LINK_HALF_OPEN);
        }
        noticeDown(side, peer);
    }

    private long renew(int a, int b) {
        long number = link[a][b] + 1;
        link[a][b] = number;
        link[b][a] = number;
        return number;
    }

    /** Breaks the link; unless the pair is cut, it comes back. */
    void reset(int a, int b) {
        if (disconnect(a, b)) {
            noticeDown(a, b);
            noticeDown(b, a);
        }
        connectSoon(a, b);
    }

    /** Breaks the link, and lets no other come, but only one end learns of it; the other sends to nowhere. */
    void halfOpen(int knows, int deaf) {
        refuse(knows, deaf);
        if (disconnect(knows, deaf)) {
            noticeDown(knows, deaf);
        }
    }

    private boolean disconnect(int a, int b) {
        if (!connected[a][b]) {
            return false;
        }
        die(ways[a][b]);
        die(ways[b][a]);
        renew(a, b);
        connected[a][b] = false;
        connected[b][a] = false;
        return true;
    }

    /** A part of what is under way still arrives, unless it stands behind what is lost with the stall. */
    private void die(Way way) {
        boolean flows = !way.stalled && way.held.isEmpty();
        way.dying = flows ? link[way.from][way.to] : NO_LINK;
        way.dyingUntil = clock.nowMs() + way.luck.below(delayMaxMs) - delayMaxMs / 2;
        if (!way.held.isEmpty()) {
            way.held.clear();
            way.dying = NO_LINK; // what comes behind what is lost is lost too
        }
    }

    /** The two can't connect; a link that they have stays. */
    void refuse(int a, int b) {
        cut[a][b] = true;
        cut[b][a] = true;
    }

    void cut(int a, int b) {
        refuse(a, b);
        reset(a, b);
    }

    void stall(int from, int to) {
        ways[from][to].stalled = true;
    }

    /** Ends every cut and stall of the pair. */
    void heal(int a, int b) {
        cut[a][b] = false;
        cut[b][a] = false;
        flow(a, b);
        flow(b, a);
        connectSoon(a, b);
    }

    /** Ends a stall. */
    void flow(int from, int to) {
        Way way = ways[from][to];
        way.stalled = false;
        states.sawIf(way.held.size() >= BURST, RareState.LINK_BURST);
        while (!way.held.isEmpty()) {
            way.held.remove().run();
        }
    }

    /** The machine at this end is about to go without a word: nobody learns of it before it is back. */
    void losePower(int node) {
        for (int peer = 0; peer < ends.length; peer++) {
            if (peer != node) {
                disconnect(node, peer);
            }
        }
    }

    /** The process at this end is gone: what it believed of its links went with it. */
    void onCrash(int node) {
        for (int peer = 0; peer < ends.length; peer++) {
            if (peer != node) {
                reset(node, peer);
                ways[node][peer].seen = NO_LINK;
            }
        }
    }

    void onStart(int node) {
        for (int peer = 0; peer < ends.length; peer++) {
            if (peer != node) {
                connectSoon(node, peer);
            }
        }
    }

    private void noticeUp(int side, int peer, long number) {
        long at = noticeAt(side, peer);
        ways[peer][side].upAt = at;
        clock.after(at - clock.nowMs(), () -> {
            if (ends[side].isUp() && link[side][peer] == number && ways[side][peer].seen == NO_LINK) {
                ways[side][peer].seen = number;
                ends[side].onLinkUp(peer, number);
            }
        });
    }

    private void noticeDown(int side, int peer) {
        Way way = ways[side][peer];
        long gone = way.seen;
        long at = noticeAt(side, peer);
        clock.after(at - clock.nowMs(), () -> {
            // a side that has not yet heard of the link coming up hears nothing of its end either
            if (ends[side].isUp() && gone != NO_LINK && way.seen == gone) {
                way.seen = NO_LINK;
                ends[side].onLinkDown(peer, gone);
            }
        });
    }

    private long noticeAt(int side, int peer) {
        Way way = ways[side][peer];
        long at = Math.max(clock.nowMs() + way.luck.below(noticeMaxMs), way.lastNoticeAt + 1);
        way.lastNoticeAt = at;
        return at;
    }

    @Override
    public String toString() {
        return Arrays.deepToString(link);
    }
}

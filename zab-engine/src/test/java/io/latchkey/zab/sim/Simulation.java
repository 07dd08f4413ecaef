package io.latchkey.zab.sim;

import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.ZabConfig;
import io.latchkey.zab.core.Zxid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One run: an ensemble, its clients, and a nemesis; then calm, in which everything must come good. */
final class Simulation {
    private static final int CALM_MS = 4_000;

    private final Setup setup;
    private final SimClock clock;
    private final PlantedFault fault;
    private final List<SimNode> nodes = new ArrayList<>();
    private final Map<Integer, SimNode> nodesById = new HashMap<>();
    private final SimNetwork network;
    private final Checkers checkers;
    private final ClientHistory clientHistory;
    private final List<SimClient> clients = new ArrayList<>();
    private final SimStats stats = new SimStats();
    private final Coverage coverage;
    private long lastSession;

    Simulation(Setup setup, PlantedFault fault, boolean covers) {
        this(setup, fault, covers, false);
    }

    /** With the limits that servers have unless told otherwise, not with short ones. */
    static Simulation asShipped(Setup setup) {
        return new Simulation(setup, PlantedFault.NONE, false, true);
    }

    private Simulation(Setup setup, PlantedFault fault, boolean covers, boolean asShipped) {
        this.setup = setup;
        this.fault = fault;
        clock = new SimClock(setup.seed());
        int size = setup.nodes();
        coverage = new Coverage(covers);
        checkers = new Checkers(this, size);
        clientHistory = new ClientHistory(this);
        int[] ids = new int[size];
        for (int i = 0; i < size; i++) {
            ids[i] = 1 + i * 50 + clock.luck(50);
        }
        QuorumConfig quorum = QuorumConfig.majorityOf(ids);
        int historyKeep = clock.oneIn(2) ? 0 : clock.luck(setup.weather().historyKeepMax());
        long epochTxnsMax = clock.oneIn(8) ? clock.between(5, 300) : Zxid.COUNTER_MAX;
        long diffBytesMax = historyKeep % 4 == 3 ? 1_000 : Long.MAX_VALUE;
        for (int i = 0; i < size; i++) {
            ZabConfig hasty = new ZabConfig(ids[i], quorum, 3, 30, 80, 25, historyKeep, diffBytesMax, epochTxnsMax);
            SimNode node = new SimNode(this, i, asShipped ? ZabConfig.of(ids[i], quorum) : hasty);
            nodes.add(node);
            nodesById.put(ids[i], node);
        }
        network = new SimNetwork(clock, nodes.toArray(SimNetwork.End[]::new));
        if (!asShipped && clock.oneIn(4)) {
            network.setDelays(clock.between(1, 200), clock.between(1, 300));
        }
        for (int i = clock.between(3, 12); i > 0; i--) {
            clients.add(new SimClient(this));
        }
    }

    /** @throws SimFailure if a checker finds something; any other error counts as found too */
    SimStats run() {
        nodes.forEach(SimNode::start);
        Nemesis nemesis = new Nemesis(this, setup.weather());
        nemesis.start();
        clients.forEach(SimClient::start);
        scheduleSnapshots(clock.between(100, setup.weather().snapshotEveryMaxMs()));
        clock.runUntil(clock.between(3_000, 15_000));
        nemesis.rest();
        clock.runUntil(clock.nowMs() + CALM_MS);
        int before = checkers.deliveries().size();
        clock.runUntil(clock.nowMs() + 1_000);
        boolean commits = checkers.deliveries().size() > before;
        clients.forEach(SimClient::finish);
        clock.runUntil(clock.nowMs() + 2_000); // sessions may expire meanwhile
        if (!commits || clients.stream().anyMatch(SimClient::isWaiting)) {
            throw new SimFailure("Liveness", "a calm ensemble commits and answers: " + nodes);
        }
        // a last expiry, a new session or a full epoch may be under way: some moment soon must be without
        long patienceMs = clock.nowMs() + 1_000;
        while (clock.nowMs() < patienceMs && !checkers.isLevel()) {
            clock.runUntil(clock.nowMs() + 10);
        }
        checkers.onEnd();
        clientHistory.onEnd(nodes.get(0).tree());
        stats.seeds = 1;
        stats.simulatedMs = clock.nowMs();
        stats.committed = checkers.deliveries().size();
        return stats;
    }

    /** Servers and clients begin, and nobody does harm. */
    void start() {
        nodes.forEach(SimNode::start);
        clients.forEach(SimClient::start);
    }

    private void scheduleSnapshots(int everyMs) {
        clock.after(clock.between(1, 2 * everyMs), () -> {
            nodes.get(clock.luck(nodes.size())).takeSnapshot();
            scheduleSnapshots(everyMs);
        });
    }

    ClientHistory clients() {
        return clientHistory;
    }

    long nextSession() {
        return ++lastSession;
    }

    /** Equal for two runs that did the same. */
    long trace() {
        return clock.trace() * 31 + checkers.deliveries().size();
    }

    SimClock clock() {
        return clock;
    }

    PlantedFault fault() {
        return fault;
    }

    List<SimNode> nodes() {
        return nodes;
    }

    SimNode node(int id) {
        SimNode node = nodesById.get(id);
        if (node == null) {
            throw new IllegalArgumentException("no server " + id);
        }
        return node;
    }

    int idOf(int index) {
        return nodes.get(index).id();
    }

    SimNetwork network() {
        return network;
    }

    Checkers checkers() {
        return checkers;
    }

    SimStats stats() {
        return stats;
    }

    Coverage coverage() {
        return coverage;
    }

    void countStep() {
        stats.steps++;
    }
}

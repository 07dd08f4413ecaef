package io.latchkey.zab.sim;

import io.latchkey.zab.core.Member;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.ZabConfig;
import io.latchkey.zab.core.Zxid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run: an ensemble, its clients, and a nemesis; then calm, in which everything must come good. */
final class Simulation {
    private static final int ID_STEP = 28;

    private final Plan plan;
    private final QuorumConfig initialConfig;
    private final Versions versions;
    private final FaultAtlas atlas = new FaultAtlas(this);
    private final SimClock clock = new SimClock();
    private final PlantedFault fault;
    private final List<SimNode> nodes = new ArrayList<>();
    private final @Nullable SimNode[] nodesById = new SimNode[Member.ID_MAX + 1];
    private final SimNetwork network;
    private final Checkers checkers;
    private final ClientHistory clientHistory;
    private final List<SimClient> clientList = new ArrayList<>();
    private final SimStats stats = new SimStats();
    private final RareStates rareStates = new RareStates();
    private final Coverage coverage;
    private long lastSession;
    private int asked;

    Simulation(Setup setup, PlantedFault fault, boolean covers) {
        this(Plan.of(setup), fault, covers);
    }

    Simulation(Plan plan, PlantedFault fault, boolean covers) {
        this(plan, fault, covers, false);
    }

    /** With the limits that servers have unless told otherwise, not with short ones. */
    static Simulation asShipped(Setup setup) {
        return new Simulation(Plan.of(setup), PlantedFault.NONE, false, true);
    }

    private Simulation(Plan plan, PlantedFault fault, boolean covers, boolean asShipped) {
        this.plan = plan;
        this.fault = fault;
        versions = new Versions(this);
        Luck luck = Luck.of(setup().seed(), Luck.Of.SHAPE, 0);
        int size = setup().size() + plan.spares();
        coverage = new Coverage(covers);
        clientHistory = new ClientHistory(this);
        int[] ids = new int[size];
        for (int i = 0; i < size; i++) {
            ids[i] = 1 + i * ID_STEP + luck.below(ID_STEP);
        }
        initialConfig = config(ids);
        int historyKeep = luck.oneIn(2) ? 0 : luck.below(setup().weather().historyKeepMax());
        long epochTxnsMax = luck.oneIn(8) ? luck.between(5, 300) : Zxid.COUNTER_MAX;
        long epochStart = !asShipped && epochTxnsMax % 2 == 0 && epochTxnsMax < 256 ? Zxid.LATE_START : 0;
        checkers = new Checkers(this, size, epochStart);
        long diffBytesMax = historyKeep % 4 == 3 ? 1_000 : Long.MAX_VALUE;
        for (int i = 0; i < size; i++) {
            ZabConfig hasty = new ZabConfig(
                    ids[i], initialConfig, 3, 30, 80, 25, historyKeep, diffBytesMax, epochTxnsMax, epochStart);
            SimNode node = new SimNode(this, i, size, asShipped ? ZabConfig.of(ids[i], initialConfig) : hasty);
            nodes.add(node);
            nodesById[ids[i]] = node;
        }
        network = new SimNetwork(clock, setup().seed(), rareStates, nodes.toArray(SimNetwork.End[]::new));
        if (!asShipped && luck.oneIn(4)) {
            network.setDelays(luck.between(1, 200), luck.between(1, 300));
        }
        plan.clients().forEach(number -> clientList.add(new SimClient(this, number)));
    }

    /** Of the first servers; what is left over are spares. */
    private QuorumConfig config(int[] ids) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < setup().size(); i++) {
            members.add(i < setup().nodes() ? Member.voter(ids[i], "") : Member.observer(ids[i], ""));
        }
        return QuorumConfig.of(members);
    }

    /** @throws SimFailure if a checker finds something; any other error counts as found too */
    SimStats run() {
        start();
        Nemesis nemesis = new Nemesis(this);
        nemesis.start(plan.blows());
        Luck snapshots = Luck.of(setup().seed(), Luck.Of.SNAPSHOTS, 0);
        scheduleSnapshots(snapshots, snapshots.between(100, setup().weather().snapshotEveryMaxMs()));
        clock.runUntil(plan.harmMs());
        nemesis.rest();
        new Calm(this).run();
        stats.seeds = 1;
        stats.simulatedMs = clock.nowMs();
        stats.committed = checkers.deliveries().size();
        return stats;
    }

    /** Servers and clients begin, and nobody does harm. */
    void start() {
        nodes.forEach(SimNode::start);
        clientList.forEach(SimClient::start);
    }

    private void scheduleSnapshots(Luck luck, int everyMs) {
        clock.after(luck.between(1, 2 * everyMs), () -> {
            luck.of(nodes).takeSnapshot();
            scheduleSnapshots(luck, everyMs);
        });
    }

    Setup setup() {
        return plan.setup();
    }

    List<SimClient> clientList() {
        return clientList;
    }

    /** Whether a client may ask for one more operation. */
    boolean mayAsk() {
        return asked < plan.operationsMax();
    }

    void countOperation() {
        asked++;
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
        SimNode node = nodesById[id];
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

    /** What every server is started with. */
    QuorumConfig initialConfig() {
        return initialConfig;
    }

    Versions versions() {
        return versions;
    }

    FaultAtlas atlas() {
        return atlas;
    }

    RareStates rareStates() {
        return rareStates;
    }

    Coverage coverage() {
        return coverage;
    }

    void countStep() {
        stats.steps++;
    }
}

package io.latchkey.zab.sim;

import io.latchkey.zab.core.History;
import io.latchkey.zab.core.Member;
import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Phase;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.Role;
import io.latchkey.zab.core.Zab;
import io.latchkey.zab.core.Zxid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Watches all nodes and disks at once, at every step. Names are those of ZooKeeper's TLA+ specification, and ours
 * beside them: docs/simulation.md tells what each stands for.
 */
final class Checkers {
    private final Simulation sim;
    private final Verdict verdict;
    private final Deliveries deliveries;
    private final Terms terms;
    private final long[] acked; // by the present disk of each node, and not truncated
    private final Map<String, Long> lost = new HashMap<>(); // of server and disk, what it had acknowledged
    private final int[] disks; // that each node has had
    private final long[][] durableEpochs; // of each node: accepted and current as seen last
    private final List<Map<Long, Long>> offered = new ArrayList<>(); // to each node: bond -> epoch in LEADERINFO
    private QuorumConfig config; // the last that was delivered
    private final Sightings sightings;
    private final boolean[] prefixDue; // of each node: it serves anew since the last look at all that it holds

    Checkers(Simulation sim, int nodes, long epochStart) {
        this.sim = sim;
        config = sim.initialConfig();
        acked = new long[nodes];
        disks = new int[nodes];
        verdict = new Verdict(sim.clock());
        deliveries = new Deliveries(verdict, nodes, epochStart);
        terms = new Terms(verdict, deliveries);
        sightings = new Sightings(sim);
        for (int i = 0; i < nodes; i++) {
            offered.add(new HashMap<>());
        }
        prefixDue = new boolean[nodes];
        durableEpochs = new long[nodes][2];
    }

    Deliveries deliveries() {
        return deliveries;
    }

    Sightings sightings() {
        return sightings;
    }

    void onProposed(SimNode node, Proposal p) {
        deliveries.onProposed(p);
        terms.onProposed(node.id(), p.zxid());
    }

    /** Before {@code p} is applied: order, agreement, integrity, and that a quorum holds what nobody had before. */
    void onDeliver(SimNode node, Proposal p) {
        if (deliveries.onDeliver(node.index(), p)) {
            terms.onFirstDelivery(p.zxid());
            sightings.onFirstDelivery(node, p);
            checkHeld(node, p);
            sim.clients().onCommitted(p);
        }
    }

    void onApplied(SimNode node, long digest) {
        sim.clock().note(digest);
        deliveries.onApplied(node.index(), digest);
    }

    /** By a quorum of the configuration that held for it, or of the one that came after while it was under way. */
    private void checkHeld(SimNode node, Proposal p) {
        QuorumConfig brought = p.config();
        config = brought == null ? config : brought;
        sightings.onConfigDelivered(brought);
        verdict.that(
                isHeld(config, p.zxid()) || isHeld(node.zab().quorum(), p.zxid()),
                "CommittedIsNeverLost",
                () -> text(p.zxid()) + " committed, and no quorum of disks has it: " + sim.nodes());
    }

    private boolean isHeld(QuorumConfig quorum, long zxid) {
        return Quorums.isQuorum(quorum, m -> {
            SimDisk disk = sim.node(m.id()).disk();
            return disk.label() == m.disk() ? disk.holds(zxid) : ackedByLost(m) >= zxid;
        });
    }

    /** What a disk had acknowledged when it was lost: it counts, since others can be trusted to have it too. */
    private long ackedByLost(Member m) {
        return lost.getOrDefault(m.id() + "/" + m.disk(), Zxid.NONE);
    }

    /** An empty disk takes the place of another: it may say anything anew. */
    void onDiskReplaced(SimNode node) {
        lost.put(node.id() + "/" + node.disk().label(), acked[node.index()]);
        durableEpochs[node.index()] = new long[2];
        acked[node.index()] = Zxid.NONE;
        disks[node.index()]++;
    }

    void onRestore(SimNode node, long zxid, long digest) {
        deliveries.onRestore(node.index(), zxid, digest);
    }

    void onStart(SimNode node) {
        offered.get(node.index()).clear();
        verdict.that(
                node.disk().last() >= acked[node.index()],
                "AckedIsDurable",
                () -> node.id() + " starts with " + text(node.disk().last()) + ", and had acknowledged "
                        + text(acked[node.index()]));
        sightings.onStart(node);
        deliveries.onRecover(node.index(), node.tree().zxid(), node.tree().digest());
    }

    void onCrash(SimNode node) {
        checkDisk(node);
    }

    /** An epoch is entered on disk after the history that it starts from, never before. */
    void onEpochsDurable(SimNode node, long historyEnd) {
        verdict.that(
                node.disk().last() >= historyEnd,
                "HistoryBeforeEpoch",
                () -> node.id() + " has its epochs on disk, and its history only up to "
                        + text(node.disk().last()));
    }

    /** Something leaves a disk for good: nothing that was committed may. */
    void onTruncate(SimNode node, long keepTo) {
        acked[node.index()] = Math.min(acked[node.index()], keepTo);
        List<Proposal> log = node.disk().log();
        for (int i = log.size() - 1; i >= 0 && log.get(i).zxid() > keepTo; i--) {
            long zxid = log.get(i).zxid();
            sim.stats().truncations++;
            verdict.that(
                    !deliveries.contains(zxid),
                    "CommittedIsNeverLost",
                    () -> node.id() + " truncates " + text(zxid) + ", which was delivered");
        }
    }

    void onSend(SimNode node, int to, Message m) {
        sightings.onSend(m);
        SimDisk disk = node.disk();
        if (m instanceof Message.Ack ack) {
            boolean epochOnly = Zxid.counter(ack.zxid()) == 0;
            // the first ack says that all of the history is there; a snapshot may be ahead of what later ones speak of
            acked[node.index()] = Math.max(acked[node.index()], epochOnly ? disk.last() : ack.zxid());
            verdict.that(
                    disk.currentEpoch() >= Zxid.epoch(ack.zxid()), "AckedIsDurable", "ack before the epoch is on disk");
            verdict.that(
                    epochOnly || disk.last() >= ack.zxid(),
                    "AckedIsDurable",
                    () -> node.id() + " acks " + text(ack.zxid()) + ", and has " + text(disk.last()) + " on disk");
        } else if (m instanceof Message.AckEpoch ack) {
            checkPromise(node, to, ack);
        }
    }

    private void checkPromise(SimNode node, int to, Message.AckEpoch ack) {
        Long epoch = offered.get(node.index()).get(ack.session());
        verdict.that(epoch != null, "PromisedOnce", () -> node.id() + " promises what nobody asked for: " + ack);
        if (ack.promised()) {
            terms.onPromise(node.id(), disks[node.index()], epoch, to);
        }
        long durable = node.disk().acceptedEpoch();
        verdict.that(
                durable >= epoch,
                "AckedIsDurable",
                () -> node.id() + " promises " + epoch + " with " + durable + " on disk");
    }

    void onReceive(SimNode node, int from, Message m) {
        sightings.onReceive(node, m);
        if (m instanceof Message.LeaderInfo info) {
            offered.get(node.index())
                    .putIfAbsent(info.session(), info.newEpoch()); // later ones come to a bond that is left
        }
    }

    void onRoleChanged(SimNode node, Role role, Phase phase, long epoch) {
        sightings.onRoleChanged(node, role, phase, epoch);
        if (role == Role.LEADING && phase == Phase.SYNCHRONIZATION) {
            checkPromised(node, epoch);
        }
        if (phase != Phase.BROADCAST) {
            return;
        }
        prefixDue[node.index()] = true;
        int position = deliveries.position(node.index());
        if (role == Role.LEADING) {
            sim.stats().epochs++;
            terms.onEstablished(node.id(), epoch, position);
        } else {
            terms.onFollows(node.id(), epoch, position);
        }
    }

    /** Who goes on to phase 2 has the promises of a quorum, on disk: that no older leader commits rests on it. */
    private void checkPromised(SimNode leader, long epoch) {
        boolean promised = Quorums.isQuorum(leader.zab().quorum(), m -> {
            SimDisk disk = sim.node(m.id()).disk();
            return disk.label() == m.disk() ? disk.acceptedEpoch() >= epoch : lost.containsKey(m.id() + "/" + m.disk());
        });
        verdict.that(
                promised,
                "PromisedOnce",
                () -> leader.id() + " leads epoch " + epoch + " without the promises of a quorum: " + sim.nodes());
    }

    /** After each drain: what can be seen of one node from outside. */
    void onDrained(SimNode node) {
        Zab zab = node.zab();
        History history = zab.history();
        verdict.that(history.committed() == node.tree().zxid(), "PrefixConsistency", "the tree is what is committed");
        if (prefixDue[node.index()]) {
            prefixDue[node.index()] = false;
            deliveries.checkPrefix(node.index(), history.committedProposals());
        }
        verdict.that(zab.acceptedEpoch() >= zab.currentEpoch(), "EpochsOrdered", "acceptedEpoch below currentEpoch");
        verdict.that(
                history.floor() <= history.committed() && history.committed() <= history.last(),
                "HistoryOrdered",
                () -> "floor, committed, last of " + node);
        checkDisk(node);
    }

    private void checkDisk(SimNode node) {
        SimDisk disk = node.disk();
        long[] before = durableEpochs[node.index()];
        verdict.that(
                disk.acceptedEpoch() >= before[0] && disk.currentEpoch() >= before[1],
                "EpochsOrdered",
                "epochs went back");
        verdict.that(
                disk.acceptedEpoch() >= Zxid.epoch(disk.last()),
                "EpochsOrdered",
                "a history on disk of an epoch that was never promised");
        before[0] = disk.acceptedEpoch();
        before[1] = disk.currentEpoch();
    }

    /** The leader lets a session expire. Its ticks are a little shorter or longer than they should be. */
    void onExpiry(long session, long silentMs, int timeoutMs) {
        sim.rareStates().saw(RareState.SESSION_EXPIRED);
        verdict.that(
                silentMs >= timeoutMs * 8L / 10,
                "SessionExpiry",
                () -> "a session of " + timeoutMs + " ms expires after " + silentMs + " ms");
    }

    /** Whether every node has delivered everything. */
    boolean isLevel() {
        return members().allMatch(node -> node.isServing() && deliveries.position(node.index()) == deliveries.size());
    }

    /** Those that must come good: who belongs to nobody may look on. */
    private Stream<SimNode> members() {
        return config.ids().stream().map(sim::node);
    }

    /** At the end, in calm: everybody has everything. */
    void onEnd() {
        verdict.that(!config.isJoint(), "Liveness", () -> "a change of membership does not end: " + config);
        for (Member m : config.members()) {
            verdict.that(
                    !m.isVoter() || sim.node(m.id()).disk().label() == m.disk(),
                    "Liveness",
                    () -> m.id() + " has a fresh disk, and is not readmitted to " + config);
        }
        for (SimNode node : members().toList()) {
            verdict.that(node.isServing(), "Liveness", () -> node + " does not serve");
            deliveries.checkPrefix(node.index(), node.zab().history().committedProposals());
            verdict.that(
                    deliveries.position(node.index()) == deliveries.size(),
                    "Liveness",
                    () -> node + " has not caught up");
        }
    }

    private static String text(long zxid) {
        return Zxid.toString(zxid);
    }
}

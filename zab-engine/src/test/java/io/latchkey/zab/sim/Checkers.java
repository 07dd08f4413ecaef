package io.latchkey.zab.sim;

import io.latchkey.zab.core.History;
import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Phase;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.Role;
import io.latchkey.zab.core.Zab;
import io.latchkey.zab.core.Zxid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Watches all nodes and disks at once, and knows what no node can know: the one sequence of transactions that was ever
 * delivered. Names are those of ZooKeeper's TLA+ specification, and ours beside them.
 */
final class Checkers {
    /** A transaction that some node delivered, and the digest of the tree after it. */
    record Delivered(Proposal proposal, long digest) {}

    private final Simulation sim;
    private final List<Delivered> sequence = new ArrayList<>();
    private final Map<Long, Integer> positions = new HashMap<>(); // zxid -> how many of the sequence end with it
    private final Map<Long, Proposal> proposed = new HashMap<>();
    private final Map<Long, Integer> leaders = new HashMap<>(); // epoch -> who led it
    private final Map<Long, Integer> startOf = new HashMap<>(); // epoch -> transactions that it started with
    private final int[] position; // of each node: how many of the sequence it has delivered
    private final long[][] durableEpochs; // of each node: accepted and current as seen last
    private final List<Map<Long, Long>> offered = new ArrayList<>(); // to each node: bond -> epoch in LEADERINFO
    private long highestEstablished;

    Checkers(Simulation sim, int nodes) {
        this.sim = sim;
        position = new int[nodes];
        for (int i = 0; i < nodes; i++) {
            offered.add(new HashMap<>());
        }
        durableEpochs = new long[nodes][2];
        positions.put(Zxid.NONE, 0);
    }

    List<Delivered> sequence() {
        return sequence;
    }

    private void that(boolean holds, String checker, String what) {
        if (!holds) {
            throw new SimFailure(checker, what + " at " + sim.clock().nowMs() + " ms");
        }
    }

    void onProposed(SimNode node, Proposal p) {
        that(proposed.put(p.zxid(), p) == null, "Leadership", "two proposals with the zxid " + text(p.zxid()));
        that(leaders.get(Zxid.epoch(p.zxid())) == node.id(), "Leadership", "a proposal of another leader's epoch");
    }

    /** Order, agreement, integrity, and that a quorum holds what is delivered for the first time. */
    void onDeliver(SimNode node, Proposal p, long digest) {
        long zxid = p.zxid();
        Proposal original = proposed.get(zxid);
        that(original != null, "Integrity", "delivered " + text(zxid) + ", which nobody proposed");
        that(original.txn() == p.txn() || sameBytes(original, p), "Integrity", "delivered other bytes than proposed");
        sim.clock().note(digest);
        int at = position[node.index()]++;
        if (at < sequence.size()) {
            Delivered there = sequence.get(at);
            that(
                    there.proposal().zxid() == zxid,
                    orderChecker(there.proposal().zxid(), zxid),
                    node.id() + " delivered " + text(zxid) + " where another had "
                            + text(there.proposal().zxid()));
            that(there.digest() == digest, "TreesEqual", "another tree after " + text(zxid) + " on " + node.id());
            return;
        }
        long before = at == 0 ? Zxid.NONE : sequence.get(at - 1).proposal().zxid();
        boolean sameEpoch = Zxid.epoch(zxid) == Zxid.epoch(before);
        that(zxid > before, sameEpoch ? "LocalPrimaryOrder" : "GlobalPrimaryOrder", "zxids rise");
        that(
                sameEpoch ? zxid == before + 1 : Zxid.counter(zxid) == 1,
                "LocalPrimaryOrder",
                "no gap before " + text(zxid));
        that(
                Zxid.epoch(zxid) >= highestEstablished || before >= zxid,
                "PrimaryIntegrity",
                "delivered " + text(zxid) + " first when epoch " + highestEstablished + " was established");
        sequence.add(new Delivered(p, digest));
        positions.put(zxid, sequence.size());
        int holders = holders(zxid);
        that(holders > position.length / 2, "CommittedIsNeverLost", text(zxid) + " committed on " + holders + " disks");
        sim.clients().onCommitted(p);
    }

    private static String orderChecker(long had, long got) {
        return Zxid.epoch(had) == Zxid.epoch(got) ? "TotalOrder" : "PrefixConsistency";
    }

    private static boolean sameBytes(Proposal a, Proposal b) {
        return Arrays.equals(a.txn(), b.txn());
    }

    private int holders(long zxid) {
        int holders = 0;
        for (SimNode node : sim.nodes()) {
            if (node.disk().holds(zxid)) {
                holders++;
            }
        }
        return holders;
    }

    void onRestore(SimNode node, long zxid, long digest) {
        Integer at = positions.get(zxid);
        that(at != null, "Integrity", "restored a tree at " + text(zxid) + ", which nobody delivered");
        that(at >= position[node.index()], "MonotonicRead", "restored an older tree");
        if (at > 0) {
            that(sequence.get(at - 1).digest() == digest, "TreesEqual", "restored another tree at " + text(zxid));
        }
        position[node.index()] = at;
    }

    void onStart(SimNode node) {
        offered.get(node.index()).clear();
        Integer at = positions.get(node.tree().zxid());
        that(at != null, "Integrity", "recovered a tree that never was");
        position[node.index()] = at;
        if (at > 0) {
            that(sequence.get(at - 1).digest() == node.tree().digest(), "TreesEqual", "recovered another tree");
        }
    }

    void onCrash(SimNode node) {
        checkDisk(node);
    }

    /** An epoch is entered on disk after the history that it starts from, never before. */
    void onEpochsDurable(SimNode node, long historyEnd) {
        that(
                node.disk().last() >= historyEnd,
                "LeaderLogCompleteness",
                node.id() + " has its epochs on disk, and its history only up to "
                        + text(node.disk().last()));
    }

    /** Something leaves a disk for good: nothing that was committed may. */
    void onTruncate(SimNode node, long keepTo) {
        List<Proposal> log = node.disk().log();
        for (int i = log.size() - 1; i >= 0 && log.get(i).zxid() > keepTo; i--) {
            sim.stats().truncations++;
            that(
                    !positions.containsKey(log.get(i).zxid()),
                    "CommittedIsNeverLost",
                    node.id() + " truncates " + text(log.get(i).zxid()) + ", which was delivered");
        }
    }

    void onSend(SimNode node, Message m) {
        SimDisk disk = node.disk();
        if (m instanceof Message.Ack ack) {
            boolean epochOnly = Zxid.counter(ack.zxid()) == 0;
            that(disk.currentEpoch() >= Zxid.epoch(ack.zxid()), "AckedIsDurable", "ack before the epoch is on disk");
            that(
                    epochOnly || disk.last() >= ack.zxid(),
                    "AckedIsDurable",
                    node.id() + " acks " + text(ack.zxid()) + ", and has " + text(disk.last()) + " on disk");
        } else if (m instanceof Message.AckEpoch ack) {
            long promised = offered.get(node.index()).getOrDefault(ack.session(), Long.MAX_VALUE);
            that(
                    disk.acceptedEpoch() >= promised,
                    "AckedIsDurable",
                    node.id() + " promises " + promised + " with " + disk.acceptedEpoch() + " on disk: " + ack);
        }
    }

    void onReceive(SimNode node, int from, Message m) {
        sim.coverage().add(m, node.zab());
        if (m instanceof Message.LeaderInfo info) {
            offered.get(node.index()).put(info.session(), info.newEpoch());
        }
    }

    void onRoleChanged(SimNode node, Role role, Phase phase, long epoch) {
        if (phase != Phase.BROADCAST) {
            return;
        }
        if (role == Role.LEADING) {
            onEstablished(node, epoch);
        } else {
            Integer start = startOf.get(epoch);
            that(start != null, "Leadership", "follows in epoch " + epoch + ", which nobody leads");
            that(
                    position[node.index()] >= start,
                    "ProcessConsistency",
                    node.id() + " serves before it has what epoch " + epoch + " started from");
        }
    }

    private void onEstablished(SimNode node, long epoch) {
        sim.stats().epochs++;
        Integer other = leaders.putIfAbsent(epoch, node.id());
        that(other == null, "Leadership", "epoch " + epoch + " is led by " + other + " and " + node.id());
        // an epoch may be established late, when a later one has been: it can't commit anything of its own any more
        int start = position[node.index()];
        boolean complete =
                start == sequence.size() || sequence.get(start).proposal().zxid() > Zxid.of(epoch, 0);
        that(
                complete,
                "PrimaryIntegrity",
                node.id() + " leads epoch " + epoch + " and lacks what was delivered before");
        highestEstablished = Math.max(highestEstablished, epoch);
        startOf.put(epoch, start);
    }

    /** After each drain: what can be seen of one node from outside. */
    void onDrained(SimNode node) {
        Zab zab = node.zab();
        History history = zab.history();
        that(history.committed() == node.tree().zxid(), "PrefixConsistency", "the tree is what is committed");
        that(zab.acceptedEpoch() >= zab.currentEpoch(), "EpochsOrdered", "acceptedEpoch below currentEpoch");
        that(
                history.floor() <= history.committed() && history.committed() <= history.last(),
                "HistoryOrdered",
                "floor, committed, last of " + node);
        checkDisk(node);
    }

    private void checkDisk(SimNode node) {
        SimDisk disk = node.disk();
        long[] before = durableEpochs[node.index()];
        that(
                disk.acceptedEpoch() >= before[0] && disk.currentEpoch() >= before[1],
                "EpochsOrdered",
                "epochs went back");
        before[0] = disk.acceptedEpoch();
        before[1] = disk.currentEpoch();
    }

    /** The leader lets a session expire. Its ticks are a little shorter or longer than they should be. */
    void onExpiry(long session, long silentMs, int timeoutMs) {
        that(
                silentMs >= timeoutMs * 8L / 10,
                "SessionExpiry",
                "a session of " + timeoutMs + " ms expires after " + silentMs + " ms");
    }

    /** Whether every node has delivered everything. */
    boolean isLevel() {
        return Arrays.stream(position).allMatch(at -> at == sequence.size());
    }

    /** At the end, in calm: everybody has everything. */
    void onEnd() {
        for (SimNode node : sim.nodes()) {
            that(node.isServing(), "Liveness", node + " does not serve");
            that(position[node.index()] == sequence.size(), "Liveness", node + " has not caught up");
        }
    }

    private static String text(long zxid) {
        return Zxid.toString(zxid);
    }
}

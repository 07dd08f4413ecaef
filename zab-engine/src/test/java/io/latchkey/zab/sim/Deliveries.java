package io.latchkey.zab.sim;

import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.Zxid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The one sequence of transactions that was ever delivered, how far into it each node is, and the tree after each:
 * what no node can know. Nodes are known by their index.
 */
final class Deliveries {
    private final Verdict verdict;
    private final long epochStart;
    private final ByZxid<Proposal> proposed = new ByZxid<>();
    private final List<Long> sequence = new ArrayList<>(); // zxids
    private final List<Long> digests = new ArrayList<>(); // of the tree after each, as who delivered it first has it
    private final ByZxid<Integer> positions = new ByZxid<>(); // zxid -> how many of the sequence end with it
    private final int[] position; // of each node: how many of the sequence it has delivered

    /** @param epochStart the counter of an epoch's first transaction is one more */
    Deliveries(Verdict verdict, int nodes, long epochStart) {
        this.verdict = verdict;
        this.epochStart = epochStart;
        position = new int[nodes];
        positions.put(Zxid.NONE, 0);
    }

    int size() {
        return sequence.size();
    }

    int position(int node) {
        return position[node];
    }

    /** Zxid of the transaction at {@code index} of the sequence. */
    long at(int index) {
        return sequence.get(index);
    }

    boolean contains(long zxid) {
        return positions.containsKey(zxid);
    }

    void onProposed(Proposal p) {
        verdict.that(
                proposed.put(p.zxid(), p) == null, "Leadership", () -> "two proposals with the zxid " + text(p.zxid()));
    }

    /** A node is about to apply {@code p}; true if it is the first of all. */
    boolean onDeliver(int node, Proposal p) {
        long zxid = p.zxid();
        Proposal original = proposed.get(zxid);
        verdict.that(original != null, "Integrity", () -> "delivered " + text(zxid) + ", which nobody proposed");
        verdict.that(
                original.txn() == p.txn() || Arrays.equals(original.txn(), p.txn()),
                "Integrity",
                () -> "delivered other bytes as " + text(zxid) + " than were proposed");
        int at = position[node]++;
        if (at < sequence.size()) {
            long there = sequence.get(at);
            verdict.that(
                    there == zxid,
                    disorder(zxid, at),
                    () -> text(zxid) + " delivered where another had " + text(there));
            return false;
        }
        checkFirst(zxid, at == 0 ? Zxid.NONE : sequence.get(at - 1));
        sequence.add(zxid);
        positions.put(zxid, sequence.size());
        return true;
    }

    /** What it is called that a node delivers this where others had something else. */
    private String disorder(long zxid, int at) {
        Integer elsewhere = positions.get(zxid);
        if (elsewhere == null) {
            return "Agreement"; // each has delivered what the other never will
        }
        return elsewhere <= at ? "Integrity" : "TotalOrder"; // again, or too early
    }

    private void checkFirst(long zxid, long before) {
        verdict.that(!positions.containsKey(zxid), "Integrity", () -> text(zxid) + " delivered again");
        boolean sameEpoch = Zxid.epoch(zxid) == Zxid.epoch(before);
        verdict.that(
                sameEpoch ? zxid == before + 1 : Zxid.counter(zxid) == epochStart + 1,
                "LocalPrimaryOrder",
                () -> text(zxid) + " delivered after " + text(before));
        verdict.that(
                zxid > before,
                "GlobalPrimaryOrder",
                () -> text(zxid) + " delivered after " + text(before) + " of a later leader");
    }

    /** A node has applied the transaction that it delivered last. */
    void onApplied(int node, long digest) {
        int at = position[node] - 1;
        if (at == digests.size()) {
            digests.add(digest);
        } else {
            checkTree(position[node], digest, "applied");
        }
    }

    private void checkTree(int at, long digest, String how) {
        verdict.that(
                at == 0 || digests.get(at - 1) == digest,
                "TreesEqual",
                () -> "another tree " + how + " at " + text(sequence.get(at - 1)));
    }

    /** A node takes a whole tree from its leader. */
    void onRestore(int node, long zxid, long digest) {
        Integer at = positions.get(zxid);
        verdict.that(at != null, "Integrity", () -> "restored a tree at " + text(zxid) + ", which nobody delivered");
        verdict.that(at >= position[node], "MonotonicRead", () -> "restored an older tree, at " + text(zxid));
        position[node] = at;
        checkTree(at, digest, "restored");
    }

    /** A node starts with what its disk holds. */
    void onRecover(int node, long zxid, long digest) {
        Integer at = positions.get(zxid);
        verdict.that(at != null, "Integrity", () -> "recovered a tree at " + text(zxid) + ", which nobody delivered");
        position[node] = at;
        checkTree(at, digest, "recovered");
    }

    /** The whole of what a node holds as committed is what was delivered, not only the last of it. */
    void checkPrefix(int node, List<Proposal> committed) {
        int at = position[node] - committed.size();
        for (Proposal p : committed) {
            verdict.that(
                    at >= 0 && sequence.get(at) == p.zxid(),
                    "PrefixConsistency",
                    () -> text(p.zxid()) + " is held as committed at another place than it was delivered");
            at++;
        }
    }

    private static String text(long zxid) {
        return Zxid.toString(zxid);
    }
}

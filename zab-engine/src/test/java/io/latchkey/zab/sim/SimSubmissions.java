package io.latchkey.zab.sim;

import io.latchkey.zab.core.Phase;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Submission;
import io.latchkey.zab.tree.TxnRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What clients of one node have asked for and what is not committed yet, also while the node is between two leaders. */
final class SimSubmissions {
    private static final int GRACE_TICKS = 25; // some elections take longer, most do not

    private record Waiting(Submission submission, BiConsumer<Long, Result> answer) {}

    private final SimNode node;
    private final Map<Long, Waiting> waiting = new TreeMap<>(); // by number of origin
    private int ticksLeft; // of the interregnum
    private boolean inBroadcast;
    private boolean resumes;

    SimSubmissions(SimNode node) {
        this.node = node;
    }

    boolean isInBroadcast() {
        return inBroadcast;
    }

    boolean isInterregnum() {
        return ticksLeft > 0;
    }

    void add(long number, Submission submission, BiConsumer<Long, Result> answer) {
        waiting.put(number, new Waiting(submission, answer));
    }

    /** Who is to be told of the transaction, if anybody here is. */
    @Nullable
    BiConsumer<Long, Result> takeCommitted(TxnRecord txn) {
        Waiting one = txn.originServer() == node.id() ? waiting.remove(txn.originNumber()) : null;
        return one == null ? null : one.answer();
    }

    /** True if the clients are lost with the leader. */
    boolean onRoleChanged(Phase phase) {
        boolean serving = phase == Phase.BROADCAST;
        if (serving) {
            ticksLeft = 0;
        } else if (inBroadcast) {
            ticksLeft = GRACE_TICKS;
        }
        inBroadcast = serving;
        resumes = serving;
        return !serving && !isInterregnum();
    }

    /** True if the grace has just run out. */
    boolean onTick() {
        return ticksLeft > 0 && --ticksLeft == 0;
    }

    /** Nobody will be answered. */
    void clear() {
        ticksLeft = 0;
        waiting.clear();
    }

    /** Whether the node has just come to serve. */
    boolean resumes() {
        return resumes;
    }

    /** Those to submit again, in order, after the node has come to serve. */
    Map<Long, Submission> takeLost() {
        if (!resumes) {
            return Map.of();
        }
        resumes = false;
        Map<Long, Submission> lost = new LinkedHashMap<>();
        waiting.forEach((number, one) -> lost.put(number, one.submission()));
        return lost;
    }
}

package io.latchkey.zab.sim;

import io.latchkey.zab.core.Zxid;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who promised which epoch to whom, who led it, and what it started with. Servers are known by their ids. */
final class Terms {
    /** A server, with which of its disks, and an epoch. */
    private record Promise(int server, int disk, long epoch) {}

    private final Verdict verdict;
    private final Deliveries deliveries;
    private final Map<Promise, Integer> promises = new HashMap<>(); // to whom; kept over restarts
    private final Map<Long, Integer> leaders = new HashMap<>(); // epoch -> who led it
    private final Map<Long, Integer> startOf = new HashMap<>(); // epoch -> transactions that it started with
    private long highest;

    Terms(Verdict verdict, Deliveries deliveries) {
        this.verdict = verdict;
        this.deliveries = deliveries;
    }

    /** A server supports one leader in an epoch: that two quorums meet in it is what keeps leaders apart. */
    void onPromise(int server, int disk, long epoch, int leader) {
        Integer other = promises.putIfAbsent(new Promise(server, disk, epoch), leader);
        verdict.that(
                other == null,
                "PromisedOnce",
                () -> server + " promises epoch " + epoch + " to " + leader + " after " + other);
    }

    /** @param position how many transactions the leader has delivered */
    void onEstablished(int leader, long epoch, int position) {
        Integer other = leaders.putIfAbsent(epoch, leader);
        verdict.that(other == null, "Leadership", () -> "epoch " + epoch + " is led by " + other + " and " + leader);
        // an epoch may be established late, when a later one has been: it can't commit anything of its own any more
        boolean complete = position == deliveries.size() || deliveries.at(position) > Zxid.of(epoch, 0);
        verdict.that(
                complete,
                "PrimaryIntegrity",
                () -> leader + " leads epoch " + epoch + " and lacks what was delivered before");
        highest = Math.max(highest, epoch);
        startOf.put(epoch, position);
    }

    void onProposed(int leader, long zxid) {
        verdict.that(
                isLeader(leader, Zxid.epoch(zxid)), "Leadership", () -> leader + " proposes " + Zxid.toString(zxid));
    }

    private boolean isLeader(int server, long epoch) {
        Integer leader = leaders.get(epoch);
        return leader != null && leader == server;
    }

    /** @param position how many transactions the follower has delivered */
    void onFollows(int follower, long epoch, int position) {
        @Nullable Integer start = startOf.get(epoch);
        verdict.that(start != null, "Leadership", () -> "follows in epoch " + epoch + ", which nobody leads");
        verdict.that(
                position >= start,
                "ProcessConsistency",
                () -> follower + " serves before it has what epoch " + epoch + " started from");
    }

    /** A transaction is delivered for the first time: its leader must not have been followed by another. */
    void onFirstDelivery(long zxid) {
        verdict.that(
                Zxid.epoch(zxid) >= highest,
                "PrimaryIntegrity",
                () -> "delivered " + Zxid.toString(zxid) + " first when epoch " + highest + " was established");
    }
}

package io.latchkey.zab.core;

/**
 * What a server must know of its ensemble and of its own patience. Limits count ticks: the core knows no clock.
 *
 * @param self this server's id; one that the configuration does not name follows without a vote
 * @param quorum the configuration to start with; it holds until the history brings another
 * @param electionQuietTicks how long a quorum must agree on a candidate, when some voter is silent, before it counts
 * @param discoveryLimitTicks how long a new leader and its followers try to agree on an epoch before they look again
 * @param initLimitTicks how long synchronization may take, a whole snapshot included
 * @param syncLimitTicks silence after which leader and follower give each other up
 * @param historyKeep proposals to keep below a snapshot, so that a follower a little behind needs no snapshot
 * @param diffBytesMax bytes of them: no more are kept below a snapshot, and who lacks more gets a snapshot
 * @param epochTxnsMax transactions after which a leader makes way for a new epoch, at most as many as have a counter
 * @param epochStart the counter of an epoch's first transaction is one more: 0, or {@link Zxid#LATE_START}. Each leader
 *     goes by its own, so servers may differ
 */
public record ZabConfig(
        int self,
        QuorumConfig quorum,
        int electionQuietTicks,
        int discoveryLimitTicks,
        int initLimitTicks,
        int syncLimitTicks,
        int historyKeep,
        long diffBytesMax,
        long epochTxnsMax,
        long epochStart) {
    private static final long DIFF_BYTES_MAX = 64L << 20;

    /** With a hundred bytes of data each, some 35 MB of memory; never much more than {@link #DIFF_BYTES_MAX}. */
    private static final int HISTORY_KEEP = 1 << 17;

    public ZabConfig {
        if (self < 1 || self > Member.ID_MAX) {
            throw new IllegalArgumentException("server id " + self + " is not within 1 to " + Member.ID_MAX);
        }
        atLeast(1, electionQuietTicks, "electionQuietTicks");
        atLeast(2, discoveryLimitTicks, "discoveryLimitTicks");
        atLeast(2, initLimitTicks, "initLimitTicks");
        atLeast(2, syncLimitTicks, "syncLimitTicks");
        atLeast(0, historyKeep, "historyKeep");
        atLeast(0, diffBytesMax, "diffBytesMax");
        if (epochStart != 0 && epochStart != Zxid.LATE_START) {
            throw new IllegalArgumentException("epochStart is " + epochStart + ", but must be 0 or " + Zxid.LATE_START);
        }
        if (epochTxnsMax < 1 || epochTxnsMax > Zxid.COUNTER_MAX - epochStart) {
            throw new IllegalArgumentException("epochTxnsMax is " + epochTxnsMax + ", but must be within 1 and "
                    + (Zxid.COUNTER_MAX - epochStart));
        }
    }

    /** Limits that suit ticks of some 20 ms on a local network. */
    public static ZabConfig of(int self, QuorumConfig quorum) {
        return new ZabConfig(self, quorum, 3, 50, 500, 75, HISTORY_KEEP, DIFF_BYTES_MAX, Zxid.COUNTER_MAX, 0);
    }

    private static void atLeast(long min, long value, String name) {
        if (value < min) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be at least " + min);
        }
    }
}

package io.latchkey.zab.core;

import io.latchkey.zab.core.Message.AckEpoch;
import io.latchkey.zab.core.Message.FollowerInfo;
import org.jspecify.annotations.Nullable;

/** The leader's view of one server, itself included. */
final class Learner {
    /** The leader's bond with itself. */
    static final long OWN_SESSION = 0;

    private static final long NO_SESSION = -1;
    private static final long NO_DISK = -1;
    private static final int NEVER_HEARD_TICKS = 1 << 30;

    private final int id;
    private long session = NO_SESSION;
    private long disk = NO_DISK;
    private boolean voter;
    private long acceptedEpoch;
    private boolean promised;
    private boolean refused;
    private @Nullable AckEpoch epochAck;
    private boolean forwarding;
    private long sent;
    private long upToDateAt;
    private boolean upToDate;
    private long confirmedRound;
    private int quietTicks = NEVER_HEARD_TICKS;

    Learner(int id) {
        this.id = id;
    }

    int id() {
        return id;
    }

    long session() {
        return session;
    }

    boolean isBonded() {
        return session != NO_SESSION;
    }

    boolean isBonded(long messageSession) {
        return session == messageSession && isBonded();
    }

    void bond(FollowerInfo info, QuorumConfig quorum) {
        unbond();
        session = info.session();
        acceptedEpoch = info.acceptedEpoch();
        if (disk != info.disk()) {
            promised = false; // by a disk that is no more
            disk = info.disk();
        }
        findStanding(quorum);
        heard();
    }

    /** Whether it is a voter may change with the configuration. */
    void findStanding(QuorumConfig quorum) {
        voter = quorum.isVoter(id, disk);
    }

    /** It has a vote: it gets proposals at once, others get what is committed. */
    boolean isVoter() {
        return voter;
    }

    /** Label of the disk that it has spoken of last, negative if it never has. */
    long disk() {
        return disk;
    }

    /** It is that voter, disk included: what it says counts. */
    boolean is(Member m) {
        return disk == m.disk();
    }

    void unbond() {
        session = NO_SESSION;
        epochAck = null;
        forwarding = false;
        upToDate = false;
        refused = false;
        confirmedRound = 0;
    }

    long acceptedEpoch() {
        return acceptedEpoch;
    }

    void ackEpoch(AckEpoch ack) {
        epochAck = ack;
        promised |= ack.promised();
        refused = !promised;
    }

    @Nullable
    AckEpoch epochAck() {
        return epochAck;
    }

    boolean hasAckedEpoch() {
        return epochAck != null;
    }

    /** It has promised this leader's epoch to this leader: that outlives the bond, for a promise is kept for ever. */
    boolean hasPromised() {
        return promised;
    }

    /** It had promised the epoch before, perhaps to another: it may follow, but gives this epoch no support. */
    boolean hasRefused() {
        return refused;
    }

    /** It has been sent the history, and gets what follows. */
    boolean isForwarding() {
        return forwarding;
    }

    /** @param due it is up to date once it has everything up to here, committed */
    void startForwarding(long sentUpTo, long due) {
        forwarding = true;
        sent = sentUpTo;
        upToDateAt = due;
    }

    long upToDateAt() {
        return upToDateAt;
    }

    /** The last proposal that it was sent or has. */
    long sent() {
        return sent;
    }

    void sent(long zxid) {
        sent = zxid;
    }

    /** In answer to a question of that round or a later one, it has said that it still follows. */
    long confirmedRound() {
        return confirmedRound;
    }

    void confirm(long round) {
        confirmedRound = Math.max(confirmedRound, round);
    }

    /** It has acknowledged the epoch's history, and gets commits. */
    boolean isUpToDate() {
        return upToDate;
    }

    void bringUpToDate() {
        upToDate = true;
    }

    void heard() {
        quietTicks = 0;
    }

    /** A tick without a word from it. */
    void quietTick() {
        quietTicks = Math.min(quietTicks + 1, NEVER_HEARD_TICKS);
    }

    /** Ticks since it was heard of last, in this bond or before. */
    int quietTicks() {
        return quietTicks;
    }
}

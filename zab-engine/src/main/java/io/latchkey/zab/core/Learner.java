package io.latchkey.zab.core;

import io.latchkey.zab.core.Message.AckEpoch;
import org.jspecify.annotations.Nullable;

/** The leader's view of one voter, itself included. */
final class Learner {
    /** The leader's bond with itself. */
    static final long OWN_SESSION = 0;

    private static final long NO_SESSION = -1;
    private static final int NEVER_HEARD_TICKS = 1 << 30;

    private final int id;
    private long session = NO_SESSION;
    private long acceptedEpoch;
    private boolean promised;
    private boolean refused;
    private @Nullable AckEpoch epochAck;
    private boolean forwarding;
    private boolean upToDate;
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

    void bond(long newSession, long itsAcceptedEpoch) {
        unbond();
        session = newSession;
        acceptedEpoch = itsAcceptedEpoch;
        heard();
    }

    void unbond() {
        session = NO_SESSION;
        epochAck = null;
        forwarding = false;
        upToDate = false;
        refused = false;
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

    /** It has been sent the whole history, and gets every later proposal. */
    boolean isForwarding() {
        return forwarding;
    }

    void startForwarding() {
        forwarding = true;
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

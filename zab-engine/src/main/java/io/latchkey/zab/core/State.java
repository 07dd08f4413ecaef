package io.latchkey.zab.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a server does depends on its role; each role is one subclass, and lives as long as the role lasts. */
abstract class State implements Message.Receiver {
    final Zab zab;

    State(Zab zab) {
        this.zab = zab;
    }

    abstract Role role();

    abstract Phase phase();

    /** Id of the leader, or -1. */
    abstract int leader();

    /** The role begins; it may end within this call. */
    abstract void enter();

    /** The role ends. */
    abstract void leave();

    abstract void onTick();

    /** This server's disk has become a voter's. */
    void onLabelled() {}

    abstract void onLinkUp(int peer);

    abstract void onLinkDown(int peer);

    abstract boolean onPropose(byte[] txn, @Nullable QuorumConfig config);

    /** The zxid of the next proposal, {@link Zxid#NONE} if there can be none. */
    abstract long nextZxid();

    abstract List<ZabStatus.LearnerStatus> learners();

    // What only a leader does.

    @Nullable
    QuorumConfig nextConfig() {
        return null;
    }

    @Nullable
    QuorumConfig towards(List<Member> members) {
        return null;
    }

    boolean onTransfer(int successor) {
        return false;
    }

    long confirm() {
        return 0;
    }

    /** Says in the code that, and why, a message has no meaning here. */
    final void ignore(Message m, String why) {
        zab.ignored(m, why);
    }
}

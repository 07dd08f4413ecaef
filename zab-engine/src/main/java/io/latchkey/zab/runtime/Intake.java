package io.latchkey.zab.runtime;

import io.latchkey.zab.tree.Submission;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the engine thread has taken from its {@link Inbox} at once. Used again and again; engine thread only. */
final class Intake {
    /** A submission that waits to be numbered. */
    record Submitted(Submission submission, Pending pending, int bytes) {}

    /**
     * What came from a peer.
     *
     * @param link the link it came by, or the last one that there was
     * @param version of the peer protocol that is spoken on it
     * @param up whether that link is up, as far as is known
     * @param snapshotSent whether a snapshot has been sent on it whole
     */
    record Mail(int peer, long link, int version, boolean up, boolean snapshotSent, List<byte[]> frames) {}

    /** How the writing of a snapshot ended: well if there is no failure. */
    record SnapshotOutcome(long zxid, @Nullable Throwable failure) {}

    List<Submitted> submissions = new ArrayList<>();
    final List<Pending> syncs = new ArrayList<>();
    final List<Mail> mails = new ArrayList<>();
    final List<Subscriber> subscribers = new ArrayList<>();
    final List<Subscriber> leavers = new ArrayList<>();
    long[] touches = {};
    long durableTicket;
    boolean tick;
    boolean closed;

    @Nullable
    SnapshotOutcome snapshot;

    @Nullable
    Throwable failure;

    void clear() {
        submissions.clear();
        syncs.clear();
        mails.clear();
        subscribers.clear();
        leavers.clear();
        touches = new long[0];
        durableTicket = 0;
        tick = false;
        snapshot = null;
    }
}

package io.latchkey.zab.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * What one peer has sent and the engine has not read. What came by a link that is gone goes with it, so that only the
 * last link counts and only the frames need a bound. Under the inbox's lock.
 */
final class Mailbox {
    static final long NO_LINK = -1;

    /** What a frame costs beside its bytes. */
    private static final int FRAME_OVERHEAD_BYTES = 64;

    private final int peer;
    private final long bytesMax;
    private List<byte[]> frames = new ArrayList<>();
    private long bytes;
    private long link = NO_LINK;
    private int version;
    private boolean up;
    private boolean overflown;
    private boolean changed;
    private boolean snapshotSent;

    Mailbox(int peer, long bytesMax) {
        this.peer = peer;
        this.bytesMax = bytesMax;
    }

    void up(long newLink, int itsVersion) {
        reset();
        link = newLink;
        version = itsVersion;
        up = true;
        overflown = false;
    }

    void down(long lostLink) {
        if (lostLink == link && up) {
            reset();
            up = false;
        }
    }

    private void reset() {
        frames = new ArrayList<>();
        bytes = 0;
        changed = true;
        snapshotSent = false;
    }

    /** The last chunk of a snapshot has been sent on this link: what was said since may follow. */
    void snapshotSent(long ofLink) {
        snapshotSent |= ofLink == link && up;
    }

    /** True if this frame was the first one too many: the link is of no more use, and what follows on it is dropped. */
    boolean add(long ofLink, byte[] frame) {
        if (ofLink != link || !up || overflown) {
            return false;
        }
        bytes += frame.length + FRAME_OVERHEAD_BYTES;
        if (bytes > bytesMax) {
            overflown = true;
            return true;
        }
        frames.add(frame);
        return false;
    }

    void handTo(Intake intake) {
        if (changed || snapshotSent || !frames.isEmpty()) {
            intake.mails.add(new Intake.Mail(peer, link, version, up, snapshotSent, frames));
            frames = new ArrayList<>();
            bytes = 0;
            changed = false;
            snapshotSent = false;
        }
    }
}

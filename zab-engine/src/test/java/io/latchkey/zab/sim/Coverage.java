package io.latchkey.zab.sim;

import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Role;
import io.latchkey.zab.core.Zab;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Which message met which phase of which role, in which relation of epochs, and how often. */
final class Coverage {
    private static final long NO_BOND = -1;

    /** A follower's bond with a leader. */
    private record Bond(int leader, int follower, long session) {}

    private final TreeMap<Cell, Long> cells = new TreeMap<>();
    private final Map<Bond, Long> epochs = new HashMap<>(); // that the leader offered
    private final boolean on;

    Coverage(boolean on) {
        this.on = on;
    }

    /** The epoch that a message speaks of: its bond's; without one, that which the sender has promised. */
    long epochOf(int from, int to, Message m, Zab sender) {
        if (!on) {
            return NO_BOND;
        }
        if (m instanceof Message.LeaderInfo info) {
            epochs.put(new Bond(from, to, info.session()), info.newEpoch());
            return info.newEpoch();
        }
        long session = session(m);
        boolean ofFollower = m instanceof Message.Ack
                || m instanceof Message.AckEpoch
                || (m instanceof Message.Ping && sender.role() == Role.FOLLOWING);
        Long epoch = ofFollower ? null : epochs.get(new Bond(from, to, session));
        if (epoch == null) {
            epoch = epochs.get(new Bond(to, from, session));
        }
        return epoch == null ? sender.acceptedEpoch() : epoch;
    }

    private static long session(Message m) {
        if (m instanceof Message.Propose p) {
            return p.session();
        } else if (m instanceof Message.Commit c) {
            return c.session();
        } else if (m instanceof Message.Ack a) {
            return a.session();
        } else if (m instanceof Message.AckEpoch a) {
            return a.session();
        } else if (m instanceof Message.Ping p) {
            return p.session();
        } else if (m instanceof Message.Trunc t) {
            return t.session();
        } else if (m instanceof Message.Snap s) {
            return s.session();
        } else if (m instanceof Message.NewLeader n) {
            return n.session();
        } else if (m instanceof Message.UpToDate u) {
            return u.session();
        }
        return NO_BOND;
    }

    /** @param epoch as {@link #epochOf} had it when the message was sent */
    void add(Message m, long epoch, Zab receiver) {
        if (on) {
            cells.merge(Cell.of(m, epoch, receiver), 1L, Long::sum);
        }
    }

    void addAll(Coverage other) {
        other.cells.forEach((cell, times) -> cells.merge(cell, times, Long::sum));
    }

    long times(Cell cell) {
        return cells.getOrDefault(cell, 0L);
    }
}

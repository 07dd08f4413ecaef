package io.latchkey.client.count;

import io.latchkey.client.node.NodeAt;
import io.latchkey.client.session.ClientCore;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.Incarnation;
import io.latchkey.client.session.ZkRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Ephemeral nodes into which a write puts its own mark, in the same transaction: whether a write happened whose answer was
 * lost is read from there. Each is used by one cell at a time. Loop only.
 */
final class Receipts {
    private static final int SLOTS_MAX = 64;

    /** One node, of one session. */
    record Slot(String path, Incarnation home) {}

    /** Gets a slot, or why there is none. */
    @FunctionalInterface
    interface Taker {
        void take(Code code, @Nullable Slot slot);
    }

    private final ClientCore core;
    private final String root;
    private final Deque<Slot> free = new ArrayDeque<>();
    private final Deque<Taker> waiting = new ArrayDeque<>();
    private int used;

    Receipts(ClientCore core, String root) {
        this.core = core;
        this.root = root;
    }

    void take(Taker taker) {
        if (used >= SLOTS_MAX) {
            waiting.add(taker);
            return;
        }
        used++;
        Slot slot = free.poll();
        hand(slot, taker);
    }

    private void hand(@Nullable Slot slot, Taker taker) {
        if (slot != null && slot.home() == core.session().incarnation()) {
            taker.take(Code.OK, slot);
        } else {
            make(taker, true);
        }
    }

    private void make(Taker taker, boolean mayMakeParents) {
        NodeAt at = new NodeAt(root, "_receipts", UUID.randomUUID().toString());
        core.session().submit(new ZkRequest.CreateNode(at.path(), null, ZkRequest.Mode.EPHEMERAL), null, outcome -> {
            Incarnation home = outcome.incarnation();
            if (outcome.ok() && home != null) {
                taker.take(Code.OK, new Slot(at.path(), home));
            } else if (outcome.code() == Code.NO_NODE && mayMakeParents) {
                at.makeParents(core.session(), code -> make(taker, false));
            } else {
                release(null);
                taker.take(outcome.code(), null);
            }
        });
    }

    /** Gives a slot back; null when it is of no use any more. */
    void release(@Nullable Slot slot) {
        Taker next = waiting.poll();
        if (next != null) {
            hand(slot, next);
            return;
        }
        used--;
        if (slot != null && slot.home() == core.session().incarnation()) {
            free.push(slot);
        }
    }
}

package io.latchkey.client.count;

import io.latchkey.client.LatchkeyException;
import io.latchkey.client.node.NodeAt;
import io.latchkey.client.node.Trouble;
import io.latchkey.client.session.ClientCore;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.NodeStat;
import io.latchkey.client.session.Outcome;
import io.latchkey.client.session.ZkRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One write to a cell, on condition of its version, exactly once: it marks a receipt in the same transaction. It is sent
 * again as often as its answer is lost, since it can be carried out once only; if it is refused then, the receipt tells
 * whether it was itself in its own way. Loop only.
 */
final class Writing {
    private static final int SENDS_MAX = 1_000;
    private static final long AGAIN_MILLIS = 50;

    /** How it ended. */
    enum Kind {
        DONE,
        OTHERS_WERE_FASTER,
        FAILED
    }

    /**
     * The end.
     *
     * @param seen how the cell stands, if that is known
     */
    record End(
            Kind kind, Cell.@Nullable Seen seen, @Nullable LatchkeyException failure) {}

    private final ClientCore core;
    private final String what;
    private final NodeAt at;
    private final Receipts receipts;
    private final Cell.Seen base;
    private final byte[] data;
    private final byte[] mark = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
    private Receipts.@Nullable Slot slot;
    private @Nullable Consumer<End> done;
    private int sends;
    private boolean mayHaveHappened;
    private boolean tookSlot;
    private boolean madeParents;

    Writing(ClientCore core, String what, NodeAt at, Receipts receipts, Cell.Seen base, byte[] data) {
        this.core = core;
        this.what = what;
        this.at = at;
        this.receipts = receipts;
        this.base = base;
        this.data = data;
    }

    void start(Consumer<End> whenDone) {
        done = whenDone;
        receipts.take((code, taken) -> {
            slot = taken;
            if (taken != null) {
                tookSlot = true;
                send(taken);
            } else if (code == Code.CONNECTION_LOST || code == Code.SESSION_EXPIRED) {
                end(Kind.OTHERS_WERE_FASTER, null, null); // nothing was written: the cell begins anew
            } else {
                end(Kind.FAILED, null, Trouble.of(core, what, code));
            }
        });
    }

    private void send(Receipts.Slot into) {
        if (++sends > SENDS_MAX) {
            end(Kind.FAILED, null, Trouble.unknown(what, "no connection lasted until the answer"));
            return;
        }
        ZkRequest<?> write = base.version() < 0
                ? new ZkRequest.CreateNode(at.path(), data, ZkRequest.Mode.PERSISTENT)
                : new ZkRequest.WriteNode(at.path(), data, base.version());
        ZkRequest.Multi both = new ZkRequest.Multi(List.of(write, new ZkRequest.WriteNode(into.path(), mark, -1)));
        core.session().submit(both, into.home(), outcome -> onAnswer(into, outcome));
    }

    private void onAnswer(Receipts.Slot into, Outcome<ZkRequest.MultiReply> outcome) {
        switch (outcome.code()) {
            case OK -> onDecided(into, outcome.get());
            case CONNECTION_LOST -> {
                mayHaveHappened = true;
                send(into);
            }
            case THROTTLED, UNAVAILABLE -> core.loop().after(AGAIN_MILLIS, () -> send(into));
            case SESSION_EXPIRED -> lookWithoutReceipt(into); // whether it was sent before that is not known here
            case CLOSED -> end(Kind.FAILED, null, Trouble.unknown(what, "the client was closed before the answer"));
            default -> end(Kind.FAILED, null, Trouble.of(core, what, outcome.code()));
        }
    }

    private void onDecided(Receipts.Slot into, ZkRequest.MultiReply reply) {
        if (reply.code() == Code.OK) {
            int version = reply.replies().get(0) instanceof NodeStat stat ? stat.version() : 0;
            end(Kind.DONE, new Cell.Seen(data, version), null);
        } else if (mayHaveHappened) {
            readReceipt(into);
        } else if (reply.faulty() == 0 && reply.code() == Code.NO_NODE && base.version() < 0 && !madeParents) {
            madeParents = true;
            at.makeParents(core.session(), code -> {
                if (code == Code.OK || code == Code.CONNECTION_LOST) {
                    send(into);
                } else {
                    end(Kind.FAILED, null, Trouble.of(core, what, code));
                }
            });
        } else if (reply.faulty() == 0 && isConflict(reply.code())) {
            end(Kind.OTHERS_WERE_FASTER, null, null);
        } else if (reply.code() == Code.NO_NODE) {
            slot = null; // somebody has removed the receipt
            end(Kind.OTHERS_WERE_FASTER, null, null);
        } else {
            end(Kind.FAILED, null, Trouble.of(core, what, reply.code()));
        }
    }

    private static boolean isConflict(Code code) {
        return code == Code.BAD_VERSION || code == Code.NODE_EXISTS || code == Code.NO_NODE;
    }

    /** Refused, but an earlier sending may be why. What the refusal rests on is in what is read behind it. */
    private void readReceipt(Receipts.Slot into) {
        core.session().submit(new ZkRequest.ReadNode(into.path(), null), into.home(), outcome -> {
            switch (outcome.code()) {
                case OK ->
                    end(Arrays.equals(outcome.get().data(), mark) ? Kind.DONE : Kind.OTHERS_WERE_FASTER, null, null);
                case CONNECTION_LOST -> readReceipt(into);
                case THROTTLED, UNAVAILABLE -> core.loop().after(AGAIN_MILLIS, () -> readReceipt(into));
                default -> lookWithoutReceipt(into);
            }
        });
    }

    /**
     * The session is over. With its receipt gone for sure nothing of it can happen any more; then the cell itself may tell.
     */
    private void lookWithoutReceipt(Receipts.Slot into) {
        slot = null;
        core.session().submit(new ZkRequest.DeleteNode(into.path(), -1), null, gone -> {
            if (gone.ok() || gone.code() == Code.NO_NODE) {
                core.session().submit(new ZkRequest.ReadNode(at.path(), null), null, seen -> judge(into, seen));
            } else if (gone.code() == Code.CONNECTION_LOST && ++sends <= SENDS_MAX) {
                lookWithoutReceipt(into);
            } else {
                end(Kind.FAILED, null, Trouble.unknown(what, "the session ended before the answer"));
            }
        });
    }

    private void judge(Receipts.Slot into, Outcome<ZkRequest.NodeData> outcome) {
        if (outcome.code() == Code.CONNECTION_LOST && ++sends <= SENDS_MAX) {
            lookWithoutReceipt(into);
            return;
        }
        boolean absent = outcome.code() == Code.NO_NODE;
        boolean never = absent && base.version() < 0;
        if (outcome.ok()) {
            int version = outcome.get().stat().version();
            boolean another = version == base.version() + 1
                    && !Arrays.equals(outcome.get().data(), data);
            never = version == base.version() || another;
        }
        if (never) {
            end(Kind.OTHERS_WERE_FASTER, null, null);
        } else {
            end(Kind.FAILED, null, Trouble.unknown(what, "the session ended before the answer"));
        }
    }

    private void end(Kind kind, Cell.@Nullable Seen seen, @Nullable LatchkeyException failure) {
        if (tookSlot) {
            receipts.release(slot);
        }
        if (done != null) {
            done.accept(new End(kind, seen, failure));
        }
    }
}

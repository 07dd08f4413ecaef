package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Check;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.Zab;
import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.format.QuorumFormat;
import io.latchkey.zab.format.TxnFormat;
import io.latchkey.zab.tree.Applied;
import io.latchkey.zab.tree.Change;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.LockDelays;
import io.latchkey.zab.tree.NodeKind;
import io.latchkey.zab.tree.Preparer;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Sessions;
import io.latchkey.zab.tree.Submission;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What only the leader does: turn submissions into proposals against the tree ahead, watch over sessions, delete empty
 * containers and tombstones. Between {@link #lead} and {@link #resign}; engine thread.
 */
final class Primary {
    private static final Logger log = LoggerFactory.getLogger(Primary.class);

    private static final int CONTAINERS_AT_ONCE = 1_000;

    private record Proposed(long zxid, Preparer.Prepared prepared) {}

    private record Waiting(int originServer, long originNumber, Submission submission) {}

    private final Zab zab;
    private final int self;
    private final Preparer preparer;
    private final Reconfiguration reconfiguration;
    private final Sessions sessions;
    private final LongSupplier wallClockMs;
    private final LockDelays delays;
    private final int containerCheckTicks;
    private final int txnBytesMax;
    private final ArrayDeque<Proposed> inFlight = new ArrayDeque<>();
    /** Those that came while leadership was about to be handed over: the hand-over may yet be given up. */
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    private final Origins origins = new Origins();
    private DataTree ahead = DataTree.empty();
    private boolean leading;
    private long epoch;
    private long ticks;
    private long lastTimeMs;

    /** @param txnBytesMax what journals and frames take: a transaction that is longer is refused */
    Primary(EngineConfig config, Zab zab, Preparer preparer, LongSupplier wallClockMs, int txnBytesMax) {
        this.zab = zab;
        this.self = config.zab().self();
        this.preparer = preparer;
        reconfiguration = new Reconfiguration(zab);
        this.wallClockMs = wallClockMs;
        sessions = new Sessions(config.tickMs(), config.sessionBucketTicks());
        delays = new LockDelays(config.tickMs());
        containerCheckTicks = config.containerCheckTicks();
        this.txnBytesMax = txnBytesMax;
    }

    boolean isLeading() {
        return leading;
    }

    /** How many transactions are proposed, or are to be, and not committed. */
    int pending() {
        return inFlight.size() + waiting.size();
    }

    /** All that was proposed is committed, and this is the tree of it. Every session gets its full timeout. */
    void lead(DataTree committed, long newEpoch) {
        leading = true;
        epoch = newEpoch;
        ahead = committed;
        forget();
        sessions.reset(ahead.sessions(), ticks);
        delays.reset(ahead.tombstones(), ticks);
    }

    void resign() {
        leading = false;
        ahead = DataTree.empty(); // holds on to no old tree
        forget();
    }

    /** What is forgotten was lost with the epoch, and its servers submit it again in the next one. */
    private void forget() {
        inFlight.clear();
        waiting.clear();
        origins.clear();
    }

    /** Proposes it as soon as it can be, in its turn. Ignored unless this server leads. */
    void submit(int originServer, long originNumber, Submission submission) {
        if (leading && (!waiting.isEmpty() || !propose(originServer, originNumber, submission))) {
            waiting.add(new Waiting(originServer, originNumber, submission));
        }
    }

    /** As {@link #submit}; what was forwarded in this epoch before is ignored. */
    void submitForwarded(int from, PeerFrame.Forwarded forwarded, Submission submission) {
        if (leading && origins.isNew(from, forwarded)) {
            submit(from, forwarded.number(), submission);
        }
    }

    private void submitWaiting() {
        Waiting next = waiting.peek();
        while (next != null && propose(next.originServer(), next.originNumber(), next.submission())) {
            waiting.remove();
            next = waiting.peek();
        }
    }

    /**
     * @param originNumber 0 if nobody waits for it
     * @return false if nothing was proposed: this server does not lead, or will soon not any more
     */
    private boolean propose(int originServer, long originNumber, Submission submission) {
        long zxid = leading ? zab.nextZxid() : Zxid.NONE;
        if (zxid == Zxid.NONE || Zxid.epoch(zxid) != epoch) {
            return false;
        }
        if (submission.sessionId() != 0) {
            sessions.touch(submission.sessionId(), ticks);
        }
        lastTimeMs = Math.max(lastTimeMs, wallClockMs.getAsLong());
        Reconfiguration.Step step = reconfiguration.judge(ahead, zxid, submission);
        Preparer.Prepared prepared = prepare(zxid, originServer, originNumber, step.submission());
        byte[] txn = TxnFormat.encode(prepared.txn());
        if (txn.length > txnBytesMax) {
            log.warn("refused a transaction of {} bytes, the most is {}", txn.length, txnBytesMax);
            prepared = prepare(zxid, originServer, originNumber, refused(submission, ErrorCode.BAD_ARGUMENTS));
            txn = TxnFormat.encode(prepared.txn());
        }
        QuorumConfig config = prepared.applied().result() instanceof Result.Failed ? null : step.config();
        boolean proposed = config == null ? zab.onPropose(txn) : zab.onReconfigure(txn, config);
        Check.that(proposed, "who knows the next zxid can propose it");
        inFlight.add(new Proposed(zxid, prepared));
        ahead = prepared.applied().tree();
        reconfiguration.afterwards(step);
        return true;
    }

    /** Begins to hand leadership over to whoever lacks least; false if this server doesn't lead, or nobody can. */
    boolean handOver() {
        return leading && zab.onTransfer(reconfiguration.best());
    }

    /** Proposes the change of membership that is due: to end one, or to readmit who has lost its disk. */
    void reconfigureIfDue() {
        QuorumConfig next = leading ? zab.nextConfig() : null;
        if (next != null) {
            propose(
                    self,
                    0,
                    Submission.ofServer(new Request.Reconfigure(QuorumFormat.encode(next), Reconfiguration.OWN)));
        }
    }

    private Preparer.Prepared prepare(long zxid, int originServer, long originNumber, Submission submission) {
        try {
            return preparer.prepare(ahead, zxid, originServer, originNumber, lastTimeMs, submission);
        } catch (RuntimeException e) {
            // A bug, in a rule as like as not: the next leader would meet the same request, and so on to the last.
            log.error(
                    "a request could not be prepared and is refused: {}",
                    submission.request().getClass(),
                    e);
            Submission refused = refused(submission, ErrorCode.SYSTEM_ERROR);
            return preparer.prepare(ahead, zxid, originServer, originNumber, lastTimeMs, refused);
        }
    }

    /** Takes the place of the submission in its session's order. */
    private static Submission refused(Submission s, ErrorCode why) {
        return new Submission(s.sessionId(), s.attachment(), s.caller(), s.note(), new Request.Refused(why));
    }

    /** What the transaction does, if it was proposed here: then that is known already. */
    Preparer.@Nullable Prepared takeCommitted(long zxid) {
        Proposed first = inFlight.peek();
        if (first == null || first.zxid() != zxid) {
            return null;
        }
        return inFlight.remove().prepared();
    }

    /** Takes note of a committed transaction, proposed here or not. */
    void onCommitted(long timeMs, Applied applied) {
        lastTimeMs = Math.max(lastTimeMs, timeMs);
        if (!leading) {
            return;
        }
        for (Change change : applied.changes()) {
            if (change instanceof Change.SessionOpened c) {
                sessions.add(c.session(), ticks);
            } else if (change instanceof Change.SessionAttached c) {
                sessions.touch(c.session().id(), ticks);
            } else if (change instanceof Change.SessionClosed c) {
                sessions.remove(c.id());
            } else if (change instanceof Change.Created c && c.node().kind() == NodeKind.TOMBSTONE) {
                delays.add(c.path(), ticks);
            } else if (change instanceof Change.Deleted c && c.was().kind() == NodeKind.TOMBSTONE) {
                delays.remove(c.path());
            }
        }
    }

    /** The clock never falls below this: the time of a transaction that was found on disk. */
    void onTimeSeen(long timeMs) {
        lastTimeMs = Math.max(lastTimeMs, timeMs);
    }

    void touch(long[] sessionIds) {
        if (leading) {
            for (long id : sessionIds) {
                sessions.touch(id, ticks);
            }
        }
    }

    void onTick() {
        ticks++;
        if (!leading) {
            return;
        }
        submitWaiting();
        for (long id : sessions.expired(ticks)) {
            if (ahead.session(id) != null) {
                propose(self, 0, Submission.ofServer(new Request.ExpireSession(id)));
            }
        }
        for (String path : delays.due(ticks)) {
            // once it is proposed, it is not ahead any more, and leaves the list when that commits
            if (ahead.node(path) != null) {
                propose(self, 0, Submission.ofServer(new Request.Delete(path, Request.ANY_VERSION)));
            }
        }
        if (ticks % containerCheckTicks == 0) {
            for (String path : ahead.reapableContainers(CONTAINERS_AT_ONCE)) {
                propose(self, 0, Submission.ofServer(new Request.ReapContainer(path)));
            }
        }
    }
}

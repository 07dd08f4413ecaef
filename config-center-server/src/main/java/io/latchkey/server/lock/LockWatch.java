package io.latchkey.server.lock;

import io.latchkey.server.view.LoopObserver;
import io.latchkey.server.view.LoopView;
import io.latchkey.zab.runtime.Batch;
import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.runtime.ServerState;
import io.latchkey.zab.runtime.ZabServer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches over all locks of the tree on an event loop of its own, a few times a second. What it found last is there for
 * any thread.
 */
public final class LockWatch extends VerticleBase {
    /** Between two looks: short against the second within which things are to be seen, long against their cost. */
    private static final long LOOK_MS = 250;

    private static final int SEARCH_SHARE = 20;
    /** A search may have taken long only because the machine had no time for it. */
    private static final long PAUSE_NANOS_MAX = 2_000_000_000;

    private final ZabServer engine;
    private final LockTracker tracker = new LockTracker();
    private final Deadlocks deadlocks = new Deadlocks();
    private volatile LockFigures figures = LockFigures.NONE;
    private volatile Deadlocks.State deadlocked = Deadlocks.State.NONE;
    /** State of the waits that were looked at last, and what was found then. */
    private long lookedAt = -1;

    private List<Deadlock> circles = List.of();
    private long nextSearchNanos = System.nanoTime();
    private @Nullable LoopView view;
    /** Transactions were missed, or may have been: what is known is of another tree. */
    private boolean broken = true;

    public LockWatch(ZabServer engine) {
        this.engine = engine;
    }

    @Override
    public Future<?> start() {
        LoopView attached = LoopView.attach(context, engine);
        view = attached;
        attached.setEager(false);
        attached.addListener(this::onBatch);
        attached.addObserver(new Observer(attached));
        DeadlockBreaker breaker = new DeadlockBreaker(attached);
        vertx.setPeriodic(LOOK_MS, ignored -> look(attached, breaker));
        return attached.started();
    }

    @Override
    public Future<?> stop() {
        if (view != null) {
            view.detach();
        }
        return Future.succeededFuture();
    }

    private void onBatch(Batch batch) {
        broken |= !batch.state().serving();
    }

    private void look(LoopView attached, DeadlockBreaker breaker) {
        attached.catchUp();
        figures = tracker.figures();
        if (!broken) {
            search(attached);
        }
        if (!broken && tracker.waits().changes() == lookedAt) {
            deadlocks.see(circles);
            deadlocked = deadlocks.state();
            breaker.end(deadlocked.now());
        }
    }

    /** Not while nothing has changed; after a long search, after a pause. */
    private void search(LoopView attached) {
        long begun = System.nanoTime();
        if (tracker.waits().changes() == lookedAt || begun - nextSearchNanos < 0) {
            return;
        }
        lookedAt = tracker.waits().changes();
        circles = DeadlockFinder.find(attached.tree(), tracker.waits(), tracker.contended());
        long took = System.nanoTime() - begun;
        nextSearchNanos = begun + Math.min(SEARCH_SHARE * took, PAUSE_NANOS_MAX);
    }

    /** Deadlocks as of the last look. Any thread. */
    public Deadlocks.State deadlocks() {
        return deadlocked;
    }

    /** Figures as of the last look, at most some hundred milliseconds ago. Any thread. */
    public LockFigures figures() {
        return figures;
    }

    /**
     * Since when an entry that holds its lock has held it. Any thread.
     *
     * @param entry its path
     * @param czxid of its node
     * @param ctimeMs of its node
     * @return ms since 1970 by the leader's clock; null if this server has not seen the grant
     */
    public @Nullable Long grantedMs(String entry, long czxid, long ctimeMs) {
        return tracker.grantedMs(entry, czxid, ctimeMs);
    }

    private final class Observer implements LoopObserver {
        private final LoopView attached;

        Observer(LoopView attached) {
            this.attached = attached;
        }

        @Override
        public void beforeReply(Committed committed) {
            if (!broken) {
                tracker.apply(attached.tree(), committed);
            }
        }

        @Override
        public void onLost() {
            broken = true;
        }

        @Override
        public void onCaughtUp(ServerState state) {
            if (broken && state.serving()) {
                tracker.reset(attached.tree());
                broken = false;
            }
        }
    }
}

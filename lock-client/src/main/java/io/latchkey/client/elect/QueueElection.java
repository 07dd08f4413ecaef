package io.latchkey.client.elect;

import io.latchkey.client.AcquireOptions;
import io.latchkey.client.ConnectionState;
import io.latchkey.client.DLock;
import io.latchkey.client.LeaderElection;
import io.latchkey.client.Leadership;
import io.latchkey.client.LeadershipListener;
import io.latchkey.client.LockInfo;
import io.latchkey.client.LockLease;
import io.latchkey.client.LossReason;
import io.latchkey.client.session.ClientCore;
import io.latchkey.client.session.SerialExecutor;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An election is a lock whose holder leads. */
public final class QueueElection implements LeaderElection {
    private static final Logger LOG = LoggerFactory.getLogger(QueueElection.class);
    private static final long REJOIN_MILLIS_MIN = 100;
    private static final long REJOIN_MILLIS_MAX = 1_000;

    private final ClientCore core;
    private final DLock lock;
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    // the following belong to the loop
    private @Nullable CompletableFuture<LockLease> waiting;
    private @Nullable Term term;

    /** A candidate in the election that this lock decides. */
    public QueueElection(ClientCore core, DLock lock) {
        this.core = core;
        this.lock = lock;
    }

    @Override
    public String name() {
        return lock.name();
    }

    @Override
    public State state() {
        return Objects.requireNonNull(state.get());
    }

    @Override
    public CompletionStage<Leadership> campaign() {
        begin();
        CompletableFuture<Leadership> elected = new CompletableFuture<>();
        CompletableFuture<LockLease> lease = queueUp();
        var unusedLease = lease.whenComplete((granted, failure) -> {
            if (failure != null) {
                state.compareAndSet(State.CANDIDATE, State.IDLE);
                elected.completeExceptionally(failure);
            } else {
                Term mine = take(granted, this::ended);
                granted.onLost(reason -> ended(), Runnable::run);
                if (!elected.complete(mine)) {
                    granted.close();
                    ended();
                }
            }
        });
        var unusedElected = elected.whenComplete((leadership, failure) -> {
            if (elected.isCancelled()) {
                lease.cancel(false);
            }
        });
        return elected;
    }

    private void begin() {
        if (!state.compareAndSet(State.IDLE, State.CANDIDATE)) {
            throw new IllegalStateException("this candidate of " + name() + " is " + state.get() + " already");
        }
    }

    private CompletableFuture<LockLease> queueUp() {
        CompletableFuture<LockLease> lease =
                lock.acquireAsync(AcquireOptions.waitForever()).toCompletableFuture();
        core.onLoop(() -> {
            waiting = lease;
            if (state.get() == State.CLOSED) {
                lease.cancel(false);
            }
        });
        return lease;
    }

    private void ended() {
        state.compareAndSet(State.LEADER, State.IDLE);
    }

    /** Makes a term of a granted lease. */
    private Term take(LockLease lease, Runnable onEnd) {
        Term elected = new Term(lease, onEnd);
        state.compareAndSet(State.CANDIDATE, State.LEADER);
        core.onLoop(() -> {
            waiting = null;
            term = elected;
            if (state.get() == State.CLOSED) {
                elected.close();
            }
        });
        return elected;
    }

    @Override
    public void join(LeadershipListener listener, Executor executor) {
        begin();
        run(new Membership(listener, new SerialExecutor(executor)));
    }

    private record Membership(LeadershipListener listener, SerialExecutor executor) {}

    private void run(Membership membership) {
        if (state.get() == State.CLOSED) {
            return;
        }
        var unused = queueUp().whenComplete((granted, failure) -> {
            if (failure == null) {
                lead(membership, granted);
            } else if (state.get() != State.CLOSED && core.session().state() != ConnectionState.CLOSED) {
                LOG.warn("candidate of {} joins again: {}", name(), failure.getMessage());
                long pauseMillis = ThreadLocalRandom.current().nextLong(REJOIN_MILLIS_MIN, REJOIN_MILLIS_MAX);
                core.onLoop(() -> core.loop().after(pauseMillis, () -> run(membership)));
            }
        });
    }

    private void lead(Membership membership, LockLease lease) {
        Term elected = take(lease, () -> again(membership));
        membership.executor().execute(() -> membership.listener().onElected(elected));
        lease.onLost(
                reason -> {
                    tell(membership, elected, reason); // before the next term can begin
                    again(membership);
                },
                Runnable::run);
    }

    private static void tell(Membership membership, Term elected, LossReason reason) {
        membership.executor().execute(() -> membership.listener().onLost(elected, reason));
    }

    private void again(Membership membership) {
        if (state.compareAndSet(State.LEADER, State.CANDIDATE)) {
            run(membership);
        }
    }

    @Override
    public CompletionStage<Optional<LockInfo.Entry>> leader() {
        return lock.inspectAsync().thenApply(LockInfo::holder);
    }

    @Override
    public void close() {
        if (state.getAndSet(State.CLOSED) == State.CLOSED || core.session().state() == ConnectionState.CLOSED) {
            return;
        }
        core.onLoop(() -> {
            if (waiting != null) {
                waiting.cancel(false);
            }
            if (term != null) {
                term.close();
            }
        });
    }
}

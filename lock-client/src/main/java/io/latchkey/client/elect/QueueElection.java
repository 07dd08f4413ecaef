package io.latchkey.client.elect;

import io.latchkey.client.AcquireOptions;
import io.latchkey.client.ConnectionState;
import io.latchkey.client.LeaderElection;
import io.latchkey.client.LeaderInfo;
import io.latchkey.client.LeaderObserver;
import io.latchkey.client.Leadership;
import io.latchkey.client.LeadershipListener;
import io.latchkey.client.LockInfo;
import io.latchkey.client.LockLease;
import io.latchkey.client.LossReason;
import io.latchkey.client.Registration;
import io.latchkey.client.lock.DistributedLock;
import io.latchkey.client.node.Trees;
import io.latchkey.client.session.ClientCore;
import io.latchkey.client.session.SerialExecutor;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An election is a lock whose holder leads. */
public final class QueueElection implements LeaderElection {
    private static final Logger LOG = LoggerFactory.getLogger(QueueElection.class);
    private static final long REJOIN_MILLIS_MIN = 100;
    private static final long REJOIN_MILLIS_MAX = 1_000;

    private final ClientCore core;
    private final Trees trees;
    private final DistributedLock lock;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicBoolean joined = new AtomicBoolean();
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    // the following belong to the loop
    private @Nullable CompletableFuture<LockLease> waiting;
    private @Nullable Term term;

    /** A candidate in the election that this lock decides. */
    public QueueElection(ClientCore core, Trees trees, DistributedLock lock) {
        this.core = core;
        this.trees = trees;
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
            if (failure instanceof CancellationException) {
                state.compareAndSet(State.CANDIDATE, State.IDLE);
            } else if (failure != null) {
                failed(failure);
                elected.completeExceptionally(failure);
            } else {
                take(
                        granted,
                        mine -> {
                            if (!elected.complete(mine)) {
                                mine.close();
                            }
                        },
                        (mine, reason) -> state.compareAndSet(State.LEADER, State.IDLE));
            }
        });
        var unusedElected = elected.whenComplete((leadership, failure) -> {
            if (elected.isCancelled()) {
                lease.cancel(false);
            }
        });
        return elected;
    }

    private void failed(Throwable why) {
        failure.set(why);
        state.compareAndSet(State.CANDIDATE, State.FAILED);
    }

    private void begin() {
        failure.set(null);
        if (!joined.get() && state.compareAndSet(State.FAILED, State.CANDIDATE)) {
            return;
        }
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

    /**
     * Makes a term of a granted lease.
     *
     * @param onElected hears of it, before anything can end it
     * @param onEnd     hears of its end, once
     */
    private void take(LockLease lease, Consumer<Leadership> onElected, BiConsumer<Leadership, LossReason> onEnd) {
        Term elected = new Term(core, lock.path(), lease, onEnd);
        state.compareAndSet(State.CANDIDATE, State.LEADER);
        onElected.accept(elected);
        elected.begin();
        core.onLoop(() -> {
            waiting = null;
            term = elected;
            if (state.get() == State.CLOSED) {
                elected.close();
            }
        });
    }

    @Override
    public void join(LeadershipListener listener, Executor executor) {
        begin();
        joined.set(true);
        run(new Membership(listener, new SerialExecutor(executor)));
    }

    private record Membership(LeadershipListener listener, SerialExecutor executor) {
        /** A listener that fails must not take the end of the term from itself. */
        void tell(Runnable news) {
            executor.execute(() -> {
                try {
                    news.run();
                } catch (RuntimeException e) {
                    LOG.error("a listener of an election failed", e);
                }
            });
        }
    }

    private void run(Membership membership) {
        if (state.get() == State.CLOSED) {
            return;
        }
        var unused = queueUp().whenComplete((granted, failure) -> {
            if (failure == null) {
                lead(membership, granted);
            } else if (state.get() != State.CLOSED && core.session().state() != ConnectionState.CLOSED) {
                LOG.warn("candidate of {} joins again: {}", name(), failure.getMessage());
                failed(failure);
                long pauseMillis = ThreadLocalRandom.current().nextLong(REJOIN_MILLIS_MIN, REJOIN_MILLIS_MAX);
                core.onLoop(() -> core.loop().after(pauseMillis, () -> runAgain(membership)));
            }
        });
    }

    private void runAgain(Membership membership) {
        failure.set(null);
        state.compareAndSet(State.FAILED, State.CANDIDATE);
        run(membership);
    }

    private void lead(Membership membership, LockLease lease) {
        take(lease, elected -> membership.tell(() -> membership.listener().onElected(elected)), (ended, reason) -> {
            // before the next term can begin
            membership.tell(() -> membership.listener().onLost(ended, reason));
            if (state.compareAndSet(State.LEADER, State.CANDIDATE)) {
                run(membership);
            }
        });
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    @Override
    public CompletionStage<Optional<LeaderInfo>> current() {
        CompletableFuture<Optional<LeaderInfo>> found = new CompletableFuture<>();
        core.onLoop(() -> {
            var unused = LeaderLook.start(core, lock).whenComplete((leader, why) -> {
                if (why == null) {
                    found.complete(leader);
                } else {
                    found.completeExceptionally(why);
                }
            });
        });
        return core.callbacks().publish(found);
    }

    @Override
    public Registration observe(LeaderObserver observer, Executor executor) {
        return new Observation(core, trees, lock, observer, executor);
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

package io.latchkey.client;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * One candidate in an election that everybody with the same name takes part in. The longest waiting candidate leads. Safe
 * for use by several threads.
 */
public interface LeaderElection extends AutoCloseable {

    /** Where this candidate stands. */
    enum State {
        /** Not a candidate. */
        IDLE,
        /** In the queue, or trying to get there again. */
        CANDIDATE,
        /** Leads. */
        LEADER,
        /** Could not stand, see {@link #failure}. One that has joined tries again after a moment. */
        FAILED,
        /** Closed. */
        CLOSED
    }

    /** The name of the election. */
    String name();

    /** Where this candidate stands. */
    State state();

    /**
     * Runs for one term. Cancelling the returned stage's future withdraws the candidate.
     *
     * @return completes when elected, or fails with {@link LockUnavailableException}
     * @throws IllegalStateException when this candidate is running already
     */
    CompletionStage<Leadership> campaign();

    /**
     * Runs for term after term until closed: joins again after every loss, and after every failure with a pause.
     *
     * @param listener is called on the executor, one call at a time
     * @throws IllegalStateException when this candidate is running already
     */
    void join(LeadershipListener listener, Executor executor);

    /** Why the last attempt to stand failed; empty since the candidate stands again. */
    Optional<Throwable> failure();

    /** Who leads and what it has proclaimed, behind everything committed before. Not only for candidates. */
    CompletionStage<Optional<LeaderInfo>> current();

    /**
     * Tells who leads, now and whenever that changes or the leader proclaims something. It goes on after losses of connection
     * and session, also when this candidate is closed.
     *
     * @param observer is called on the executor, one call at a time
     */
    Registration observe(LeaderObserver observer, Executor executor);

    /** Who leads now, as the connected server knows it. */
    CompletionStage<Optional<LockInfo.Entry>> leader();

    /** Withdraws the candidate or resigns; never blocks, may be repeated. */
    @Override
    void close();
}

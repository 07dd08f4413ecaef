package io.latchkey.client;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A resource in the memory of this process that does nothing for former holders of a lock: it keeps the greatest token
 * that it has seen and refuses smaller ones. To be used where the work is done, not where the lock is taken: in the
 * service that gets requests with tokens from those who hold locks.
 *
 * <pre>{@code
 * FencedResource<Ledger> ledger = new FencedResource<>("orders/42", new Ledger());
 * ledger.use(FencingToken.parse(request.header("Fencing-Token")), l -> l.book(amount));
 * }</pre>
 *
 * <p>What it has seen is gone with the process. A resource that outlives processes must keep the token where it keeps its
 * data, and change both together, as {@link JdbcFence} does in a database.
 *
 * <p>Safe for use by several threads; one at a time is let in.
 *
 * @param <R> the resource
 */
public final class FencedResource<R> {
    /** What is done with the resource. */
    @FunctionalInterface
    public interface Action<R, T, X extends Exception> {
        /** Gets the resource, alone. */
        T apply(R resource) throws X;
    }

    private final R resource;
    private final ReentrantLock alone = new ReentrantLock();
    private FencingToken greatest;

    /**
     * Fences a resource.
     *
     * @param lock     the lock that its users must hold
     * @param resource used by nobody else but through this
     */
    public FencedResource(String lock, R resource) {
        this.resource = resource;
        this.greatest = new FencingToken(lock, 0);
    }

    /**
     * Does something with the resource, unless a later holder has been here.
     *
     * @throws StaleTokenException      when one has; nothing was done
     * @throws IllegalArgumentException when the token is of another lock
     * @throws X                        what the action throws; the token counts as seen all the same
     */
    public <T, X extends Exception> T use(FencingToken token, Action<? super R, T, X> action) throws X {
        alone.lock();
        try {
            admit(token);
            return action.apply(resource);
        } finally {
            alone.unlock();
        }
    }

    private void admit(FencingToken token) {
        if (token.compareTo(greatest) < 0) {
            throw new StaleTokenException(token, "a holder with token " + greatest + " has been here");
        }
        greatest = token;
    }
}

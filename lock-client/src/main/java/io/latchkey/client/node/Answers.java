package io.latchkey.client.node;

import io.latchkey.client.session.ClientCore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Hands results that are completed on the loop to the application: to a thread that waits, or as a stage. */
public record Answers(ClientCore core) {

    /** Does nothing to abandon it. */
    public static final Runnable NOTHING = () -> {};

    /**
     * Waits.
     *
     * @param abandon what to do on the loop when interrupted
     */
    public <T> T await(CompletableFuture<T> inner, Runnable abandon) throws InterruptedException {
        try {
            return core.await(inner);
        } catch (InterruptedException e) {
            core.onLoop(abandon);
            throw e;
        }
    }

    /** Begins something and waits for its result, unless this thread may not or is interrupted. */
    public <T> T await(Supplier<CompletableFuture<T>> begin) throws InterruptedException {
        core.checkMayBlock();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return core.await(begin.get());
    }

    /**
     * The same result, completed on the client's executor.
     *
     * @param abandon what to do on the loop when the stage's future is cancelled
     */
    public <T> CompletionStage<T> publish(CompletableFuture<T> inner, Runnable abandon) {
        CompletableFuture<T> outer = core.callbacks().publish(inner).toCompletableFuture();
        var unused = outer.whenComplete((value, failure) -> {
            if (outer.isCancelled()) {
                core.onLoop(abandon);
            }
        });
        return outer;
    }
}

package io.latchkey.client.lock;

import io.latchkey.client.LatchkeyException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Waits for what must be finished, whoever interrupts. */
final class Uninterruptibly {
    private Uninterruptibly() {}

    /**
     * The result; the thread stays interrupted if it was.
     *
     * @throws LatchkeyException as the stage failed
     */
    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof LatchkeyException known) {
                throw known;
            }
            throw new LatchkeyException(String.valueOf(cause), cause);
        }
    }
}

package io.latchkey.test;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting with a generous bound. */
final class Waiting {
    private static final long BOUND_SECONDS = 60;

    private Waiting() {}

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(BOUND_SECONDS, TimeUnit.SECONDS);
    }

    static void until(String what, BooleanSupplier condition) {
        Patience.until(what, condition);
    }
}

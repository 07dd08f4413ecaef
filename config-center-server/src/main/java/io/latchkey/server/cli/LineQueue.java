package io.latchkey.server.cli;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries the lines of a response to the thread that reads them. At most {@link #AHEAD} lines are on their way: the
 * connection is not read further until one is taken.
 */
final class LineQueue implements Flow.Subscriber<String> {
    /** What came next. */
    sealed interface Next {}

    record Line(String text) implements Next {}

    record End(@Nullable Throwable failure) implements Next {}

    private static final int AHEAD = 64;

    private final BlockingQueue<Next> queue = new LinkedBlockingQueue<>(AHEAD + 1);
    private volatile Flow.@Nullable Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        subscription.request(AHEAD);
    }

    @Override
    public void onNext(String line) {
        queue.add(new Line(line));
    }

    @Override
    public void onError(Throwable failure) {
        queue.add(new End(failure));
    }

    @Override
    public void onComplete() {
        queue.add(new End(null));
    }

    /** Waits for the next line; null when none comes in time. */
    @Nullable
    Next take(Duration atMost) throws InterruptedException {
        Next next = queue.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
        Flow.Subscription current = subscription;
        if (next instanceof Line && current != null) {
            current.request(1);
        }
        return next;
    }

    /** Wants no more. */
    void cancel() {
        Flow.Subscription current = subscription;
        if (current != null) {
            current.cancel();
        }
    }
}

package io.latchkey.client.node;

import io.latchkey.client.ConnectionState;
import io.latchkey.client.LatchkeyException;
import io.latchkey.client.ServiceUnavailableException;
import io.latchkey.client.session.ClientCore;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.Loop;
import io.latchkey.client.session.ZkRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Waits until a node looks as wanted, over any number of connections and sessions. */
public final class Vigil {
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final ClientCore core;
    private final Lookouts lookouts;
    private final String what;
    private final String path;
    private final Predicate<Sight> wanted;
    private final Consumer<Sight> listener = this::onSight;
    private final CompletableFuture<Boolean> result = new CompletableFuture<>();
    private Loop.@Nullable Timer timer;

    /**
     * Prepares it. Any thread.
     *
     * @param what   what it is about, for errors
     * @param wanted is asked on the loop; may throw {@link LatchkeyException}
     */
    public Vigil(ClientCore core, Lookouts lookouts, String what, String path, Predicate<Sight> wanted) {
        this.core = core;
        this.lookouts = lookouts;
        this.what = what;
        this.path = path;
        this.wanted = wanted;
    }

    /** How many milliseconds a timer has to run for a wait, at least. */
    public static long millis(Duration wait) {
        if (wait.isNegative()) {
            throw new IllegalArgumentException("a wait of " + wait + " is negative");
        }
        return wait.compareTo(LONGEST) > 0
                ? LONGEST.toMillis()
                : wait.plusNanos(999_999).toMillis();
    }

    /** Waits in a thread; true if it came to look as wanted in time. */
    public boolean await(Duration wait) throws InterruptedException {
        long millis = millis(wait);
        core.checkMayBlock();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        core.onLoop(() -> start(millis));
        return new Answers(core).await(result, () -> end(false));
    }

    /** Waits without a thread; cancelling the stage's future ends it. */
    public CompletionStage<Boolean> awaitAsync(Duration wait) {
        long millis = millis(wait);
        core.onLoop(() -> start(millis));
        return new Answers(core).publish(result, () -> end(false));
    }

    private void start(long millis) {
        if (core.session().state() == ConnectionState.CLOSED) {
            fail(Trouble.of(core, what, Code.CLOSED));
            return;
        }
        timer = core.loop().after(Math.max(1, millis), this::onTimeUp);
        // not what a server shows that lags behind
        core.session().submit(new ZkRequest.Sync(path), null, outcome -> {});
        lookouts.add(path, listener);
    }

    private void onSight(Sight sight) {
        if (result.isDone()) {
            return;
        }
        try {
            if (sight.node() == null && !sight.absent()) {
                throw Trouble.of(core, what, sight.code());
            } else if (wanted.test(sight)) {
                end(true);
            }
        } catch (LatchkeyException e) {
            fail(e);
        }
    }

    private void onTimeUp() {
        if (core.session().state() == ConnectionState.CONNECTED) {
            end(false);
        } else {
            fail(new ServiceUnavailableException(what + ": no connection when the time was up; last trouble: "
                    + core.session().lastTrouble()));
        }
    }

    private void fail(LatchkeyException failure) {
        result.completeExceptionally(failure);
        end(false);
    }

    private void end(boolean seen) {
        if (timer != null) {
            timer.cancel();
        }
        lookouts.remove(path, listener);
        result.complete(seen);
    }
}

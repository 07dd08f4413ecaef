package io.latchkey.test;

import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether something stands still, and until when. One event loop. */
final class Standstill {
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private boolean on;
    private long timer = NO_TIMER;

    Standstill(Vertx vertx) {
        this.vertx = vertx;
    }

    boolean on() {
        return on;
    }

    /**
     * Counts anew if it has begun before.
     *
     * @param time how long; null until {@link #end}
     * @param over runs after that time, unless it has ended or begun anew before
     */
    void begin(@Nullable Duration time, Runnable over) {
        end();
        on = true;
        if (time != null) {
            timer = vertx.setTimer(Math.max(1, time.toMillis()), id -> {
                timer = NO_TIMER;
                over.run();
            });
        }
    }

    void end() {
        on = false;
        vertx.cancelTimer(timer);
        timer = NO_TIMER;
    }
}

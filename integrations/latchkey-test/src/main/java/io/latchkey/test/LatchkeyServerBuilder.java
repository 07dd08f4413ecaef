package io.latchkey.test;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a {@link LatchkeyServer} is to be. One thread. */
public final class LatchkeyServerBuilder {
    private int servers = Setup.USUAL.servers();
    private Duration sessionTimeoutMin = Setup.USUAL.sessionTimeoutMin();
    private Duration sessionTimeoutMax = Setup.USUAL.sessionTimeoutMax();
    private Duration tick = Setup.USUAL.tick();
    private @Nullable Duration clientTimeout;

    LatchkeyServerBuilder() {}

    /** 1, which is the default, or 3. */
    public LatchkeyServerBuilder servers(int count) {
        this.servers = count;
        return this;
    }

    /** What clients wish is raised or lowered to this; 500 ms to 1 min if nothing is said. */
    public LatchkeyServerBuilder sessionTimeouts(Duration min, Duration max) {
        this.sessionTimeoutMin = min;
        this.sessionTimeoutMax = max;
        return this;
    }

    /** What the clients that the server makes wish; 2 s if nothing is said and that is allowed. */
    public LatchkeyServerBuilder clientTimeout(Duration timeout) {
        this.clientTimeout = timeout;
        return this;
    }

    /** The engine's measure of time, 1 ms to 1 s; 20 ms if nothing is said. Silent sessions end up to ten late. */
    public LatchkeyServerBuilder tick(Duration length) {
        this.tick = length;
        return this;
    }

    /**
     * Starts it.
     *
     * @throws IllegalArgumentException if what was said is out of range, or contradicts itself
     * @throws IllegalStateException if it does not start
     */
    public LatchkeyServer start() {
        return LatchkeyServer.start(setup());
    }

    Setup setup() {
        return new Setup(
                servers,
                sessionTimeoutMin,
                sessionTimeoutMax,
                tick,
                clientTimeout == null ? usualClientTimeout() : clientTimeout);
    }

    private Duration usualClientTimeout() {
        Duration usual = Setup.USUAL.clientTimeout();
        Duration least = usual.compareTo(sessionTimeoutMin) < 0 ? sessionTimeoutMin : usual;
        return least.compareTo(sessionTimeoutMax) > 0 ? sessionTimeoutMax : least;
    }
}

package io.latchkey.test;

import java.time.Duration;

/**
 * How a {@link LatchkeyServer} is to be.
 *
 * @param servers 1 or 3
 * @param sessionTimeoutMin what clients wish is raised to this
 * @param sessionTimeoutMax what clients wish is lowered to this
 * @param tick of the engine, 1 ms to 1 s; a silent session ends late by up to ten of them
 * @param clientTimeout what the clients that the server makes wish
 */
record Setup(
        int servers, Duration sessionTimeoutMin, Duration sessionTimeoutMax, Duration tick, Duration clientTimeout) {
    private static final Duration DAY = Duration.ofDays(1);

    /** Short enough that nobody waits for an expiry, and long enough that a pause for garbage is none. */
    static final Setup USUAL =
            new Setup(1, Duration.ofMillis(500), Duration.ofMinutes(1), Duration.ofMillis(20), Duration.ofSeconds(2));

    Setup {
        check(servers == 1 || servers == 3, "servers are 1 or 3, not " + servers);
        check(
                sessionTimeoutMin.toMillis() >= 1 && sessionTimeoutMax.compareTo(DAY) <= 0,
                "session timeouts are 1 ms to a day, not " + sessionTimeoutMin + " to " + sessionTimeoutMax);
        check(
                sessionTimeoutMin.compareTo(sessionTimeoutMax) <= 0,
                "the shortest session timeout, " + sessionTimeoutMin + ", is longer than the longest, "
                        + sessionTimeoutMax);
        check(tick.toMillis() >= 1 && tick.toMillis() <= 1_000, "a tick is 1 ms to 1 s, not " + tick);
        check(
                clientTimeout.compareTo(sessionTimeoutMin) >= 0 && clientTimeout.compareTo(sessionTimeoutMax) <= 0,
                "the session timeout of clients, " + clientTimeout + ", is not within " + sessionTimeoutMin + " to "
                        + sessionTimeoutMax);
    }

    private static void check(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }
}

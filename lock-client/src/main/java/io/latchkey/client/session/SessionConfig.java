package io.latchkey.client.session;

/**
 * What a session needs to know.
 *
 * @param servers        where to connect
 * @param timeoutMillis  the session timeout to ask for; the server may grant another
 * @param requestMillis  how long a request may wait for a connection before it fails with {@link Code#UNAVAILABLE}
 * @param extended       whether to ask servers for Latchkey's own requests
 * @param queuedMax      how many requests may wait or be in flight at once; more fail with {@link Code#UNAVAILABLE}
 */
public record SessionConfig(
        ConnectString servers, int timeoutMillis, long requestMillis, boolean extended, int queuedMax) {}

package io.latchkey.server.zk;

/**
 * A client's connection, as it is now.
 *
 * @param sessionId 0 while it has none
 * @param address of the client, with its port
 * @param timeoutMs of the session
 * @param queued requests that wait for an answer
 * @param received packets
 * @param sent packets
 * @param establishedMs when the session was started or taken up here, ms since 1970; 0 before
 * @param lastXid number that the client gave to its last request; -1 before the first
 * @param lastZxid the last that it has been told of
 */
public record ClientConnection(
        long sessionId,
        String address,
        int timeoutMs,
        int queued,
        long received,
        long sent,
        long establishedMs,
        int lastXid,
        long lastZxid) {}

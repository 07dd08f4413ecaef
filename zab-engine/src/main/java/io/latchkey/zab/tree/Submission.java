package io.latchkey.zab.tree;

import org.jspecify.annotations.Nullable;

/**
 * A request and in whose name it comes.
 *
 * @param sessionId the session it belongs to, or 0 for the server's own (HTTP API, leader's housekeeping)
 * @param attachment the {@link Session#attachment} of the connection it came by; ignored when {@code sessionId} is 0
 */
public record Submission(
        long sessionId,
        long attachment,
        Caller caller,
        @Nullable Note note,
        Request request) {
    /** A request of the server's own, to which no ACL and no session applies. */
    public static Submission ofServer(Request request) {
        return new Submission(0, 0, Caller.SERVER, null, request);
    }
}

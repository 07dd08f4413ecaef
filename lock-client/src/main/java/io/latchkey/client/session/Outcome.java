package io.latchkey.client.session;

import org.jspecify.annotations.Nullable;

/**
 * The end of a request.
 *
 * @param code        how it ended
 * @param reply       the server's answer; null unless {@link Code#OK}
 * @param zxid        the zxid of the reply's header, 0 when the server did not answer
 * @param incarnation the session it was sent in, null when it was never sent
 */
public record Outcome<R>(
        Code code, @Nullable R reply, long zxid, @Nullable Incarnation incarnation) {

    /** Whether the server did what was asked. */
    public boolean ok() {
        return code == Code.OK;
    }

    /** The server's answer; only when {@link #ok}. */
    public R get() {
        if (reply == null) {
            throw new IllegalStateException("no reply: " + code);
        }
        return reply;
    }
}

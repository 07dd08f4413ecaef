package io.latchkey.test;

import io.latchkey.client.ConnectionState;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Session;
import java.time.Duration;
import java.util.OptionalLong;

/** Ends sessions before their time. Any thread but event loops. */
final class Expiry {
    /** The part of a timeout that a client keeps clear of, so that it knows before the server acts. */
    private static final int MARGIN_PARTS = 6;

    private static final Duration MARGIN_MAX = Duration.ofMillis(500);

    private final Sessions sessions;

    Expiry(Sessions sessions) {
        this.sessions = sessions;
    }

    DataTree tree() {
        return sessions.tree();
    }

    /** In the order in which it happens in life: silence, the client's own deadline, a margin, the server's. */
    void expire(Fleet.Member client) {
        OptionalLong id = client.line().sessionId();
        Session session = id.isEmpty() ? null : sessions.tree().session(id.getAsLong());
        if (session == null) {
            throw new IllegalStateException(
                    "client " + client.name() + " has no session that could expire; it is " + state(client));
        }
        Duration timeout = Duration.ofMillis(session.timeoutMs());
        client.line().partition();
        try {
            client.clock().skip(timeout);
            Patience.until(
                    "the end of the session for client " + client.name(),
                    () -> over(client.state().get()));
            Duration margin = timeout.dividedBy(MARGIN_PARTS);
            Patience.pass(margin.compareTo(MARGIN_MAX) < 0 ? margin : MARGIN_MAX);
            sessions.expire(session.id());
        } finally {
            client.line().heal();
        }
    }

    private static String state(Fleet.Member client) {
        return String.valueOf(client.state().get());
    }

    private static boolean over(ConnectionState state) {
        return state != ConnectionState.CONNECTED && state != ConnectionState.SUSPENDED;
    }

    void expire(long sessionId) {
        if (!sessions.expire(sessionId)) {
            throw new IllegalStateException(
                    "there is no session 0x" + Long.toHexString(sessionId) + "; it has ended, or never was");
        }
    }
}

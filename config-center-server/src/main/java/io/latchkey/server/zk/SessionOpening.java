package io.latchkey.server.zk;

import io.latchkey.server.view.ReplyHandle;
import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;

/** A connection's way to its session: a new one, or one that it had before, here or on another server. */
final class SessionOpening implements ReplyHandle {
    /** Ids are random: two servers' can't meet, and two of one server's meet in one of 10^16 cases. */
    private static final int TRIES_MAX = 3;

    private final ZkConnection connection;
    private final ZkLoop loop;
    private final Handshake handshake;
    private int tries;

    SessionOpening(ZkConnection connection, ZkLoop loop, Handshake handshake) {
        this.connection = connection;
        this.loop = loop;
        this.handshake = handshake;
    }

    void start() {
        tries++;
        Request request = handshake.sessionId() == 0
                ? new Request.OpenSession(loop.ids().newId(), loop.ids().newPassword(), timeoutMs())
                : new Request.AttachSession(handshake.sessionId(), handshake.password());
        if (!loop.view().submit(connection.conversation().ofNobody(request), this)) {
            connection.close("too much is pending for another session, or this server does not serve any more");
        }
    }

    private int timeoutMs() {
        int min = loop.settings().minSessionTimeoutMs();
        return Math.min(Math.max(handshake.timeoutMs(), min), loop.settings().maxSessionTimeoutMs());
    }

    @Override
    public void onCommitted(Committed committed) {
        if (committed.result() instanceof Result.Attached r) {
            connection.opened(r.session(), handshake);
        } else if (handshake.sessionId() == 0 && tries < TRIES_MAX) {
            start();
        } else {
            connection.refused(handshake);
        }
    }
}

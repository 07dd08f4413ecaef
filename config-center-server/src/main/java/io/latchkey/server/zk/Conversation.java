package io.latchkey.server.zk;

import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.tree.AccessRules;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.Caller;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Session;
import io.latchkey.zab.tree.Submission;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks on one connection and what it is told. Requests have their turns in the order in which they came: a
 * local one at once if nothing is before it, an ordered one when it is committed, and what came behind that waits. What
 * the answer says is decided in that turn, and so are events in theirs, whether or not the client has room for them: if
 * it depended on that, a slow reader would be shown its own later writes.
 *
 * <p>Belongs to its connection's loop.
 */
final class Conversation implements Watcher, LockPlaces.Claimant {
    private static final int HEADER_BYTES = 8;
    /** What an event takes in memory beside its path. */
    private static final int EVENT_BYTES = 128;

    private static final ClientRequest DISK_LOW = new ClientRequest.Refusal(ErrorCode.NOT_READ_ONLY, false);

    private final ZkConnection connection;
    private final ZkLoop loop;
    private final ZkLimits limits;
    private final ReplyStream replies;
    private final LocalRequests local;
    private final Submitter submitter;
    private final ConnectionFigures figures;
    /** Bounded by {@link ZkLimits}: beyond, {@link #mayTake} is false. */
    private final Deque<Exchange> exchanges = new ArrayDeque<>();

    private long queuedBytes;
    /** The engine had no room for it; it is offered again later, and nothing behind it is taken until then. */
    private @Nullable Exchange unsubmitted;

    private Caller caller;
    private long sessionId;
    private long attachment;
    private boolean extended;

    Conversation(ZkConnection connection, ZkLoop loop, ReplyStream replies, ConnectionFigures figures) {
        this.connection = connection;
        this.loop = loop;
        this.limits = loop.settings().limits();
        this.replies = replies;
        this.figures = figures;
        this.local = new LocalRequests(this, replies, loop);
        this.submitter = new Submitter(this, loop, local.locks());
        this.caller = Authenticator.stranger(connection.address());
    }

    /**
     * The session is this connection's from now on.
     *
     * @param extension version of our own requests that both have agreed on; 0 for none
     */
    void begin(Session session, int extension) {
        extended = extension > 0;
        sessionId = session.id();
        attachment = session.attachment();
    }

    @Override
    public long sessionId() {
        return sessionId;
    }

    /** Of the transaction by which the connection got its session. */
    long attachment() {
        return attachment;
    }

    Caller caller() {
        return caller;
    }

    void closeAfterReplies(String why) {
        connection.closeAfterReplies(why);
    }

    /** Whether one more request may be taken. While false, the client is not read. */
    boolean mayTake() {
        return unsubmitted == null
                && exchanges.size() < limits.queuedRequestsMax()
                && queuedBytes < limits.queuedBytesMax();
    }

    /** @throws MalformedRequest if not even a header is there */
    void take(JuteReader frame) {
        int bytes = frame.remaining();
        if (bytes < HEADER_BYTES) {
            throw new MalformedRequest("a request of " + bytes + " bytes has no header");
        }
        int xid = frame.int32();
        int type = frame.int32();
        figures.received(xid);
        loop.traffic().received();
        connection.touch();
        ClientRequest request = admitted(resolved(RequestCodec.decode(type, frame, sessionId, extended)));
        if (request instanceof ClientRequest.Auth r) {
            authenticate(xid, r);
        } else if (request instanceof ClientRequest.Local r && exchanges.isEmpty()) {
            perform(r, xid);
        } else {
            Exchange exchange = new Exchange(this, xid, request, bytes);
            exchanges.add(exchange);
            queuedBytes += bytes;
            figures.queued(exchanges.size());
            offer(exchange);
        }
    }

    private ClientRequest resolved(ClientRequest request) {
        return request instanceof ClientRequest.Reconfig r
                ? new ClientRequest.Update(
                        OpCode.RECONFIG,
                        loop.reconfigurations().resolve(r, caller, loop.view().tree()),
                        List.of())
                : request;
    }

    /** Refused here, a write costs the disk nothing, and the client is told in its turn. */
    private ClientRequest admitted(ClientRequest request) {
        boolean refused =
                request instanceof ClientRequest.Ordered r && loop.view().refuses(r.request());
        return refused ? DISK_LOW : request;
    }

    private void perform(ClientRequest.Local request, int xid) {
        request.performOn(local, xid);
        loop.traffic().answeredAtOnce();
    }

    private void authenticate(int xid, ClientRequest.Auth auth) {
        Caller proved = Authenticator.prove(caller, auth, connection.address(), loop.settings());
        ErrorCode err = proved == null ? ErrorCode.AUTH_FAILED : ErrorCode.OK;
        replies.answer(0, out -> out.header(xid, 0, err));
        if (proved == null) {
            closeAfterReplies("authentication by scheme " + auth.scheme() + " failed");
        } else {
            caller = proved;
        }
    }

    // ---- ordered requests

    private void offer(Exchange exchange) {
        if (submitter.isTaken(exchange)) {
            unsubmitted = null;
        } else if (loop.view().state().serving()) {
            unsubmitted = exchange;
            loop.waitForRoom(connection);
        } else {
            connection.close("this server does not serve any more");
        }
    }

    /** A sync is done. */
    void onSynced(Exchange exchange) {
        submitter.onSynced(exchange);
        onAnswerable();
    }

    /** The engine may have room again. */
    void retrySubmit() {
        Exchange exchange = unsubmitted;
        if (!connection.isOpen()) {
            return;
        }
        if (exchange != null) {
            offer(exchange);
        }
        loop.later(connection);
    }

    /** By which a session is opened or attached, in the name of nobody yet. */
    Submission ofNobody(Request request) {
        return new Submission(0, 0, caller, null, request);
    }

    /** One of the exchanges is committed, or synced. */
    void onAnswerable() {
        drain();
        loop.later(connection);
    }

    /** Answers from the head of the queue, as far as it is decided what to. */
    void drain() {
        while (connection.isOpen()) {
            Exchange head = exchanges.peek();
            if (head == null) {
                return;
            }
            Committed committed = head.committed();
            if (head.looking()) {
                if (!head.synced() || !isLookedAtAgain(head)) {
                    return;
                }
                continue;
            }
            if (head.request() instanceof ClientRequest.Local r) {
                perform(r, head.xid());
            } else if (head.request() instanceof ClientRequest.Ordered r && committed != null) {
                if (unsettled(r, committed)) {
                    loop.waitForMembers(connection);
                    return;
                }
                answer(head, r, committed);
            } else if (head.request() instanceof ClientRequest.Sync r && head.synced()) {
                answer(head, r);
            } else {
                return;
            }
            remove(head);
        }
    }

    /** False if it has to be tried again later. */
    private boolean isLookedAtAgain(Exchange head) {
        if (!(head.request() instanceof ClientRequest.Acquire r)) {
            throw new IllegalStateException(
                    "nothing else looks: " + head.request().getClass());
        }
        Submitter.Look look = submitter.lookAgain(head, r);
        if (look == Submitter.Look.HELD) {
            long zxid = loop.view().tree().zxid();
            replies.answer(zxid, out -> out.header(head.xid(), zxid, ErrorCode.NOT_EMPTY));
            told(head);
            remove(head);
        } else if (look == Submitter.Look.NO_ROOM) {
            loop.waitForRoom(connection);
        }
        return look != Submitter.Look.NO_ROOM;
    }

    private void remove(Exchange head) {
        exchanges.remove(head);
        queuedBytes -= head.bytes();
        figures.queued(exchanges.size());
    }

    /** Whoever asked to remove servers may switch them off when the answer comes: so not before they count no more. */
    private boolean unsettled(ClientRequest.Ordered request, Committed committed) {
        return request.op() == OpCode.RECONFIG
                && !(committed.result() instanceof Result.Failed)
                && !loop.reconfigurations().membership().settled(loop.view().tree());
    }

    private void answer(Exchange exchange, ClientRequest.Sync request) {
        long zxid = loop.view().tree().zxid();
        replies.answer(zxid, out -> out.path(exchange.xid(), zxid, request.path()));
        told(exchange);
    }

    private void told(Exchange exchange) {
        loop.traffic().answered(System.nanoTime() - exchange.sinceNanos());
    }

    private void answer(Exchange exchange, ClientRequest.Ordered request, Committed committed) {
        Result result = committed.result();
        int xid = exchange.xid();
        if (request.op() == OpCode.RECONFIG) {
            submitter.onSettled();
            retrySubmit();
        }
        if (request.op() == OpCode.RECONFIG && result instanceof Result.Updated r) {
            byte[] text = loop.reconfigurations().membership().zooKeeperText(committed.tree());
            long zxid = loop.view().tree().zxid(); // others' changes may have been told while it was not settled
            replies.answer(zxid, out -> out.data(xid, zxid, text, r.stat()));
        } else if (request instanceof ClientRequest.Acquire r && !(result instanceof Result.Failed)) {
            local.locks().answer(xid, r, committed);
        } else {
            long zxid = committed.zxid();
            replies.answer(zxid, out -> out.result(xid, zxid, request, result));
        }
        told(exchange);
        if (request instanceof ClientRequest.CloseSession) {
            closeAfterReplies("the client ended its session");
        } else if (result instanceof Result.Failed f
                && (f.why() == ErrorCode.SESSION_MOVED || f.why() == ErrorCode.SESSION_EXPIRED)) {
            closeAfterReplies("its session has moved or ended");
        }
    }

    // ---- events

    @Override
    public void onEvent(EventType type, String path, long zxid, @Nullable List<Acl> acl) {
        if ((acl == null || AccessRules.allows(acl, Acl.READ, caller)) && mayTell()) {
            replies.unasked(zxid, EVENT_BYTES + path.length(), out -> out.event(zxid, type, path));
            loop.later(connection);
        }
    }

    @Override
    public void onPlace(Place place, long zxid) {
        if (mayTell()) {
            replies.unasked(zxid, EVENT_BYTES + place.path().length(), out -> out.place(zxid, place));
            loop.later(connection);
        }
    }

    private boolean mayTell() {
        if (connection.isOpen() && replies.unsentBytes() > limits.unsentBytesMax()) {
            connection.close("it does not read its events");
        }
        return connection.isOpen();
    }

    /** Nothing will be answered any more. */
    void end() {
        exchanges.clear();
    }
}

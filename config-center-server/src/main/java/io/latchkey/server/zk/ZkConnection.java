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
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client. Requests are answered in the order in which they came: a local one at once if nothing is before it, an
 * ordered one when it is committed, and what came behind that waits for it. A client that asks faster than it is
 * answered, or doesn't read its answers, is not read any further until it does.
 *
 * <p>Belongs to its loop.
 */
final class ZkConnection extends ChannelInboundHandlerAdapter implements Watcher {
    private static final Logger log = LoggerFactory.getLogger(ZkConnection.class);

    private static final int HEADER_BYTES = 8;

    private enum State {
        NEW,
        OPENING,
        OPEN,
        CLOSING
    }

    private final ZkLoop loop;
    private final ChannelHandlerContext ctx;
    private final String address;
    private final String addressAndPort;
    private final FrameParser frames;
    private final JuteReader reader = new JuteReader();
    private final ReplyStream replies;
    private final LocalRequests local;
    private final ConnectionFigures figures = new ConnectionFigures();
    /** Bounded by {@link ZkLimits}: beyond, {@link #mayWork} is false. */
    private final Deque<Exchange> exchanges = new ArrayDeque<>();

    private State state = State.NEW;
    private Caller caller;
    private long sessionId;
    private long attachment;
    private long queuedBytes;
    /** The engine had no room for it; it is offered again later, and nothing behind it is read until then. */
    private @Nullable Exchange unsubmitted;

    private boolean working;
    private boolean touched;
    private long deadlineTicks;

    ZkConnection(ZkLoop loop, ChannelHandlerContext ctx, String address, String addressAndPort) {
        this.loop = loop;
        this.ctx = ctx;
        this.address = address;
        this.addressAndPort = addressAndPort;
        this.caller = Authenticator.stranger(address);
        this.frames = new FrameParser(ctx.alloc(), loop.settings().frameBytesMax());
        this.replies = new ReplyStream(ctx);
        this.local = new LocalRequests(this, replies, loop.view(), loop.watches());
    }

    long sessionId() {
        return sessionId;
    }

    /** Of the transaction by which it got its session. */
    long attachment() {
        return attachment;
    }

    Caller caller() {
        return caller;
    }

    String address() {
        return address;
    }

    /** Until when the loop waits for it to open or to go, in the loop's ticks. */
    long deadlineTicks() {
        return deadlineTicks;
    }

    void setDeadlineTicks(long ticks) {
        deadlineTicks = ticks;
    }

    /** Any thread. */
    ClientConnection snapshot() {
        return figures.snapshot(addressAndPort);
    }

    // ---- what comes in

    @Override
    public void channelRead(ChannelHandlerContext c, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (state == State.CLOSING) {
            in.release();
            return;
        }
        frames.add(in);
        loop.view().catchUp();
        work();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext c) {
        replies.flush();
        loop.turnEnded();
        c.fireChannelReadComplete();
    }

    /** Takes what has come, as far as it may; to be called whenever something that held it up has gone. */
    void work() {
        if (working) {
            return;
        }
        working = true;
        try {
            drain();
            while (mayWork() && takeOne()) {
                // each turn takes one frame
            }
            frames.settle();
        } catch (MalformedRequest e) {
            close(e.getMessage());
        } finally {
            working = false;
        }
        if (state == State.CLOSING) {
            frames.release();
        } else {
            ctx.channel().config().setAutoRead(mayWork());
        }
    }

    private boolean mayWork() {
        return (state == State.NEW || state == State.OPEN)
                && unsubmitted == null
                && exchanges.size() < loop.settings().limits().queuedRequestsMax()
                && queuedBytes < loop.settings().limits().queuedBytesMax()
                && replies.isWritable();
    }

    /** False if no whole frame is there. */
    private boolean takeOne() {
        if (state == State.NEW) {
            if (frames.waiting() >= Integer.BYTES && answerWord(frames.peek())) {
                return false;
            }
            if (!frames.next(reader)) {
                return false;
            }
            handshake(Handshake.decode(reader));
            return true;
        }
        if (!frames.next(reader)) {
            return false;
        }
        take();
        return true;
    }

    private void take() {
        int bytes = reader.remaining();
        if (bytes < HEADER_BYTES) {
            throw new MalformedRequest("a request of " + bytes + " bytes has no header");
        }
        int xid = reader.int32();
        int type = reader.int32();
        figures.received(xid);
        loop.traffic().received();
        touch();
        ClientRequest request = RequestCodec.decode(type, reader, sessionId);
        if (request instanceof ClientRequest.Auth r) {
            authenticate(xid, r);
        } else if (request instanceof ClientRequest.Local r && exchanges.isEmpty()) {
            perform(r, xid);
        } else {
            Exchange exchange = new Exchange(this, xid, request, bytes);
            exchanges.add(exchange);
            queuedBytes += bytes;
            figures.queued(exchanges.size());
            if (request instanceof ClientRequest.Ordered) {
                submit(exchange);
            }
        }
    }

    /** Heard of: the leader is told at the end of the loop's tick. */
    void touch() {
        if (!touched) {
            touched = true;
            loop.touched(this);
        }
    }

    void untouched() {
        touched = false;
    }

    private void perform(ClientRequest.Local request, int xid) {
        request.performOn(local, xid);
        sent(loop.view().tree().zxid());
        loop.traffic().answeredAtOnce();
    }

    private void sent(long zxid) {
        figures.sent(zxid);
        loop.traffic().sent();
    }

    private void authenticate(int xid, ClientRequest.Auth auth) {
        Caller proved = Authenticator.prove(
                caller, auth, address, loop.settings().limits().authIdsMax());
        if (proved == null) {
            replies.next().header(xid, 0, ErrorCode.AUTH_FAILED);
            sent(0);
            closeAfterReplies("authentication by scheme " + auth.scheme() + " failed");
            return;
        }
        caller = proved;
        replies.next().header(xid, 0, ErrorCode.OK);
        sent(0);
    }

    private boolean answerWord(int first) {
        String answer = loop.answerWord(first);
        if (answer == null) {
            return false;
        }
        replies.writer().text(answer);
        closeAfterReplies("a four-letter word has been answered");
        return true;
    }

    // ---- sessions

    private void handshake(Handshake h) {
        if (!loop.view().state().serving()) {
            close("this server does not serve now");
            return;
        }
        if (h.lastZxidSeen() > loop.view().tree().zxid()) {
            close("it has seen zxid 0x" + Long.toHexString(h.lastZxidSeen()) + ", which is not known here yet");
            return;
        }
        state = State.OPENING;
        new SessionOpening(this, loop, h).start();
    }

    /** The session is this connection's from now on. */
    void opened(Session session, Handshake h) {
        if (state != State.OPENING) {
            return; // gone meanwhile: the session waits for its client, or ends by its timeout
        }
        state = State.OPEN;
        sessionId = session.id();
        attachment = session.attachment();
        figures.opened(session.id(), session.timeoutMs());
        loop.opened(this);
        Handshake.accept(replies.writer(), session.id(), session.password(), session.timeoutMs(), h.knowsReadOnly());
        sent(attachment);
        loop.later(this);
    }

    /** No such session for this client. */
    void refused(Handshake h) {
        if (state == State.OPENING) {
            Handshake.refuse(replies.writer(), h.knowsReadOnly());
            sent(0);
            closeAfterReplies("its session is unknown, or the password is wrong");
        }
    }

    // ---- ordered requests

    private void submit(Exchange exchange) {
        if (exchange.request() instanceof ClientRequest.Ordered r) {
            Submission submission = new Submission(sessionId, attachment, caller, null, r.request());
            if (loop.view().submit(submission, exchange)) {
                unsubmitted = null;
            } else if (loop.view().state().serving()) {
                unsubmitted = exchange;
                loop.waitForRoom(this);
            } else {
                close("this server does not serve any more");
            }
        }
    }

    /** The engine may have room again. */
    void retrySubmit() {
        Exchange exchange = unsubmitted;
        if (exchange != null && state == State.OPEN) {
            submit(exchange);
            loop.later(this);
        }
    }

    void onAnswered() {
        if (!working) {
            drain();
            loop.later(this);
        }
    }

    /** Answers from the head of the queue, as far as the client reads. */
    private void drain() {
        while (state == State.OPEN && replies.isWritable()) {
            Exchange head = exchanges.peek();
            if (head == null) {
                return;
            }
            Committed committed = head.committed();
            if (head.request() instanceof ClientRequest.Local r) {
                perform(r, head.xid());
            } else if (head.request() instanceof ClientRequest.Ordered r && committed != null) {
                answer(head.xid(), head.sinceNanos(), r, committed);
            } else {
                return;
            }
            exchanges.poll();
            queuedBytes -= head.bytes();
            figures.queued(exchanges.size());
        }
    }

    private void answer(int xid, long sinceNanos, ClientRequest.Ordered request, Committed committed) {
        Result result = committed.result();
        replies.next().result(xid, committed.zxid(), request, result);
        sent(committed.zxid());
        loop.traffic().answered(System.nanoTime() - sinceNanos);
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
        if (state != State.OPEN || (acl != null && !AccessRules.allows(acl, Acl.READ, caller))) {
            return;
        }
        if (replies.unsentBytes() > loop.settings().limits().unsentBytesMax()) {
            close("it does not read its events");
            return;
        }
        replies.next().event(zxid, type, path);
        sent(zxid);
        loop.later(this);
    }

    // ---- the end

    /** End of a turn of the loop in which something was written or has become possible. */
    void endTurn() {
        work();
        replies.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext c) {
        if (c.channel().isWritable() && !working) {
            work();
            replies.flush();
        }
        c.fireChannelWritabilityChanged();
    }

    /** It took too long to open, or to take its last reply. */
    void abandon() {
        if (state == State.CLOSING) {
            ctx.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
        } else {
            close("it did not ask for a session in time");
        }
    }

    void closeAfterReplies(String why) {
        if (state != State.CLOSING) {
            leave(why);
            replies.flushAndClose();
        }
    }

    void close(@Nullable String why) {
        if (state != State.CLOSING) {
            leave(why);
            replies.release();
            ctx.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
        }
    }

    private void leave(@Nullable String why) {
        log.debug("closing the connection of {}, session 0x{}: {}", addressAndPort, Long.toHexString(sessionId), why);
        boolean hadSession = state == State.OPEN;
        state = State.CLOSING;
        loop.leaving(this, hadSession);
    }

    @Override
    public void channelInactive(ChannelHandlerContext c) {
        if (state != State.CLOSING) {
            leave("the client has gone");
        }
        frames.release();
        replies.release();
        exchanges.clear();
        loop.gone(this);
        c.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext c, Throwable cause) {
        if (!(cause instanceof IOException)) {
            log.error("a bug showed on the connection of {}; it is closed", addressAndPort, cause);
        }
        close(cause.toString());
    }

    /** For a session that is opened by way of this connection. */
    Submission submission(Request request) {
        return new Submission(0, 0, caller, null, request);
    }
}

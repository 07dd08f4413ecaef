package io.latchkey.server.zk;

import io.latchkey.zab.tree.Session;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: bytes, the handshake, and the end. A client that asks faster than it is answered, or doesn't
 * read its answers, is not read any further until it does.
 *
 * <p>Belongs to its loop.
 */
final class ZkConnection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(ZkConnection.class);

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
    private final ConnectionFigures figures = new ConnectionFigures();
    private final Conversation conversation;

    private State state = State.NEW;
    private boolean turnDue;
    private boolean touched;
    private long deadlineTicks;

    ZkConnection(ZkLoop loop, ChannelHandlerContext ctx, String address, String addressAndPort) {
        this.loop = loop;
        this.ctx = ctx;
        this.address = address;
        this.addressAndPort = addressAndPort;
        this.frames = new FrameParser(ctx.alloc(), loop.settings().frameBytesMax());
        this.replies = new ReplyStream(ctx, figures, loop.traffic());
        this.conversation = new Conversation(this, loop, replies, figures);
    }

    Conversation conversation() {
        return conversation;
    }

    /** Has a session and may be written to. */
    boolean isOpen() {
        return state == State.OPEN;
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
        try {
            conversation.drain();
            while (mayWork() && takeOne()) {
                // each turn takes one frame
            }
            frames.settle();
        } catch (MalformedRequest e) {
            close(e.getMessage());
        }
        if (state == State.CLOSING) {
            frames.release();
        } else {
            ctx.channel().config().setAutoRead(mayWork());
        }
    }

    private boolean mayWork() {
        return (state == State.NEW || (state == State.OPEN && conversation.mayTake())) && replies.isWritable();
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
        conversation.take(reader);
        return true;
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
        if (h.sessionId() != 0 && h.password().length != Handshake.PASSWORD_BYTES) {
            refused(h);
        } else {
            new SessionOpening(this, loop, h).start();
        }
    }

    /** The session is this connection's from now on. */
    void opened(Session session, Handshake h) {
        if (state != State.OPENING) {
            return; // gone meanwhile: the session waits for its client, or ends by its timeout
        }
        state = State.OPEN;
        conversation.begin(session, h.extension());
        figures.opened(session.id(), session.timeoutMs());
        loop.opened(this);
        h.accept(replies.writer(), session.id(), session.password(), session.timeoutMs());
        replies.sent(session.attachment());
        loop.later(this);
    }

    /** No such session for this client. */
    void refused(Handshake h) {
        if (state == State.OPENING) {
            h.refuse(replies.writer());
            replies.sent(0);
            closeAfterReplies("its session is unknown, or the password is wrong");
        }
    }

    // ---- the end

    /** End of a turn of the loop in which something was written or has become possible. */
    void endTurn() {
        work();
        replies.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext c) {
        if (c.channel().isWritable() && !turnDue) {
            turnDue = true;
            // not here: this may be the middle of a write, which nothing must overtake
            c.executor().execute(this::takeDueTurn);
        }
        c.fireChannelWritabilityChanged();
    }

    private void takeDueTurn() {
        turnDue = false;
        try {
            loop.view().catchUp();
            endTurn();
            loop.turnEnded();
        } catch (RuntimeException e) {
            exceptionCaught(ctx, e);
        }
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
        log.debug(
                "closing the connection of {}, session 0x{}: {}",
                addressAndPort,
                Long.toHexString(conversation.sessionId()),
                why);
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
        conversation.end();
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
}

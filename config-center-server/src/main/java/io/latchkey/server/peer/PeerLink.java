package io.latchkey.server.peer;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A link that is up: what {@link #send} takes is written in that order, as long as the peer reads. */
final class PeerLink {
    private final int peer;
    private final long number;
    private final FrameSocket socket;
    private final FrameSeal seal;
    private final Context loop;
    private final PeerConfig config;
    private final Consumer<String> onBroken;
    private final long upSinceNanos;

    /** Bytes taken and not yet in the hands of the operating system. */
    private final AtomicLong unsent = new AtomicLong();

    private volatile boolean broken;

    PeerLink(Place place, FrameSocket socket, FrameSeal seal, PeerConfig config, Consumer<String> onBroken) {
        this.peer = place.peer();
        this.number = place.number();
        this.loop = place.loop();
        this.upSinceNanos = place.upSinceNanos();
        this.socket = socket;
        this.seal = seal;
        this.config = config;
        this.onBroken = onBroken;
    }

    /** @param number of this link, higher than that of any before */
    record Place(int peer, long number, Context loop, long upSinceNanos) {}

    int peer() {
        return peer;
    }

    long number() {
        return number;
    }

    long upSinceNanos() {
        return upSinceNanos;
    }

    String remote() {
        return socket.remote();
    }

    /** Any thread. Too much that is unread breaks the link, so that a peer that hangs costs bounded memory. */
    void send(List<byte[]> frames) {
        if (broken) {
            return;
        }
        long bytes = 0;
        for (byte[] frame : frames) {
            if (frame.length > config.frameBytesMax()) {
                breakOff("a frame of " + frame.length + " bytes is longer than peers.frameBytesMax, "
                        + config.frameBytesMax());
                return;
            }
            bytes += FrameDecoder.HEADER_BYTES + frame.length + seal.bytes();
        }
        if (unsent.addAndGet(bytes) > config.unsentBytesMax()) {
            breakOff("it does not read: more than " + config.unsentBytesMax() + " bytes wait");
            return;
        }
        long size = bytes;
        loop.runOnContext(ignored -> write(frames, size));
    }

    /** On the loop. News is not worth waiting for: a link that has much to send goes without. */
    void tell(byte[] news) {
        if (news.length > 0 && !broken && socket.open() && unsent.get() < config.frameBytesMax()) {
            Buffer bytes = Buffer.buffer(FrameDecoder.HEADER_BYTES + news.length + seal.bytes());
            bytes.appendInt(news.length + seal.bytes() | FrameDecoder.NEWS_BIT)
                    .appendBytes(news)
                    .appendBytes(seal.seal(news, true));
            socket.write(bytes);
        }
    }

    /** Nothing that was taken later may get out: the peer would see a gap. */
    private void breakOff(String why) {
        broken = true;
        loop.runOnContext(ignored -> onBroken.accept(why));
    }

    private void write(List<byte[]> frames, long size) {
        if (broken || !socket.open()) {
            return;
        }
        Buffer bytes = Buffer.buffer((int) Math.min(size, Integer.MAX_VALUE - 8L));
        for (byte[] frame : frames) {
            bytes.appendInt(frame.length + seal.bytes()).appendBytes(frame).appendBytes(seal.seal(frame, false));
        }
        socket.write(bytes).onComplete(written -> unsent.addAndGet(-size));
    }

    /** On the loop. */
    void destroy() {
        broken = true;
        socket.destroy();
    }
}

package io.latchkey.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.runtime.PeerTransport;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what a transport tells, in order, for tests to wait for. */
final class Ear implements PeerTransport.Listener {
    private static final long PATIENCE_SECONDS = 20;

    record Event(String what, int peer, long link, byte[] frame) {
        @Override
        public String toString() {
            return what + " " + peer + (frame.length == 0 ? "" : " " + new String(frame, StandardCharsets.UTF_8));
        }
    }

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    @Override
    public void onLinkUp(int peer, long link, int version) {
        events.add(new Event("up", peer, link, new byte[0]));
    }

    @Override
    public void onLinkDown(int peer, long link) {
        events.add(new Event("down", peer, link, new byte[0]));
    }

    @Override
    public void onFrame(int peer, long link, byte[] frame) {
        events.add(new Event("frame", peer, link, frame));
    }

    /** The next event, which has to be this one. */
    Event expect(String expected) throws InterruptedException {
        Event next = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("waiting for " + expected).isNotNull();
        assertThat(next).hasToString(expected);
        return next;
    }

    Event next() throws InterruptedException {
        Event next = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    void expectNothing() {
        assertThat(events).isEmpty();
    }
}

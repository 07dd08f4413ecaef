package io.latchkey.server.peer;

import io.latchkey.zab.runtime.PeerTransport.Listener;
import io.vertx.core.Context;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The links that are up, at most one for each peer. Everything but {@link #send} and {@link #up} is called on their
 * loop, and the listener is called there.
 */
final class Links {
    private static final Logger log = LoggerFactory.getLogger(VertxPeerTransport.class);

    private final PeerConfig config;
    private final Context loop;
    private final QuietLog quietLog;
    private final Dialers dialers;
    private final AtomicReferenceArray<@Nullable PeerLink> links = new AtomicReferenceArray<>(Ensemble.SERVERS_MAX + 1);
    private PeerNews news = PeerNews.NONE;
    private @Nullable Listener listener;
    private long lastNumber;

    Links(PeerConfig config, Context loop, QuietLog quietLog, Dialers dialers) {
        this.config = config;
        this.loop = loop;
        this.quietLog = quietLog;
        this.dialers = dialers;
    }

    void exchange(PeerNews news) {
        this.news = news;
    }

    /** Tells all peers the news of this server. */
    void tell() {
        byte[] own = news.own();
        for (int peer = 0; peer < links.length(); peer++) {
            PeerLink link = links.get(peer);
            if (link != null) {
                link.tell(own);
            }
        }
    }

    void listen(Listener listener) {
        this.listener = listener;
    }

    /** Any thread. */
    boolean up(int peer) {
        return links.get(peer) != null;
    }

    /** Any thread. Frames for a link that is no longer the peer's are dropped. */
    void send(int peer, long number, List<byte[]> frames) {
        PeerLink current = links.get(peer);
        if (current != null && current.number() == number) {
            current.send(frames);
        }
    }

    /**
     * When there is a link already, both have dialed, or the peer has lost its end. The connection that the higher id
     * dialed stays: if this server is the lower, it takes the place of the old one; if it is the higher, the old one is
     * its own, or soon found to be dead.
     */
    void add(int peer, FrameSocket socket, Handshake.Terms terms) {
        Listener listener = this.listener;
        if (listener == null) {
            socket.destroy();
            return;
        }
        PeerLink before = links.get(peer);
        if (before != null && peer < config.self()) {
            socket.destroy();
            return;
        }
        if (before != null) {
            quietLog.warn(
                    "twice " + peer,
                    "server " + peer + " connects from " + socket.remote() + " while its link from " + before.remote()
                            + " is up; the old one is given up. If this repeats, two servers bear the id " + peer);
            down(before, "replaced by a new one");
        }
        long number = ++lastNumber;
        PeerLink.Place place = new PeerLink.Place(peer, number, loop, System.nanoTime());
        PeerLink link = new PeerLink(place, socket, terms.out(), config, why -> reset(peer, number, why));
        links.set(peer, link);
        dialers.linkUp(peer);
        socket.listen(
                new FrameSocket.Listener() {
                    @Override
                    public void onFrame(byte[] frame, boolean isNews) throws ProtocolException {
                        byte[] opened = terms.in().open(frame, isNews);
                        if (isNews) {
                            news.heard(peer, opened);
                        } else {
                            listener.onFrame(peer, number, opened);
                        }
                    }

                    @Override
                    public void onLost(String why) {
                        down(link, why);
                    }
                },
                config.frameBytesMax() + terms.in().bytes(),
                PeerNews.BYTES_MAX + terms.in().bytes());
        log.info("link to server {} is up ({})", peer, socket.remote());
        listener.onLinkUp(peer, number, terms.version());
        link.tell(news.own());
    }

    void reset(int peer, long number, String why) {
        PeerLink current = links.get(peer);
        if (current != null && current.number() == number) {
            down(current, why);
        }
    }

    /** The number of the link to {@code peer}; 0 if there is none. */
    long numberOf(int peer) {
        PeerLink current = links.get(peer);
        return current == null ? 0 : current.number();
    }

    /** Does nothing if another link has taken its place. */
    private void down(PeerLink link, String why) {
        int peer = link.peer();
        if (!links.compareAndSet(peer, link, null)) {
            return;
        }
        link.destroy();
        news.lost(peer);
        log.info("link to server {} is down: {}", peer, why);
        if (listener != null) {
            listener.onLinkDown(peer, link.number());
        }
        long upMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - link.upSinceNanos());
        dialers.linkDown(peer, upMs > config.timing().retryMax());
    }

    /** Breaks all of them; the listener hears nothing any more. */
    void close() {
        listener = null;
        for (int peer = 0; peer < links.length(); peer++) {
            PeerLink link = links.getAndSet(peer, null);
            if (link != null) {
                link.destroy();
            }
        }
    }
}

package io.latchkey.server.peer;

import io.latchkey.zab.runtime.PeerTransport;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links over TCP. Of each two servers, the one with the higher id dials; so there is never a second link of the same
 * pair to choose from. A connection becomes a link after a handshake in which both sides compare protocol version, ids
 * and the server lists of their ensembles, and prove that they know the shared secret if there is one.
 *
 * <p>Everything happens on one event loop; the listener is called there.
 */
public final class VertxPeerTransport implements PeerTransport {
    private static final Logger log = LoggerFactory.getLogger(VertxPeerTransport.class);
    private static final long CLOSE_SECONDS = 3;

    private final Vertx vertx;
    private final PeerConfig config;
    private final Context loop;
    private final NetServer server;
    private final NetClient client;
    private final QuietLog quietLog = new QuietLog(log, System::nanoTime);
    private final Handshake handshake;
    private final Map<Integer, Dialer> dialers = new HashMap<>();
    private final AtomicReferenceArray<@Nullable PeerLink> links;
    private @Nullable Reception reception;
    private @Nullable Listener listener;
    private long lastNumber;

    private VertxPeerTransport(Vertx vertx, PeerConfig config, Context loop) {
        this.vertx = vertx;
        this.config = config;
        this.loop = loop;
        handshake = new Handshake(config, new SecureRandom());
        links = new AtomicReferenceArray<>(Ensemble.SERVERS_MAX + 1);
        server = vertx.createNetServer(
                new NetServerOptions().setTcpNoDelay(true).setTcpKeepAlive(true).setReuseAddress(true));
        client = vertx.createNetClient(new NetClientOptions()
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setConnectTimeout(config.timing().connect()));
    }

    /**
     * Listens for peers, and turns all of them away until {@link #start}. The calling context, if there is one, is the
     * loop of the links.
     *
     * @return fails with an IOException that names the address when it cannot listen there
     */
    public static Future<VertxPeerTransport> open(Vertx vertx, PeerConfig config) {
        Context loop = vertx.getOrCreateContext();
        VertxPeerTransport transport = new VertxPeerTransport(vertx, config, loop);
        Promise<VertxPeerTransport> opened = Promise.promise();
        loop.runOnContext(ignored -> transport.listen().onComplete(opened));
        return opened.future();
    }

    private Future<VertxPeerTransport> listen() {
        int port = config.address().port();
        return server.connectHandler(this::accept)
                .listen(port, config.bindAddress())
                .<VertxPeerTransport>map(this)
                .recover(e -> Future.failedFuture(new IOException(
                        "cannot listen for peers at " + new PeerAddress(config.bindAddress(), port) + ": "
                                + e.getMessage() + " (server " + config.self() + " of peers.servers)",
                        e)));
    }

    @Override
    public void start(Listener listener) {
        loop.runOnContext(ignored -> {
            this.listener = listener;
            reception = new Reception(vertx, config, handshake, quietLog, this::enter);
            Dialer.Means means = new Dialer.Means(vertx, client, handshake, quietLog, new SecureRandom());
            for (int peer : config.ensemble().servers().headMap(config.self()).keySet()) {
                Dialer dialer = new Dialer(means, config, peer, this::enter);
                dialers.put(peer, dialer);
                dialer.dial();
            }
        });
    }

    private void accept(NetSocket socket) {
        if (reception == null) {
            socket.close();
        } else {
            reception.accept(socket);
        }
    }

    private void enter(int peer, FrameSocket socket, Handshake.Seals seals) {
        Listener listener = this.listener;
        if (listener == null) {
            socket.destroy();
            return;
        }
        PeerLink before = links.get(peer);
        if (before != null) {
            quietLog.warn(
                    "twice " + peer,
                    "server " + peer + " connects from " + socket.remote() + " while its link from " + before.remote()
                            + " is up; the old one is given up. If this repeats, two servers bear the id " + peer);
            down(before, "replaced by a new one");
        }
        long number = ++lastNumber;
        PeerLink.Place place = new PeerLink.Place(peer, number, loop, System.nanoTime());
        PeerLink link = new PeerLink(place, socket, seals.out(), config, why -> reset(peer, number, why));
        links.set(peer, link);
        socket.listen(
                new FrameSocket.Listener() {
                    @Override
                    public void onFrame(byte[] frame) throws ProtocolException {
                        listener.onFrame(peer, number, seals.in().open(frame));
                    }

                    @Override
                    public void onLost(String why) {
                        down(link, why);
                    }
                },
                config.frameBytesMax() + seals.in().bytes());
        log.info("link to server {} is up ({})", peer, socket.remote());
        listener.onLinkUp(peer, number);
    }

    /** Does nothing if another link has taken its place. */
    private void down(PeerLink link, String why) {
        int peer = link.peer();
        if (!links.compareAndSet(peer, link, null)) {
            return;
        }
        link.destroy();
        log.info("link to server {} is down: {}", peer, why);
        if (listener != null) {
            listener.onLinkDown(peer, link.number());
        }
        Dialer dialer = dialers.get(peer);
        if (dialer != null) {
            long upMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - link.upSinceNanos());
            dialer.linkDown(upMs > config.timing().retryMax());
        }
    }

    @Override
    public void send(int peer, long link, List<byte[]> frames) {
        PeerLink current = links.get(peer);
        if (current != null && current.number() == link) {
            current.send(frames);
        }
    }

    @Override
    public void reset(int peer, long link) {
        loop.runOnContext(ignored -> reset(peer, link, "given up by this server"));
    }

    private void reset(int peer, long number, String why) {
        PeerLink current = links.get(peer);
        if (current != null && current.number() == number) {
            down(current, why);
        }
    }

    /** Breaks all links; the listener hears nothing any more. Waits for it unless called on an event loop. */
    @Override
    public void close() {
        Promise<Void> closed = Promise.promise();
        loop.runOnContext(ignored -> closeAll().onComplete(closed));
        if (Context.isOnEventLoopThread()) {
            return;
        }
        try {
            closed.future().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            log.warn("links to peers did not close in order: {}", e.toString());
        }
    }

    private Future<Void> closeAll() {
        listener = null;
        dialers.values().forEach(Dialer::stop);
        if (reception != null) {
            reception.close();
            reception = null;
        }
        for (int peer = 0; peer < links.length(); peer++) {
            PeerLink link = links.getAndSet(peer, null);
            if (link != null) {
                link.destroy();
            }
        }
        List<Future<Void>> parts = new ArrayList<>(List.of(server.close(), client.close()));
        return Future.join(parts).mapEmpty();
    }
}

package io.latchkey.server.peer;

import io.latchkey.zab.runtime.PeerTransport;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links over TCP, one for each two servers. A connection becomes a link after a handshake in which both sides compare
 * protocol version, cluster and ids, and prove that they know the shared secret if there is one; under TLS, both have
 * shown a certificate before that.
 *
 * <p>Each server dials those that it knows of and has no link to, so that a server can join whose address nobody knows
 * yet. When two dial each other at once, the higher id turns the other away while it greets or has a link, and whoever
 * gets a link drops its own attempt; if both connections pass the handshake nevertheless, that of the higher id stays.
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
    private final Dialers dialers;
    private final Links links;
    private final Doorway doorway = new Door();
    private @Nullable Reception reception;
    private long newsTimer = -1;

    private VertxPeerTransport(Vertx vertx, PeerConfig config, Context loop) {
        this.vertx = vertx;
        this.config = config;
        this.loop = loop;
        handshake = new Handshake(config, new SecureRandom());
        dialers = new Dialers(config);
        links = new Links(config, loop, quietLog, dialers);
        PeerSockets sockets = new PeerSockets(vertx, config);
        server = sockets.server();
        client = sockets.client();
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
                .exceptionHandler(e -> quietLog.warn(
                        "stranger", "a connection to the peer port is refused: TLS: " + FrameSocket.reason(e)))
                .listen(port, config.bindAddress())
                .<VertxPeerTransport>map(this)
                .recover(e -> Future.failedFuture(new IOException(
                        "cannot listen for peers at " + new PeerAddress(config.bindAddress(), port) + ": "
                                + FrameSocket.reason(e) + " (server " + config.self() + " of peers.servers)",
                        e)));
    }

    @Override
    public void start(Listener listener) {
        loop.runOnContext(ignored -> {
            links.listen(listener);
            reception = new Reception(vertx, config, handshake, quietLog, doorway);
            dialers.start(new Dialer.Means(vertx, client, handshake, doorway, quietLog, new SecureRandom()));
        });
    }

    /** From now on peers hear from time to time what this server has to tell, and it hears what they tell. Any thread. */
    public void exchange(PeerNews news) {
        loop.runOnContext(ignored -> {
            vertx.cancelTimer(newsTimer);
            links.exchange(news);
            newsTimer = vertx.setPeriodic(config.timing().news(), fired -> links.tell());
        });
    }

    private void accept(NetSocket socket) {
        if (reception == null) {
            socket.close();
        } else {
            reception.accept(socket);
        }
    }

    /**
     * The ensemble has changed. Links to servers that no longer belong to it, or have moved, are closed after a while:
     * they should hear what is said now, and whoever still wants to talk dials again.
     */
    @Override
    public void peersChanged(Map<Integer, String> addressById) {
        Map<Integer, PeerAddress> addresses = new TreeMap<>();
        addressById.forEach((id, text) -> {
            PeerAddress address = text.isEmpty() ? null : address(id, text);
            if (address != null) {
                addresses.put(id, address);
            }
        });
        Set<Integer> members = Set.copyOf(addressById.keySet());
        loop.runOnContext(ignored -> {
            for (int peer : dialers.changed(members, addresses, links::up)) {
                long number = links.numberOf(peer);
                vertx.setTimer(
                        config.timing().farewell(),
                        fired -> links.reset(peer, number, "it was removed from the cluster, or has moved"));
            }
        });
    }

    private @Nullable PeerAddress address(int id, String text) {
        try {
            PeerAddress address = MemberAddress.parse(text).peers();
            if (config.trust().allows(address.host())) {
                return address;
            }
            log.error(
                    "server {} of the cluster is at {}, but links between servers are not authenticated here: it is not"
                            + " dialed. Set peers.cluster, and peers.secretFile or peers.tlsCertificate",
                    id,
                    address);
        } catch (IllegalArgumentException e) {
            log.error("the cluster knows server {} at \"{}\", which is no address: it is not dialed", id, text);
        }
        return null;
    }

    @Override
    public void send(int peer, long link, List<byte[]> frames) {
        links.send(peer, link, frames);
    }

    @Override
    public void reset(int peer, long link) {
        loop.runOnContext(ignored -> links.reset(peer, link, "given up by this server"));
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
        vertx.cancelTimer(newsTimer);
        dialers.stop();
        if (reception != null) {
            reception.close();
            reception = null;
        }
        links.close();
        return Future.join(server.close(), client.close()).mapEmpty();
    }

    /** See {@link VertxPeerTransport} for the rule that leaves one link of each pair. */
    private final class Door implements Doorway {
        @Override
        public boolean knows(int peer) {
            return dialers.knows(peer);
        }

        @Override
        public boolean taken(int peer) {
            return peer < config.self() && (links.up(peer) || dialers.greeting(peer));
        }

        @Override
        public void enter(int peer, FrameSocket socket, Handshake.Terms terms) {
            links.add(peer, socket, terms);
        }
    }
}

package io.latchkey.server.peer;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.random.RandomGenerator;

/**
 * Dials one peer until there is a link, and again when it is lost. Waits between attempts, a little at first and
 * longer each time; a peer that is there when it is dialed but is lost again at once does not count as success. Belongs
 * to the loop of the links.
 */
final class Dialer {
    private final Vertx vertx;
    private final NetClient client;
    private final PeerConfig config;
    private final int peer;
    private final Handshake handshake;
    private final Doorway doorway;
    private final QuietLog log;
    private final RandomGenerator random;
    private int waitMs;
    private boolean stopped;

    Dialer(Means means, PeerConfig config, int peer, Doorway doorway) {
        this.vertx = means.vertx();
        this.client = means.client();
        this.handshake = means.handshake();
        this.log = means.log();
        this.random = means.random();
        this.config = config;
        this.peer = peer;
        this.doorway = doorway;
        this.waitMs = config.timing().retryMin();
    }

    /** What all dialers of a server share. */
    record Means(Vertx vertx, NetClient client, Handshake handshake, QuietLog log, RandomGenerator random) {}

    void dial() {
        if (stopped) {
            return;
        }
        PeerAddress address = config.addressOf(peer);
        client.connect(address.port(), address.host()).onComplete(connected -> {
            if (connected.succeeded()) {
                new Attempt(connected.result());
            } else {
                failed(String.valueOf(connected.cause().getMessage()));
            }
        });
    }

    /**
     * The link is down.
     *
     * @param lasted it was up long enough to try again without much delay
     */
    void linkDown(boolean lasted) {
        if (lasted) {
            waitMs = config.timing().retryMin();
        }
        dialLater();
    }

    void stop() {
        stopped = true;
    }

    private void failed(String why) {
        log.warn("dial " + peer, "server " + peer + " at " + config.addressOf(peer) + " is not linked: " + why);
        dialLater();
    }

    private void dialLater() {
        if (!stopped) {
            // servers that start together do not dial in step
            vertx.setTimer(waitMs / 2 + 1 + random.nextInt(waitMs), timer -> dial());
            waitMs = Math.min(2 * waitMs, config.timing().retryMax());
        }
    }

    /** One connection, from hello to ready. */
    private final class Attempt implements FrameSocket.Listener {
        private final FrameSocket socket;
        private final Greeting.Hello hello = handshake.hello(peer);
        private final long timer;

        Attempt(NetSocket connected) {
            socket = new FrameSocket(connected, GreetingCodec.GREETING_BYTES_MAX, this);
            timer = vertx.setTimer(config.timing().handshake(), t -> {
                socket.destroy();
                onLost("it did not greet within " + config.timing().handshake() + " ms");
            });
            if (stopped) {
                vertx.cancelTimer(timer);
                socket.destroy();
            } else {
                socket.send(GreetingCodec.encode(hello));
            }
        }

        @Override
        public void onFrame(byte[] frame) throws ProtocolException {
            Greeting answer = GreetingCodec.decode(frame);
            if (answer instanceof Greeting.Refused refused) {
                throw new ProtocolException(
                        "it refuses this server: " + refused.why().advice());
            }
            if (!(answer instanceof Greeting.Welcome welcome)) {
                throw new ProtocolException("it greets as nobody does");
            }
            if (welcome.from() != peer || welcome.to() != config.self()) {
                throw new ProtocolException(
                        "it says that it is server " + welcome.from() + " and greets server " + welcome.to());
            }
            PeerSecret secret = handshake.secret(hello, welcome);
            if (!Handshake.proves(secret, welcome)) {
                throw new ProtocolException("it does not know the shared secret: peers.secret differs");
            }
            vertx.cancelTimer(timer);
            socket.send(GreetingCodec.encode(Handshake.ready(secret)));
            log.forget("dial " + peer);
            doorway.enter(peer, socket, Handshake.dialerSeals(secret));
        }

        @Override
        public void onLost(String why) {
            vertx.cancelTimer(timer);
            failed(why);
        }
    }
}

package io.latchkey.server.peer;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Dials one peer until there is a link, whoever made it, and again when it is lost. Waits between attempts, a little at
 * first and longer each time; a peer that is there when it is dialed but is lost again at once does not count as
 * success. Belongs to the loop of the links.
 */
final class Dialer {
    private final Means means;
    private final PeerConfig config;
    private final int peer;
    private final List<PeerAddress> addresses;
    private int dialed;
    private int waitMs;
    private Stage stage = Stage.WAITING;
    private long timer = -1;
    private @Nullable Attempt attempt;

    private enum Stage {
        WAITING,
        CONNECTING,
        GREETING,
        LINKED,
        STOPPED
    }

    /** @param addresses where the peer may be, to be tried in turns; not empty */
    Dialer(Means means, PeerConfig config, int peer, List<PeerAddress> addresses) {
        this.means = means;
        this.config = config;
        this.peer = peer;
        this.addresses = List.copyOf(addresses);
        this.waitMs = config.timing().retryMin();
    }

    /** What all dialers of a server share. */
    record Means(
            Vertx vertx,
            NetClient client,
            Handshake handshake,
            Doorway doorway,
            QuietLog log,
            RandomGenerator random) {}

    /** Of a pair that know each other, the higher id has a start, so that they rarely dial at once. */
    void start() {
        if (peer < config.self()) {
            dial();
        } else {
            waitMs = config.timing().retryMax();
            dialLater();
        }
    }

    List<PeerAddress> addresses() {
        return addresses;
    }

    /** Whether a connection of this dialer is in the middle of a handshake. */
    boolean greeting() {
        return stage == Stage.GREETING;
    }

    /** There is a link: an attempt that is under way is one too many. */
    void linkUp() {
        leave(Stage.LINKED);
    }

    /**
     * The link is down.
     *
     * @param lasted it was up long enough to try again without much delay
     */
    void linkDown(boolean lasted) {
        if (stage == Stage.STOPPED) {
            return;
        }
        if (lasted) {
            waitMs = peer < config.self()
                    ? config.timing().retryMin()
                    : config.timing().retryMax();
        }
        dialLater();
    }

    void stop() {
        leave(Stage.STOPPED);
    }

    private void leave(Stage next) {
        stage = next;
        means.vertx().cancelTimer(timer);
        Attempt unfinished = attempt;
        attempt = null;
        if (unfinished != null) {
            unfinished.abandon();
        }
    }

    private void dial() {
        stage = Stage.CONNECTING;
        PeerAddress address = addresses.get(dialed++ % addresses.size());
        means.client().connect(address.port(), address.host()).onComplete(connected -> {
            if (connected.succeeded()) {
                onConnected(connected.result(), address);
            } else if (stage == Stage.CONNECTING) {
                failed(address, FrameSocket.reason(connected.cause()));
            }
        });
    }

    private void onConnected(NetSocket socket, PeerAddress address) {
        if (stage == Stage.CONNECTING) {
            stage = Stage.GREETING;
            attempt = new Attempt(socket, address);
        } else {
            socket.close();
        }
    }

    private void failed(PeerAddress address, String why) {
        means.log().warn("dial " + peer, "server " + peer + " at " + address + " is not linked: " + why);
        dialLater();
    }

    private void dialLater() {
        leave(Stage.WAITING);
        // servers that start together do not dial in step
        int delayMs = waitMs / 2 + 1 + means.random().nextInt(waitMs);
        timer = means.vertx().setTimer(delayMs, fired -> dial());
        waitMs = Math.min(2 * waitMs, config.timing().retryMax());
    }

    /** One connection, from hello to ready. */
    private final class Attempt implements FrameSocket.Listener {
        private final FrameSocket socket;
        private final PeerAddress address;
        private final Greeting.Hello hello = means.handshake().hello(peer);
        private final long patience;

        Attempt(NetSocket connected, PeerAddress address) {
            this.address = address;
            socket = new FrameSocket(connected, GreetingCodec.GREETING_BYTES_MAX, this);
            int patienceMs = config.timing().handshake();
            patience = means.vertx().setTimer(patienceMs, t -> {
                socket.destroy();
                onLost("it did not greet within " + patienceMs + " ms");
            });
            socket.send(GreetingCodec.encode(hello));
        }

        @Override
        public void onFrame(byte[] frame, boolean news) throws ProtocolException {
            Greeting answer = GreetingCodec.decode(frame);
            if (answer instanceof Greeting.Refused refused && refused.why() == Refusal.LINKED) {
                // the usual outcome when both dial at once; the other connection is on its way
                means.vertx().cancelTimer(patience);
                socket.destroy();
                waitMs = config.timing().retryMax();
                dialLater();
                return;
            }
            Greeting.Welcome welcome = means.handshake().accepted(hello, answer);
            PeerSecret secret = means.handshake().secret(hello, welcome);
            means.vertx().cancelTimer(patience);
            socket.send(GreetingCodec.encode(Handshake.ready(secret)));
            means.log().forget("dial " + peer);
            attempt = null;
            means.doorway().enter(peer, socket, Handshake.dialerTerms(welcome.version(), secret));
        }

        @Override
        public void onLost(String why) {
            means.vertx().cancelTimer(patience);
            attempt = null;
            failed(address, why);
        }

        void abandon() {
            means.vertx().cancelTimer(patience);
            socket.destroy();
        }
    }
}

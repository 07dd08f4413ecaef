package io.latchkey.server.peer;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who greets as a peer does. Whoever has not finished greeting holds one of few places; when all are taken, the
 * one who waits longest has to go, so that strangers who only connect keep no peer out. Belongs to the loop of the
 * links.
 */
final class Reception {
    static final int GUESTS_MAX = 64;

    private final Vertx vertx;
    private final PeerConfig config;
    private final Handshake handshake;
    private final QuietLog log;
    private final Doorway doorway;
    private final Set<Guest> guests = new LinkedHashSet<>();

    Reception(Vertx vertx, PeerConfig config, Handshake handshake, QuietLog log, Doorway doorway) {
        this.vertx = vertx;
        this.config = config;
        this.handshake = handshake;
        this.log = log;
        this.doorway = doorway;
    }

    void accept(NetSocket socket) {
        if (guests.size() >= GUESTS_MAX) {
            Guest oldest = guests.iterator().next();
            oldest.dismiss();
            log.warn("crowd", GUESTS_MAX + " connections to the peer port have not greeted; the oldest is closed");
        }
        guests.add(new Guest(socket));
    }

    void close() {
        List.copyOf(guests).forEach(Guest::dismiss);
    }

    /** One connection, from hello to ready. */
    private final class Guest implements FrameSocket.Listener {
        private final FrameSocket socket;
        private final long timer;
        private Greeting.@Nullable Hello hello;
        private @Nullable PeerSecret secret;
        private int version;

        Guest(NetSocket accepted) {
            socket = new FrameSocket(accepted, GreetingCodec.GREETING_BYTES_MAX, this);
            timer = vertx.setTimer(config.timing().handshake(), t -> {
                dismiss();
                complain("it did not greet within " + config.timing().handshake() + " ms");
            });
        }

        @Override
        public void onFrame(byte[] frame, boolean news) throws ProtocolException {
            Greeting greeting = GreetingCodec.decode(frame);
            if (hello == null && greeting instanceof Greeting.Hello first) {
                answer(first);
            } else if (hello != null && greeting instanceof Greeting.Ready ready) {
                finish(hello, ready);
            } else {
                throw new ProtocolException("it greets out of order");
            }
        }

        private void answer(Greeting.Hello first) {
            Handshake.Rejection rejection = handshake.judge(first, doorway.knows(first.from()));
            if (rejection != null) {
                refuse(rejection);
                return;
            }
            if (doorway.taken(first.from())) {
                turnAway();
                return;
            }
            Greeting.Welcome welcome = handshake.welcome(first);
            hello = first;
            secret = handshake.secret(first, welcome);
            version = welcome.version();
            socket.send(GreetingCodec.encode(welcome));
        }

        private void finish(Greeting.Hello first, Greeting.Ready ready) {
            if (!Handshake.proves(secret, ready)) {
                refuse(new Handshake.Rejection(Refusal.PROOF, "it does not know the shared secret"));
                return;
            }
            leave();
            doorway.enter(first.from(), socket, Handshake.acceptorTerms(version, secret));
        }

        /** Nothing to complain of: both have dialed, and the other connection stays. */
        private void turnAway() {
            leave();
            Handshake.Rejection linked = new Handshake.Rejection(Refusal.LINKED, "there is a link");
            socket.sendAndClose(GreetingCodec.encode(handshake.refused(linked)));
        }

        private void refuse(Handshake.Rejection rejection) {
            leave();
            socket.sendAndClose(GreetingCodec.encode(handshake.refused(rejection)));
            complain(rejection.detail());
        }

        @Override
        public void onLost(String why) {
            leave();
            // a peer that finds itself linked by then just hangs up, and so does who only looks whether the port is
            // open
            if (hello != null || !why.equals(FrameSocket.CLOSED)) {
                complain(why);
            }
        }

        void dismiss() {
            leave();
            socket.destroy();
        }

        private void leave() {
            guests.remove(this);
            vertx.cancelTimer(timer);
        }

        private void complain(String why) {
            log.warn("stranger", "a connection to the peer port from " + socket.remote() + " is refused: " + why);
        }
    }
}

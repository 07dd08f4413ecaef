package io.latchkey.server.peer;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** The rules of a greeting, for both sides, and what either derives from it. */
final class Handshake {
    private static final byte[] NO_PROOF = new byte[0];

    private final PeerConfig config;
    private final SecureRandom random;

    Handshake(PeerConfig config, SecureRandom random) {
        this.config = config;
        this.random = random;
    }

    Greeting.Hello hello(int to) {
        return new Greeting.Hello(
                Greeting.VERSION, config.self(), to, config.secret() != null, nonce(), config.ensemble());
    }

    /**
     * Whether the one who says {@code hello} may come in, as far as this shows.
     *
     * @return null if so
     */
    @Nullable
    Rejection judge(Greeting.Hello hello) {
        if (hello.version() != Greeting.VERSION) {
            return new Rejection(
                    Refusal.VERSION,
                    "it speaks version " + hello.version() + " of the peer protocol, this server " + Greeting.VERSION);
        }
        String difference = config.ensemble().difference(hello.ensemble());
        if (difference != null) {
            return new Rejection(Refusal.ENSEMBLE, "it belongs to another ensemble: " + difference);
        }
        if (hello.to() != config.self()) {
            return new Rejection(
                    Refusal.IDS, "it looks for server " + hello.to() + ", but this is server " + config.self());
        }
        if (hello.from() <= config.self() || config.ensemble().addressOf(hello.from()) == null) {
            return new Rejection(
                    Refusal.IDS,
                    "it says that it is server " + hello.from() + ", but only servers with a higher id than "
                            + config.self() + " dial this one");
        }
        if (hello.secret() != (config.secret() != null)) {
            return new Rejection(
                    Refusal.SECRET,
                    hello.secret()
                            ? "it has a shared secret, and peers.secret is not set here"
                            : "it has no shared secret, and peers.secret is set here");
        }
        return null;
    }

    Greeting.Welcome welcome(Greeting.Hello hello) {
        Greeting.Welcome bare = new Greeting.Welcome(config.self(), hello.from(), nonce(), NO_PROOF);
        PeerSecret secret = secret(hello, bare);
        return secret == null
                ? bare
                : new Greeting.Welcome(bare.from(), bare.to(), bare.nonce(), secret.acceptorProof());
    }

    /** Null if the ensemble has no secret. */
    @Nullable
    PeerSecret secret(Greeting.Hello hello, Greeting.Welcome welcome) {
        String shared = config.secret();
        return shared == null ? null : new PeerSecret(shared, hello, welcome);
    }

    static boolean proves(@Nullable PeerSecret secret, Greeting.Welcome welcome) {
        return PeerSecret.same(secret == null ? NO_PROOF : secret.acceptorProof(), welcome.proof());
    }

    static boolean proves(@Nullable PeerSecret secret, Greeting.Ready ready) {
        return PeerSecret.same(secret == null ? NO_PROOF : secret.dialerProof(), ready.proof());
    }

    static Greeting.Ready ready(@Nullable PeerSecret secret) {
        return new Greeting.Ready(secret == null ? NO_PROOF : secret.dialerProof());
    }

    static Seals dialerSeals(@Nullable PeerSecret secret) {
        return secret == null
                ? new Seals(FrameSeal.none(), FrameSeal.none())
                : new Seals(secret.fromAcceptor(), secret.fromDialer());
    }

    static Seals acceptorSeals(@Nullable PeerSecret secret) {
        return secret == null
                ? new Seals(FrameSeal.none(), FrameSeal.none())
                : new Seals(secret.fromDialer(), secret.fromAcceptor());
    }

    private byte[] nonce() {
        byte[] nonce = new byte[Greeting.NONCE_BYTES];
        random.nextBytes(nonce);
        return nonce;
    }

    /** @param detail for the log here */
    record Rejection(Refusal refusal, String detail) {}

    /** Of both directions of a link, seen from one end. */
    record Seals(FrameSeal in, FrameSeal out) {}
}

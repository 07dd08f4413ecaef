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
                Versions.SPOKEN,
                config.self(),
                to,
                config.trust().secret() != null,
                nonce(),
                config.trust().cluster());
    }

    /**
     * Whether the one who says {@code hello} may come in, as far as this shows.
     *
     * @param known whether this server knows of a server with the dialer's id. Nobody else gets in without a proof; with
     *     one it may be a server that is about to join
     * @return null if so
     */
    @Nullable
    Rejection judge(Greeting.Hello hello, boolean known) {
        if (hello.versions().newestInCommonWith(Versions.SPOKEN) == 0) {
            return new Rejection(
                    Refusal.VERSION,
                    "it speaks " + hello.versions() + " of the peer protocol, this server " + Versions.SPOKEN);
        }
        String cluster = config.trust().cluster();
        if (!hello.cluster().equals(cluster)) {
            return new Rejection(
                    Refusal.CLUSTER,
                    "it belongs to another cluster: its peers.cluster is \"" + hello.cluster() + "\", here it is \""
                            + cluster + "\"");
        }
        return hello.secret() == (config.trust().secret() != null) ? judgeIds(hello, known) : secretOfOneOnly(hello);
    }

    private static Rejection secretOfOneOnly(Greeting.Hello hello) {
        return new Rejection(
                Refusal.SECRET,
                hello.secret()
                        ? "it has a shared secret, and peers.secret is not set here"
                        : "it has no shared secret, and peers.secret is set here");
    }

    private @Nullable Rejection judgeIds(Greeting.Hello hello, boolean known) {
        if (hello.to() != config.self()) {
            return new Rejection(
                    Refusal.IDS, "it looks for server " + hello.to() + ", but this is server " + config.self());
        }
        if (hello.from() < 1 || hello.from() > Ensemble.SERVERS_MAX || hello.from() == config.self()) {
            return new Rejection(
                    Refusal.IDS, "it says that it is server " + hello.from() + "; this is server " + config.self());
        }
        if (!known && !config.trust().authenticates()) {
            return new Rejection(
                    Refusal.IDS,
                    "it says that it is server " + hello.from()
                            + ", which is none of this cluster; without peers.secret"
                            + " or TLS only servers that are known come in");
        }
        return null;
    }

    Greeting.Refused refused(Rejection rejection) {
        return new Greeting.Refused(rejection.refusal(), Versions.SPOKEN);
    }

    /** @param hello that {@link #judge} had nothing against */
    Greeting.Welcome welcome(Greeting.Hello hello) {
        int version = hello.versions().newestInCommonWith(Versions.SPOKEN);
        Greeting.Welcome bare = new Greeting.Welcome(version, config.self(), hello.from(), nonce(), NO_PROOF);
        PeerSecret secret = secret(hello, bare);
        return secret == null ? bare : bare.withProof(secret.acceptorProof());
    }

    /** @throws ProtocolException with the reason why the answer to {@code hello} is none to go on with */
    Greeting.Welcome accepted(Greeting.Hello hello, Greeting answer) throws ProtocolException {
        if (answer instanceof Greeting.Refused refused) {
            String versions = refused.why() == Refusal.VERSION
                    ? " (it speaks " + refused.versions() + ", this server " + Versions.SPOKEN + ")"
                    : "";
            throw new ProtocolException(
                    "it refuses this server: " + refused.why().advice() + versions);
        }
        if (!(answer instanceof Greeting.Welcome welcome)) {
            throw new ProtocolException("it greets as nobody does");
        }
        if (!hello.versions().contains(welcome.version())) {
            throw new ProtocolException("it chose version " + welcome.version() + ", which was not offered");
        }
        if (welcome.from() != hello.to() || welcome.to() != hello.from()) {
            throw new ProtocolException(
                    "it says that it is server " + welcome.from() + " and greets server " + welcome.to());
        }
        if (!proves(secret(hello, welcome), welcome)) {
            throw new ProtocolException("it does not know the shared secret: peers.secret differs");
        }
        return welcome;
    }

    /** Null if the ensemble has no secret. */
    @Nullable
    PeerSecret secret(Greeting.Hello hello, Greeting.Welcome welcome) {
        String shared = config.trust().secret();
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

    static Terms dialerTerms(int version, @Nullable PeerSecret secret) {
        return secret == null
                ? new Terms(version, FrameSeal.none(), FrameSeal.none())
                : new Terms(version, secret.fromAcceptor(), secret.fromDialer());
    }

    static Terms acceptorTerms(int version, @Nullable PeerSecret secret) {
        return secret == null
                ? new Terms(version, FrameSeal.none(), FrameSeal.none())
                : new Terms(version, secret.fromDialer(), secret.fromAcceptor());
    }

    private byte[] nonce() {
        byte[] nonce = new byte[Greeting.NONCE_BYTES];
        random.nextBytes(nonce);
        return nonce;
    }

    /** @param detail for the log here */
    record Rejection(Refusal refusal, String detail) {}

    /**
     * What both have agreed on for their link, seen from one end.
     *
     * @param version of the peer protocol
     */
    record Terms(int version, FrameSeal in, FrameSeal out) {}
}

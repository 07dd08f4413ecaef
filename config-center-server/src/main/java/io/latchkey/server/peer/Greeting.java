package io.latchkey.server.peer;

/**
 * What is said before a link is up. The dialer says {@link Hello}; the acceptor answers {@link Welcome} or
 * {@link Refused}; the dialer ends with {@link Ready}, and the link is up.
 */
sealed interface Greeting {
    int VERSION = 1;
    int NONCE_BYTES = 32;

    /**
     * @param to the id that the dialer expects to meet
     * @param secret whether the dialer has a shared secret
     */
    record Hello(int version, int from, int to, boolean secret, byte[] nonce, Ensemble ensemble) implements Greeting {}

    /** @param proof that the acceptor knows the secret; empty without one */
    record Welcome(int from, int to, byte[] nonce, byte[] proof) implements Greeting {}

    record Refused(Refusal why) implements Greeting {}

    /** @param proof that the dialer knows the secret; empty without one */
    record Ready(byte[] proof) implements Greeting {}
}

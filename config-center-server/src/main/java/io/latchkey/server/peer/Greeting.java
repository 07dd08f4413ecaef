package io.latchkey.server.peer;

/**
 * What is said before a link is up. The dialer says {@link Hello}; the acceptor answers {@link Welcome} or
 * {@link Refused}; the dialer ends with {@link Ready}, and the link is up.
 */
sealed interface Greeting {
    int NONCE_BYTES = 32;

    /**
     * @param to the id that the dialer expects to meet
     * @param secret whether the dialer has a shared secret
     * @param cluster name of the dialer's ensemble
     */
    record Hello(Versions versions, int from, int to, boolean secret, byte[] nonce, String cluster)
            implements Greeting {}

    /**
     * @param version of all that follows on this connection
     * @param proof that the acceptor knows the secret; empty without one
     */
    record Welcome(int version, int from, int to, byte[] nonce, byte[] proof) implements Greeting {
        Welcome withProof(byte[] proof) {
            return new Welcome(version, from, to, nonce, proof);
        }
    }

    /** @param versions of the one who refuses */
    record Refused(Refusal why, Versions versions) implements Greeting {}

    /** @param proof that the dialer knows the secret; empty without one */
    record Ready(byte[] proof) implements Greeting {}
}

package io.latchkey.server.peer;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What follows from a secret that peers share, for one handshake: a proof for each side and a key for each direction.
 * All are HMAC-SHA256 of a label and of what both sides said, fresh nonces included: nothing said elsewhere or
 * earlier, in the other direction or to another server can be said again.
 */
final class PeerSecret {
    static final int PROOF_BYTES = 32;

    private final byte[] secret;
    private final byte[] hello;
    private final byte[] welcome;

    /**
     * @param hello the dialer's greeting as it went over the wire
     * @param welcome the acceptor's; its proof is left out
     */
    PeerSecret(String secret, Greeting.Hello hello, Greeting.Welcome welcome) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.hello = GreetingCodec.encode(hello);
        this.welcome = GreetingCodec.encode(welcome.withProof(new byte[0]));
    }

    byte[] acceptorProof() {
        return derive("latchkey peer acceptor");
    }

    byte[] dialerProof() {
        return derive("latchkey peer dialer");
    }

    FrameSeal fromAcceptor() {
        return FrameSeal.with(derive("latchkey peer frames from acceptor"));
    }

    FrameSeal fromDialer() {
        return FrameSeal.with(derive("latchkey peer frames from dialer"));
    }

    /** Takes the same time wherever the two differ. */
    static boolean same(byte[] expected, byte[] given) {
        return MessageDigest.isEqual(expected, given);
    }

    private byte[] derive(String label) {
        Mac mac = hmac(secret);
        mac.update(label.getBytes(StandardCharsets.US_ASCII));
        mac.update((byte) 0);
        mac.update(hello);
        mac.update(welcome);
        return mac.doFinal();
    }

    static Mac hmac(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}

package io.latchkey.server.peer;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Greetings as bytes: magic number, kind, fields in the order of the records; all numbers big-endian. Every length is
 * checked before anything is allocated, and a greeting may not be followed by anything. Magic number, kinds, and where
 * the versions are, stay the same in every version; the rest of a hello has the form of the oldest version it offers.
 */
final class GreetingCodec {
    /** More than any greeting has, and nothing a stranger could hurt with. */
    static final int GREETING_BYTES_MAX = 512;

    private static final int MAGIC = 0x4c4b5052;
    private static final byte HELLO = 1;
    private static final byte WELCOME = 2;
    private static final byte REFUSED = 3;
    private static final byte READY = 4;

    private GreetingCodec() {}

    static byte[] encode(Greeting greeting) {
        ByteBuffer out = ByteBuffer.allocate(GREETING_BYTES_MAX).putInt(MAGIC);
        if (greeting instanceof Greeting.Hello hello) {
            putVersions(out.put(HELLO), hello.versions());
            out.putInt(hello.from()).putInt(hello.to());
            out.put((byte) (hello.secret() ? 1 : 0)).put(hello.nonce());
            byte[] cluster = hello.cluster().getBytes(StandardCharsets.US_ASCII);
            out.put((byte) cluster.length).put(cluster);
        } else if (greeting instanceof Greeting.Welcome welcome) {
            out.put(WELCOME).putShort((short) welcome.version());
            out.putInt(welcome.from()).putInt(welcome.to()).put(welcome.nonce());
            putProof(out, welcome.proof());
        } else if (greeting instanceof Greeting.Refused refused) {
            putVersions(out.put(REFUSED).put((byte) refused.why().code()), refused.versions());
        } else if (greeting instanceof Greeting.Ready ready) {
            putProof(out.put(READY), ready.proof());
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    static Greeting decode(byte[] bytes) throws ProtocolException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            if (in.getInt() != MAGIC) {
                throw new ProtocolException("it does not greet as a Latchkey server does");
            }
            Greeting greeting = decodeBody(in);
            if (in.hasRemaining()) {
                throw new ProtocolException("its greeting is too long");
            }
            return greeting;
        } catch (BufferUnderflowException e) {
            throw new ProtocolException("its greeting is too short");
        } catch (IllegalArgumentException e) {
            throw new ProtocolException("its greeting is wrong: " + e.getMessage());
        }
    }

    private static Greeting decodeBody(ByteBuffer in) throws ProtocolException {
        byte kind = in.get();
        switch (kind) {
            case HELLO:
                return hello(in);
            case WELCOME:
                return new Greeting.Welcome(in.getShort(), in.getInt(), in.getInt(), nonce(in), proof(in));
            case REFUSED:
                return new Greeting.Refused(Refusal.of(in.get()), versions(in));
            case READY:
                return new Greeting.Ready(proof(in));
            default:
                throw new ProtocolException("greeting kind " + kind + " is unknown");
        }
    }

    /** Of versions that this server does not speak, nothing behind the version numbers is believed to be known. */
    private static Greeting hello(ByteBuffer in) throws ProtocolException {
        Versions versions = versions(in);
        if (versions.newestInCommonWith(Versions.SPOKEN) == 0) {
            in.position(in.limit());
            return new Greeting.Hello(versions, 0, 0, false, new byte[0], "");
        }
        return new Greeting.Hello(versions, in.getInt(), in.getInt(), flag(in), nonce(in), cluster(in));
    }

    private static void putVersions(ByteBuffer out, Versions versions) {
        out.putShort((short) versions.min()).putShort((short) versions.max());
    }

    /** Version 1 named no range: where the newest is expected, it has a zero. */
    private static Versions versions(ByteBuffer in) {
        int min = in.getShort();
        int max = in.getShort();
        return new Versions(min, max == 0 ? min : max);
    }

    private static boolean flag(ByteBuffer in) throws ProtocolException {
        byte flag = in.get();
        if (flag != 0 && flag != 1) {
            throw new ProtocolException("flag " + flag + " is neither 0 nor 1");
        }
        return flag == 1;
    }

    private static byte[] nonce(ByteBuffer in) {
        byte[] nonce = new byte[Greeting.NONCE_BYTES];
        in.get(nonce);
        return nonce;
    }

    private static void putProof(ByteBuffer out, byte[] proof) {
        out.put((byte) proof.length).put(proof);
    }

    private static byte[] proof(ByteBuffer in) throws ProtocolException {
        int length = in.get();
        if (length != 0 && length != PeerSecret.PROOF_BYTES) {
            throw new ProtocolException("a proof of " + length + " bytes is none");
        }
        byte[] proof = new byte[length];
        in.get(proof);
        return proof;
    }

    /** Names reach the log, so only what may be a name gets through. */
    private static String cluster(ByteBuffer in) {
        byte[] name = new byte[in.get() & 0xff];
        in.get(name);
        return new PeerTrust(new String(name, StandardCharsets.ISO_8859_1), null, null, false).cluster();
    }
}

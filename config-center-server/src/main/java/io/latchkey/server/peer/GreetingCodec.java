package io.latchkey.server.peer;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Greetings as bytes: magic number, kind, fields in the order of the records; all numbers big-endian. Every length is
 * checked before anything is allocated, and a greeting may not be followed by anything.
 */
final class GreetingCodec {
    /** Room for a full server list of long names, and nothing a stranger could hurt with. */
    static final int GREETING_BYTES_MAX = 80_000;

    private static final int MAGIC = 0x4c4b5052;
    private static final byte HELLO = 1;
    private static final byte WELCOME = 2;
    private static final byte REFUSED = 3;
    private static final byte READY = 4;

    private static final Ensemble NOBODY = new Ensemble(Map.of(1, new PeerAddress("unknown", 1)));

    private GreetingCodec() {}

    static byte[] encode(Greeting greeting) {
        ByteBuffer out = ByteBuffer.allocate(GREETING_BYTES_MAX).putInt(MAGIC);
        if (greeting instanceof Greeting.Hello hello) {
            out.put(HELLO).putShort((short) hello.version());
            out.putInt(hello.from()).putInt(hello.to());
            out.put((byte) (hello.secret() ? 1 : 0)).put(hello.nonce());
            putEnsemble(out, hello.ensemble());
        } else if (greeting instanceof Greeting.Welcome welcome) {
            out.put(WELCOME).putInt(welcome.from()).putInt(welcome.to()).put(welcome.nonce());
            putProof(out, welcome.proof());
        } else if (greeting instanceof Greeting.Refused refused) {
            out.put(REFUSED).put((byte) refused.why().code());
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
                return new Greeting.Welcome(in.getInt(), in.getInt(), nonce(in), proof(in));
            case REFUSED:
                return new Greeting.Refused(Refusal.of(in.get()));
            case READY:
                return new Greeting.Ready(proof(in));
            default:
                throw new ProtocolException("greeting kind " + kind + " is unknown");
        }
    }

    /** Of another version, nothing behind the version number is believed to be known. */
    private static Greeting hello(ByteBuffer in) throws ProtocolException {
        int version = in.getShort();
        if (version != Greeting.VERSION) {
            in.position(in.limit());
            return new Greeting.Hello(version, 0, 0, false, new byte[0], NOBODY);
        }
        return new Greeting.Hello(version, in.getInt(), in.getInt(), flag(in), nonce(in), ensemble(in));
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

    private static void putEnsemble(ByteBuffer out, Ensemble ensemble) {
        out.put((byte) ensemble.servers().size());
        for (Map.Entry<Integer, PeerAddress> server : ensemble.servers().entrySet()) {
            byte[] host = server.getValue().host().getBytes(StandardCharsets.US_ASCII);
            out.put((byte) (int) server.getKey()).put((byte) host.length).put(host);
            out.putShort((short) server.getValue().port());
        }
    }

    private static Ensemble ensemble(ByteBuffer in) throws ProtocolException {
        int count = in.get() & 0xff;
        Map<Integer, PeerAddress> servers = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            int id = in.get() & 0xff;
            byte[] host = new byte[in.get() & 0xff];
            in.get(host);
            PeerAddress address =
                    new PeerAddress(new String(host, StandardCharsets.ISO_8859_1), in.getShort() & 0xffff);
            if (servers.put(id, address) != null) {
                throw new ProtocolException("its list names server " + id + " twice");
            }
        }
        return new Ensemble(servers);
    }
}

package io.latchkey.bench;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The few requests of the client protocol that the load tool sends, each as a whole frame with its length. */
final class Frames {
    static final int CREATE = 1;
    static final int DELETE = 2;
    static final int GET_DATA = 4;
    static final int SET_DATA = 5;
    static final int GET_CHILDREN = 8;
    static final int PING = 11;
    static final int CLOSE = -11;
    static final int ADD_WATCH = 106;

    static final int PERSISTENT = 0;
    static final int EPHEMERAL = 1;
    static final int EPHEMERAL_SEQUENTIAL = 3;

    /** Where in a frame the request's xid stands. */
    static final int XID_AT = 4;

    private Frames() {}

    /** A znode of the root that no other run uses. */
    static String newPath(String kind) {
        return "/latchkey-bench-" + kind + "-" + Long.toHexString(System.nanoTime());
    }

    /** The same frame, not a copy, with another xid. */
    static byte[] withXid(byte[] frame, int xid) {
        ByteBuffer.wrap(frame).putInt(XID_AT, xid);
        return frame;
    }

    /** Reads a string as replies have it. */
    static String string(ByteBuffer body) {
        byte[] bytes = new byte[body.getInt()];
        body.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Writes the body of a frame. */
    private interface Body {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private static byte[] frame(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[4]);
        try {
            body.writeTo(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] frame = bytes.toByteArray();
        ByteBuffer.wrap(frame).putInt(frame.length - 4);
        return frame;
    }

    static byte[] connect(int timeoutMs) {
        return frame(out -> {
            out.writeInt(0);
            out.writeLong(0);
            out.writeInt(timeoutMs);
            out.writeLong(0);
            out.writeInt(16);
            out.write(new byte[16]);
            out.writeBoolean(false);
        });
    }

    static byte[] create(int xid, String path, byte[] data, int flags) {
        return frame(out -> {
            header(out, xid, CREATE);
            string(out, path);
            buffer(out, data);
            out.writeInt(1);
            out.writeInt(31);
            string(out, "world");
            string(out, "anyone");
            out.writeInt(flags);
        });
    }

    static byte[] delete(int xid, String path) {
        return frame(out -> {
            header(out, xid, DELETE);
            string(out, path);
            out.writeInt(-1);
        });
    }

    static byte[] setData(int xid, String path, byte[] data) {
        return frame(out -> {
            header(out, xid, SET_DATA);
            string(out, path);
            buffer(out, data);
            out.writeInt(-1);
        });
    }

    static byte[] getData(int xid, String path, boolean watch) {
        return read(xid, GET_DATA, path, watch);
    }

    static byte[] getChildren(int xid, String path) {
        return read(xid, GET_CHILDREN, path, false);
    }

    private static byte[] read(int xid, int type, String path, boolean watch) {
        return frame(out -> {
            header(out, xid, type);
            string(out, path);
            out.writeBoolean(watch);
        });
    }

    static byte[] addPersistentWatch(int xid, String path) {
        return frame(out -> {
            header(out, xid, ADD_WATCH);
            string(out, path);
            out.writeInt(0);
        });
    }

    static byte[] ping() {
        return frame(out -> header(out, -2, PING));
    }

    static byte[] close(int xid) {
        return frame(out -> header(out, xid, CLOSE));
    }

    private static void header(DataOutputStream out, int xid, int type) throws IOException {
        out.writeInt(xid);
        out.writeInt(type);
    }

    private static void string(DataOutputStream out, String s) throws IOException {
        buffer(out, s.getBytes(StandardCharsets.UTF_8));
    }

    private static void buffer(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}

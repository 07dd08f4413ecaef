package io.latchkey.client.session;

/**
 * The server's answer to a connect request.
 *
 * @param timeoutMillis the granted session timeout, 0 when the session is refused
 * @param sessionId     the session, 0 when refused
 * @param password      what proves it on another connection
 * @param extension     version of Latchkey's own requests that both know; 0 when the server knows none
 */
record HandshakeReply(int timeoutMillis, long sessionId, byte[] password, int extension) {
    private static final int PASSWORD_BYTES = 16;
    private static final int EXTENSION_MAGIC = 0x4c4b_4559;
    private static final int EXTENSION_VERSION = 1;
    private static final int EXTENSION_BYTES = 2 * Integer.BYTES;

    static HandshakeReply read(JuteReader in) {
        in.readInt(); // protocol version
        int timeoutMillis = in.readInt();
        long sessionId = in.readLong();
        byte[] password = in.readBuffer();
        return new HandshakeReply(
                timeoutMillis, sessionId, password == null ? new byte[0] : password, readExtension(in));
    }

    private static int readExtension(JuteReader in) {
        if (in.remaining() > 0) {
            in.readBool(); // read-only
        }
        return in.remaining() >= EXTENSION_BYTES && in.readInt() == EXTENSION_MAGIC
                ? Math.min(in.readInt(), EXTENSION_VERSION)
                : 0;
    }

    /**
     * Writes a connect request.
     *
     * @param sessionId 0 to ask for a new session
     * @param extended  whether to ask for Latchkey's own requests; ZooKeeper passes over that
     */
    static void writeRequest(
            JuteWriter out, long lastZxid, int timeoutMillis, long sessionId, byte[] password, boolean extended) {
        int frame = out.beginFrame();
        out.writeInt(0);
        out.writeLong(lastZxid);
        out.writeInt(timeoutMillis);
        out.writeLong(sessionId);
        out.writeBuffer(sessionId == 0 ? new byte[PASSWORD_BYTES] : password);
        out.writeBool(false);
        if (extended) {
            out.writeInt(EXTENSION_MAGIC);
            out.writeInt(EXTENSION_VERSION);
        }
        out.endFrame(frame);
    }

    boolean refused() {
        return timeoutMillis <= 0 || sessionId == 0;
    }
}

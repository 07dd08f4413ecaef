package io.latchkey.client.session;

/**
 * The server's answer to a connect request.
 *
 * @param timeoutMillis the granted session timeout, 0 when the session is refused
 * @param sessionId     the session, 0 when refused
 * @param password      what proves it on another connection
 */
record HandshakeReply(int timeoutMillis, long sessionId, byte[] password) {
    private static final int PASSWORD_BYTES = 16;

    static HandshakeReply read(JuteReader in) {
        in.readInt(); // protocol version
        int timeoutMillis = in.readInt();
        long sessionId = in.readLong();
        byte[] password = in.readBuffer();
        return new HandshakeReply(timeoutMillis, sessionId, password == null ? new byte[0] : password);
    }

    /** Writes a connect request; a session id of 0 asks for a new session. */
    static void writeRequest(JuteWriter out, long lastZxid, int timeoutMillis, long sessionId, byte[] password) {
        int frame = out.beginFrame();
        out.writeInt(0);
        out.writeLong(lastZxid);
        out.writeInt(timeoutMillis);
        out.writeLong(sessionId);
        out.writeBuffer(sessionId == 0 ? new byte[PASSWORD_BYTES] : password);
        out.writeBool(false);
        out.endFrame(frame);
    }

    boolean refused() {
        return timeoutMillis <= 0 || sessionId == 0;
    }
}

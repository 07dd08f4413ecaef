package io.latchkey.server.zk;

/**
 * The first frame of a connection, which opens a session or takes up an old one.
 *
 * @param sessionId 0 for a new session
 * @param timeoutMs as the client wishes it
 * @param knowsReadOnly whether the last byte was there, which very old clients leave out; the reply mirrors it
 */
record Handshake(long lastZxidSeen, int timeoutMs, long sessionId, byte[] password, boolean knowsReadOnly) {
    static final int PASSWORD_BYTES = 16;
    private static final int PROTOCOL_VERSION = 0;
    private static final byte[] NO_PASSWORD = new byte[PASSWORD_BYTES];

    /** @throws MalformedRequest if it isn't one */
    static Handshake decode(JuteReader in) {
        int version = in.int32();
        if (version != PROTOCOL_VERSION) {
            throw new MalformedRequest("protocol version " + version + " is not spoken here, but 0 is");
        }
        long lastZxidSeen = in.int64();
        int timeoutMs = in.int32();
        long sessionId = in.int64();
        byte[] password = in.buffer();
        boolean knowsReadOnly = in.remaining() > 0;
        if (in.remaining() > 1) {
            throw new MalformedRequest(in.remaining() + " bytes behind the last field");
        }
        return new Handshake(
                lastZxidSeen, timeoutMs, sessionId, password == null ? new byte[0] : password, knowsReadOnly);
    }

    static void accept(JuteWriter out, long sessionId, byte[] password, int timeoutMs, boolean knowsReadOnly) {
        int start = out.begin();
        out.int32(PROTOCOL_VERSION);
        out.int32(timeoutMs);
        out.int64(sessionId);
        out.buffer(password);
        if (knowsReadOnly) {
            out.bool(false);
        }
        out.end(start);
    }

    /** The session is gone, or never was this client's: it must start a new one. */
    static void refuse(JuteWriter out, boolean knowsReadOnly) {
        accept(out, 0, NO_PASSWORD, 0, knowsReadOnly);
    }
}

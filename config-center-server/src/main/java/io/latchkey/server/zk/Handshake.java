package io.latchkey.server.zk;

/**
 * The first frame of a connection, which opens a session or takes up an old one.
 *
 * @param sessionId 0 for a new session
 * @param timeoutMs as the client wishes it
 * @param knowsReadOnly whether the last byte was there, which very old clients leave out; the reply mirrors it
 * @param extension version of our own requests that the client would like to use beside ZooKeeper's; 0 for none
 */
record Handshake(
        long lastZxidSeen, int timeoutMs, long sessionId, byte[] password, boolean knowsReadOnly, int extension) {
    static final int PASSWORD_BYTES = 16;
    /** Announces the version of the extension, behind all that ZooKeeper knows of; it reads as "LKEY". */
    static final int EXTENSION_MAGIC = 0x4c4b_4559;
    /** The newest that is spoken here. */
    static final int EXTENSION_VERSION = 1;

    private static final int EXTENSION_BYTES = 2 * Integer.BYTES;
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
        if (knowsReadOnly) {
            in.bool();
        }
        return new Handshake(
                lastZxidSeen,
                timeoutMs,
                sessionId,
                password == null ? new byte[0] : password,
                knowsReadOnly,
                extension(in));
    }

    /** What a later version may add behind it is for that version. */
    private static int extension(JuteReader in) {
        int bytes = in.remaining();
        if (bytes == 0) {
            return 0;
        }
        if (bytes < EXTENSION_BYTES || in.int32() != EXTENSION_MAGIC) {
            throw new MalformedRequest(bytes + " bytes behind the last field");
        }
        return Math.max(0, Math.min(in.int32(), EXTENSION_VERSION));
    }

    /** The session is this client's, on this connection. */
    void accept(JuteWriter out, long id, byte[] itsPassword, int itsTimeoutMs) {
        int start = out.begin();
        out.int32(PROTOCOL_VERSION);
        out.int32(itsTimeoutMs);
        out.int64(id);
        out.buffer(itsPassword);
        if (knowsReadOnly) {
            out.bool(false);
        }
        if (extension > 0) {
            out.int32(EXTENSION_MAGIC);
            out.int32(extension);
        }
        out.end(start);
    }

    /** The session is gone, or never was this client's: it must start a new one. */
    void refuse(JuteWriter out) {
        accept(out, 0, NO_PASSWORD, 0);
    }
}

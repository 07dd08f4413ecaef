package io.latchkey.server.zk;

import java.security.SecureRandom;

/** Makes ids and passwords of new sessions. Any thread. */
public final class SessionIds {
    private static final long RANDOM_ID_MASK = 0x00ff_ffff_ffff_ffffL;

    private final SecureRandom random = new SecureRandom();
    private final int serverId;

    /** @param serverId 1 to 254: the top byte of the ids, so that no two servers make the same */
    public SessionIds(int serverId) {
        this.serverId = serverId;
    }

    public long newId() {
        long id = random.nextLong() & RANDOM_ID_MASK;
        return (long) serverId << 56 | (id == 0 ? 1 : id);
    }

    public byte[] newPassword() {
        byte[] password = new byte[Handshake.PASSWORD_BYTES];
        random.nextBytes(password);
        return password;
    }
}

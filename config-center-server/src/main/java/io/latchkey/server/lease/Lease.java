package io.latchkey.server.lease;

import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Session;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What proves a lease: a session and its password. Whoever has it may use the lease on any server. The array is never
 * changed.
 */
public record Lease(long sessionId, byte[] password) {
    private static final int PASSWORD_BYTES = 16;
    private static final int BYTES = Long.BYTES + PASSWORD_BYTES;

    /** As clients are given it: 32 characters that need no coding in an address. */
    public String encode() {
        byte[] bytes =
                ByteBuffer.allocate(BYTES).putLong(sessionId).put(password).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Null if that is none. */
    public static @Nullable Lease decode(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (bytes.length != BYTES) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long sessionId = in.getLong();
        byte[] password = new byte[PASSWORD_BYTES];
        in.get(password);
        return new Lease(sessionId, password);
    }

    /** The session that it proves; null if that has ended, or there is another password. */
    public @Nullable Session in(DataTree tree) {
        Session session = tree.session(sessionId);
        return session != null && MessageDigest.isEqual(session.password(), password) ? session : null;
    }
}

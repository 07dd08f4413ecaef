package io.latchkey.server.http;

import io.latchkey.server.lock.LockInspection;
import io.latchkey.zab.tree.EntryName;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.ZPath;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which lock a client wants, and how.
 *
 * @param name of the lock
 * @param claim the place in its queue
 * @param repeated whether the place may be there already, by an earlier request of the same attempt
 * @param waitMs how long to wait for it; 0 for not at all
 */
record LockWish(String name, Request.Claim claim, boolean repeated, int waitMs) {
    private static final int NAME_CHARACTERS_MAX = 512;
    /** Levels of a name: as many as one request may make. */
    private static final int LEVELS_MAX = 32;

    private static final int OWNER_BYTES_MAX = 200;
    private static final Set<String> FIELDS = Set.of("lease", "attempt", "waitMs", "shared", "owner");
    private static final Pattern ATTEMPT = Pattern.compile("[\\x21-\\x7e]{1,100}");
    private static final long VERSION_OURS = 8L << 12;
    private static final long VARIANT = 1L << 63;

    /** Why that is no name for a lock; null if it is one. */
    static @Nullable String nameProblem(String name) {
        if (name.length() > NAME_CHARACTERS_MAX) {
            return "it has at most " + NAME_CHARACTERS_MAX + " characters";
        }
        String[] levels = name.split("/", -1);
        if (levels.length > LEVELS_MAX) {
            return "it has at most " + LEVELS_MAX + " levels";
        }
        for (String level : levels) {
            if (EntryName.parse(level) != null) {
                return "'" + level + "' looks like a place in a queue";
            }
        }
        return ZPath.problem(path(name));
    }

    static String path(String name) {
        return LockInspection.LOCKS + name;
    }

    /** @throws Problem.Refusal if the body does not say what is wanted */
    static LockWish of(String name, JsonObject body, int waitMsMax) {
        LeaseBody.checkFields(body, FIELDS);
        if (!(body.getValue("shared", false) instanceof Boolean shared)) {
            throw Problem.badRequest("\"shared\" is true or false").refusal();
        }
        String attempt = body.containsKey("attempt") ? LeaseBody.text(body, "attempt") : null;
        if (attempt != null && !ATTEMPT.matcher(attempt).matches()) {
            throw Problem.badRequest("\"attempt\" has 1 to 100 printable characters of ASCII, no spaces")
                    .refusal();
        }
        byte[] owner = LeaseBody.text(body, "owner", "").getBytes(StandardCharsets.UTF_8);
        if (owner.length > OWNER_BYTES_MAX) {
            throw Problem.badRequest("\"owner\" has at most " + OWNER_BYTES_MAX + " bytes of UTF-8")
                    .refusal();
        }
        String prefix = "_c_" + uuid(attempt) + "-" + (shared ? "__READ__" : "lock-");
        Request.Claim claim = new Request.Claim(path(name), name.split("/", -1).length, prefix, owner);
        return new LockWish(name, claim, attempt != null, LeaseBody.number(body, "waitMs", 0, waitMsMax, 0));
    }

    /** Of version 8, as the lock client's: nobody who made such a place listens when it is asked back. */
    private static UUID uuid(@Nullable String attempt) {
        UUID random = UUID.randomUUID();
        long high = random.getMostSignificantBits();
        long low = random.getLeastSignificantBits();
        if (attempt != null) {
            ByteBuffer digest = ByteBuffer.wrap(sha256(attempt));
            high = digest.getLong();
            low = digest.getLong();
        }
        return new UUID((high & ~0xf000L) | VERSION_OURS, (low & ~(3L << 62)) | VARIANT);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

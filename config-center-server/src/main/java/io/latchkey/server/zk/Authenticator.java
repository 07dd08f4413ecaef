package io.latchkey.server.zk;

import io.latchkey.zab.tree.Caller;
import io.latchkey.zab.tree.Id;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client proves by an auth request: schemes {@code digest} and {@code ip}. */
final class Authenticator {
    /** Longer than any sensible user and password, and short enough to hash at once. */
    private static final int CREDENTIAL_BYTES_MAX = 16 << 10;

    private static final String IP = "ip";
    private static final String DIGEST = "digest";

    private Authenticator() {}

    /** A connection that has proved nothing yet but where it comes from. */
    static Caller stranger(String address) {
        return new Caller(List.of(new Id(IP, address)), false);
    }

    /**
     * @param address of the client, which is its id for the scheme {@code ip}, whatever it claims
     * @param config says how many ids a caller may prove, and who is the super user
     * @return the caller with one more id, or null if nothing was proved
     */
    static @Nullable Caller prove(Caller caller, ClientRequest.Auth auth, String address, ZkConfig config) {
        Id id = switch (auth.scheme()) {
            case IP -> new Id(IP, address);
            case DIGEST -> digest(auth.credentials());
            default -> null;
        };
        if (id == null) {
            return null;
        }
        if (caller.ids().contains(id)) {
            return caller;
        }
        if (caller.ids().size() >= config.limits().authIdsMax()) {
            return null;
        }
        List<Id> ids = new ArrayList<>(caller.ids());
        ids.add(id);
        return new Caller(List.copyOf(ids), caller.trusted() || isSuper(id, config.superDigest()));
    }

    /** No ACL applies to whoever knows the super user's password. */
    private static boolean isSuper(Id id, @Nullable String superDigest) {
        return superDigest != null
                && id.scheme().equals(DIGEST)
                && MessageDigest.isEqual(
                        id.id().getBytes(StandardCharsets.UTF_8), superDigest.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code user:base64(sha1(user:password))}, which is what ACLs of this scheme hold. */
    private static @Nullable Id digest(byte[] credentials) {
        if (credentials.length > CREDENTIAL_BYTES_MAX) {
            return null;
        }
        String text = new String(credentials, StandardCharsets.UTF_8);
        int colon = text.indexOf(':');
        String user = colon < 0 ? text : text.substring(0, colon);
        byte[] hash = sha1().digest(text.getBytes(StandardCharsets.UTF_8));
        return new Id(DIGEST, user + ":" + Base64.getEncoder().encodeToString(hash));
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}

package io.latchkey.server.peer;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * By what servers of one ensemble know each other.
 *
 * @param cluster the name of the ensemble, part of every handshake; empty: unnamed, which is a name too
 * @param secret known to all servers of the ensemble and to nobody else; null for none
 * @param tls null for connections in clear
 * @param insecure whoever set this server up wants it to talk to other machines although nobody has to prove anything
 */
public record PeerTrust(
        String cluster, @Nullable String secret, @Nullable Tls tls, boolean insecure) {
    /** Longest name of an ensemble, in characters. */
    public static final int CLUSTER_CHARS_MAX = 64;

    /** Whoever reaches the peer port and knows the ids is believed: good for loopback. */
    public static final PeerTrust NONE = new PeerTrust("", null, null, false);

    public PeerTrust {
        if (cluster.length() > CLUSTER_CHARS_MAX || !cluster.matches("[A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException("a cluster is named by at most " + CLUSTER_CHARS_MAX
                    + " letters, digits, dots, hyphens and underscores");
        }
    }

    /** Whether a peer has to prove anything. */
    public boolean authenticates() {
        return secret != null || tls != null;
    }

    /** Whether a link to this host may be made. */
    public boolean allows(String host) {
        return PeerAddress.loopback(host) || insecure || (!cluster.isEmpty() && authenticates());
    }

    /** Not even in a log: the secret. */
    @Override
    public String toString() {
        return (cluster.isEmpty() ? "an unnamed cluster" : "cluster " + cluster)
                + (secret == null ? ", no secret" : ", with a secret")
                + (tls == null ? ", no TLS" : ", mutual TLS");
    }

    /**
     * Mutual TLS, from files in PEM.
     *
     * @param certificate of this server, followed by those between it and the authority
     * @param key the private key of it, PKCS #8
     * @param authority certificates of those whose signature a peer's certificate must bear
     */
    public record Tls(Path certificate, Path key, Path authority) {}
}

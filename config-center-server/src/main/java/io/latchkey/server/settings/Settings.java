package io.latchkey.server.settings;

import io.latchkey.server.cluster.ServerEntry;
import io.latchkey.server.peer.PeerTrust;
import io.latchkey.zab.runtime.PeerTransport;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The table of all settings: files, environment, flags, help and what {@code config} prints follow it. */
public final class Settings {
    public static final String ENVIRONMENT_PREFIX = "LATCHKEY_";

    private static final int PORT_MAX = 65_535;
    private static final int DAY_MS = 86_400_000;
    private static final int MIB = 1 << 20;

    public static final Setting<Integer> ID =
            setting("id", Kind.small(1, 254), "1", "this server's id in peers.servers");

    public static final Setting<Path> DATA_DIR =
            setting("data.dir", Kind.path(), "data", "directory of journal and snapshots; made when it is missing");
    public static final Setting<Path> LOG_DIR =
            setting("data.logDir", Kind.path(), null, "directory of the journal, if on another disk than data.dir");

    public static final Setting<Long> FREE_BYTES_MIN = setting(
            "data.freeBytesMin",
            Kind.whole(0, 1L << 50),
            "268435456",
            "with less free space on the disk clients can only read; 0 for no limit");

    public static final Setting<String> CLIENT_ADDRESS =
            setting("client.address", Kind.host(), "127.0.0.1", "address for clients; 0.0.0.0: all of this machine");
    public static final Setting<Integer> CLIENT_PORT =
            setting("client.port", Kind.small(0, PORT_MAX), "2181", "port for clients; 0: any that is free");
    public static final Setting<Integer> CLIENT_MAX_PER_ADDRESS = setting(
            "client.maxPerAddress", Kind.small(0, 1_000_000), "60", "connections from one address; 0: no limit");
    public static final Setting<Integer> CLIENT_FRAME_BYTES_MAX =
            setting("client.frameBytesMax", Kind.small(4_096, MIB), "1048575", "longest request of a client, in bytes");
    public static final Setting<Integer> CLIENT_TICK_TIME_MS = setting(
            "client.tickTimeMs", Kind.small(10, DAY_MS), "2000", "what bounds of session timeouts are derived from");
    public static final Setting<Integer> CLIENT_MIN_SESSION_TIMEOUT_MS = setting(
            "client.minSessionTimeoutMs", Kind.small(1, DAY_MS), null, "shortest session timeout; else 2 tickTimeMs");
    public static final Setting<Integer> CLIENT_MAX_SESSION_TIMEOUT_MS = setting(
            "client.maxSessionTimeoutMs", Kind.small(1, DAY_MS), null, "longest session timeout; else 20 tickTimeMs");
    public static final Setting<Set<String>> CLIENT_FOUR_LETTER_WORDS = setting(
            "client.fourLetterWords", Kind.words(), "srvr", "commands of four letters that are answered; *: all");

    public static final Setting<String> CLIENT_SUPER_DIGEST = new Setting<>(
            "client.superDigest",
            Kind.digest(),
            null,
            "user:base64(sha1(user:password)) of the user to whom no ACL applies",
            true);

    public static final Setting<Boolean> HTTP_ENABLED =
            setting("http.enabled", Kind.flag(), "true", "whether to serve HTTP API and admin UI");
    public static final Setting<String> HTTP_ADDRESS =
            setting("http.address", Kind.host(), "127.0.0.1", "address of HTTP API and admin UI; loopback only");
    public static final Setting<Integer> HTTP_PORT =
            setting("http.port", Kind.small(0, PORT_MAX), "8080", "port of HTTP API and admin UI; 0: any that is free");

    public static final Setting<SortedMap<Integer, ServerEntry>> PEERS_SERVERS = setting(
            "peers.servers",
            Kind.servers(),
            null,
            "all servers at first: id=host:port, separated by commas; else this one alone");
    public static final Setting<String> PEERS_ADDRESS = setting(
            "peers.address", Kind.host(), null, "address to listen on for peers; else the host of this server's entry");
    public static final Setting<String> PEERS_CLUSTER = setting(
            "peers.cluster",
            Kind.name(PeerTrust.CLUSTER_CHARS_MAX),
            null,
            "name of the cluster, the same on all servers");
    public static final Setting<String> PEERS_SECRET = secret("peers.secret", "secret that all servers share");
    public static final Setting<Path> PEERS_SECRET_FILE =
            setting("peers.secretFile", Kind.path(), null, "file with the secret, instead of peers.secret");
    public static final Setting<Path> PEERS_TLS_CERTIFICATE = setting(
            "peers.tlsCertificate",
            Kind.path(),
            null,
            "PEM file: certificate of this server; links use mutual TLS then");
    public static final Setting<Path> PEERS_TLS_KEY =
            setting("peers.tlsKey", Kind.path(), null, "PEM file: private key of peers.tlsCertificate");
    public static final Setting<Path> PEERS_TLS_AUTHORITY = setting(
            "peers.tlsAuthority", Kind.path(), null, "PEM file: who must have signed the certificates of peers");
    public static final Setting<Boolean> PEERS_INSECURE = setting(
            "peers.insecure", Kind.flag(), "false", "whether peers on other machines need not prove who they are");
    public static final Setting<Integer> PEERS_FRAME_BYTES_MAX = setting(
            "peers.frameBytesMax",
            Kind.small(PeerTransport.FRAME_BYTES_MAX, 256 * MIB),
            "16777216",
            "longest frame between servers, in bytes");
    public static final Setting<Long> PEERS_UNSENT_BYTES_MAX = setting(
            "peers.unsentBytesMax",
            Kind.whole(MIB, 64L << 30),
            "268435456",
            "what a server may leave unread before its link is broken, in bytes");

    public static final Setting<Integer> ENGINE_TICK_MS = setting(
            "engine.tickMs", Kind.small(1, 1_000), "20", "the engine's measure of time; the same on all servers");
    public static final Setting<Integer> ENGINE_INIT_LIMIT_MS = setting(
            "engine.initLimitMs", Kind.small(100, DAY_MS), "10000", "silence after which synchronizing is given up");
    public static final Setting<Integer> ENGINE_SYNC_LIMIT_MS = setting(
            "engine.syncLimitMs", Kind.small(100, DAY_MS), "1500", "silence after which servers give each other up");
    public static final Setting<Integer> ENGINE_PENDING_MAX =
            setting("engine.pendingMax", Kind.small(1, 10_000_000), "20000", "writes that may wait for their commit");
    public static final Setting<Long> ENGINE_PENDING_BYTES_MAX =
            setting("engine.pendingBytesMax", Kind.whole(MIB, 64L << 30), "67108864", "what they may weigh, in bytes");
    public static final Setting<Integer> ENGINE_SNAPSHOT_TXNS = setting(
            "engine.snapshotTxns", Kind.small(1, Integer.MAX_VALUE), "100000", "transactions between two snapshots");
    public static final Setting<Long> ENGINE_SNAPSHOT_BYTES =
            setting("engine.snapshotBytes", Kind.whole(1, 1L << 40), "134217728", "or so many bytes of transactions");
    public static final Setting<Integer> ENGINE_SNAPSHOTS_KEPT =
            setting("engine.snapshotsKept", Kind.small(1, 1_000), "3", "snapshots to keep");

    public static final Setting<Long> ENGINE_SNAPSHOT_WRITE_BYTES_PER_SECOND = setting(
            "engine.snapshotWriteBytesPerSecond",
            Kind.whole(MIB, 1L << 40),
            "16777216",
            "how fast snapshots are written, so that writes have the disk");
    public static final Setting<Long> ENGINE_SNAPSHOT_SEND_BYTES_PER_SECOND = setting(
            "engine.snapshotSendBytesPerSecond",
            Kind.whole(MIB, 1L << 40),
            "134217728",
            "how fast one is sent to a server that lacks much");

    public static final Setting<Boolean> ENGINE_SHORT_EPOCHS = setting(
            "engine.shortEpochs",
            Kind.flag(),
            "false",
            "for tests: a new epoch every 255 transactions, at the end of its counter");

    /** In the order in which they are printed. */
    public static final List<Setting<?>> ALL = List.of(
            ID,
            DATA_DIR,
            LOG_DIR,
            FREE_BYTES_MIN,
            CLIENT_ADDRESS,
            CLIENT_PORT,
            CLIENT_MAX_PER_ADDRESS,
            CLIENT_FRAME_BYTES_MAX,
            CLIENT_TICK_TIME_MS,
            CLIENT_MIN_SESSION_TIMEOUT_MS,
            CLIENT_MAX_SESSION_TIMEOUT_MS,
            CLIENT_FOUR_LETTER_WORDS,
            CLIENT_SUPER_DIGEST,
            HTTP_ENABLED,
            HTTP_ADDRESS,
            HTTP_PORT,
            PEERS_SERVERS,
            PEERS_ADDRESS,
            PEERS_CLUSTER,
            PEERS_SECRET,
            PEERS_SECRET_FILE,
            PEERS_TLS_CERTIFICATE,
            PEERS_TLS_KEY,
            PEERS_TLS_AUTHORITY,
            PEERS_INSECURE,
            PEERS_FRAME_BYTES_MAX,
            PEERS_UNSENT_BYTES_MAX,
            ENGINE_TICK_MS,
            ENGINE_INIT_LIMIT_MS,
            ENGINE_SYNC_LIMIT_MS,
            ENGINE_PENDING_MAX,
            ENGINE_PENDING_BYTES_MAX,
            ENGINE_SNAPSHOT_TXNS,
            ENGINE_SNAPSHOT_BYTES,
            ENGINE_SNAPSHOTS_KEPT,
            ENGINE_SNAPSHOT_WRITE_BYTES_PER_SECOND,
            ENGINE_SNAPSHOT_SEND_BYTES_PER_SECOND,
            ENGINE_SHORT_EPOCHS);

    private Settings() {}

    private static <T> Setting<T> setting(String name, Kind<T> kind, @Nullable String fallback, String help) {
        return new Setting<>(name, kind, fallback, help, false);
    }

    /** Long enough that nobody finds it by trying what a listener on the network can check offline. */
    private static Setting<String> secret(String name, String help) {
        return new Setting<>(name, Kind.text(16, 1_024), null, help, true);
    }

    static @Nullable Setting<?> byName(String name) {
        for (Setting<?> setting : ALL) {
            if (setting.name().equals(name)) {
                return setting;
            }
        }
        return null;
    }
}

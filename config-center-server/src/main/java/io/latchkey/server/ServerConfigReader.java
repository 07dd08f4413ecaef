package io.latchkey.server;

import io.latchkey.server.cluster.ServerEntry;
import io.latchkey.server.peer.PeerConfig;
import io.latchkey.server.settings.ConfigException;
import io.latchkey.server.settings.ResolvedSettings;
import io.latchkey.server.settings.Setting;
import io.latchkey.server.settings.Settings;
import io.latchkey.zab.runtime.SnapshotRates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a {@link ServerConfig} of settings, and checks what only shows when they are seen together. */
final class ServerConfigReader {
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "::1", "0:0:0:0:0:0:0:1");

    private final ResolvedSettings settings;
    private final List<String> problems = new ArrayList<>();

    ServerConfigReader(ResolvedSettings settings) {
        this.settings = settings;
    }

    ServerConfig read() throws ConfigException {
        int id = settings.get(Settings.ID);
        Path dataDir = settings.get(Settings.DATA_DIR);
        Path logDir = settings.find(Settings.LOG_DIR);
        ServerConfig.Clients clients = clients();
        ServerConfig.Http http = http();
        SortedMap<Integer, ServerEntry> servers = servers(id);
        PeerConfig peers = new PeerConfigReader(settings, problems).read(id);
        checkPorts(clients, http, peers);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new ServerConfig(
                id,
                servers,
                dataDir,
                logDir == null ? dataDir : logDir,
                settings.get(Settings.FREE_BYTES_MIN),
                clients,
                http,
                peers,
                engine());
    }

    /** Of a server alone, itself, at an address that nobody dials. */
    private SortedMap<Integer, ServerEntry> servers(int id) {
        SortedMap<Integer, ServerEntry> servers = settings.find(Settings.PEERS_SERVERS);
        if (servers != null) {
            return servers;
        }
        int clientPort = settings.get(Settings.CLIENT_PORT);
        ServerEntry alone = ServerEntry.parse("localhost:1" + (clientPort == 0 ? "" : " clients=" + clientPort));
        return new TreeMap<>(Map.of(id, alone));
    }

    private ServerConfig.Clients clients() {
        int tickTimeMs = settings.get(Settings.CLIENT_TICK_TIME_MS);
        Integer min = settings.find(Settings.CLIENT_MIN_SESSION_TIMEOUT_MS);
        Integer max = settings.find(Settings.CLIENT_MAX_SESSION_TIMEOUT_MS);
        int minMs = min == null ? 2 * tickTimeMs : min;
        int maxMs = max == null ? 20 * tickTimeMs : max;
        if (minMs > maxMs) {
            problems.add(settings.placeOf(Settings.CLIENT_MIN_SESSION_TIMEOUT_MS) + ": the shortest session timeout, "
                    + minMs + " ms, must not be longer than the longest, " + maxMs + " ms");
        }
        return new ServerConfig.Clients(
                settings.get(Settings.CLIENT_ADDRESS),
                settings.get(Settings.CLIENT_PORT),
                settings.get(Settings.CLIENT_MAX_PER_ADDRESS),
                settings.get(Settings.CLIENT_FRAME_BYTES_MAX),
                tickTimeMs,
                minMs,
                maxMs,
                settings.find(Settings.CLIENT_SUPER_DIGEST),
                settings.get(Settings.CLIENT_FOUR_LETTER_WORDS));
    }

    /** Whoever reaches HTTP may read and write everything, as long as there is no access control. */
    private ServerConfig.Http http() {
        boolean enabled = settings.get(Settings.HTTP_ENABLED);
        String address = settings.get(Settings.HTTP_ADDRESS);
        if (enabled && !LOOPBACK_NAMES.contains(address) && !address.matches("127(\\.\\d{1,3}){3}")) {
            problems.add(settings.placeOf(Settings.HTTP_ADDRESS) + ": HTTP API and admin UI have no access control yet"
                    + " and listen on loopback only: \"" + address
                    + "\" must be 127.0.0.1, or set http.enabled to false");
        }
        boolean optional = settings.zooKeeperFile() && settings.isDefault(Settings.HTTP_PORT);
        return new ServerConfig.Http(enabled, address, settings.get(Settings.HTTP_PORT), optional);
    }

    private void checkPorts(ServerConfig.Clients clients, ServerConfig.Http http, @Nullable PeerConfig peers) {
        boolean clash = http.enabled() && clients.port() != 0 && clients.port() == http.port();
        if (clash) {
            same(Settings.CLIENT_PORT, Settings.HTTP_PORT, clients.port());
        }
        int peerPort = peers == null
                ? 0
                : Objects.requireNonNull(peers.ensemble().addressOf(peers.self()))
                        .port();
        if (peerPort != 0 && peerPort == clients.port()) {
            same(Settings.CLIENT_PORT, Settings.PEERS_SERVERS, peerPort);
        }
        if (peerPort != 0 && http.enabled() && peerPort == http.port()) {
            same(Settings.HTTP_PORT, Settings.PEERS_SERVERS, peerPort);
        }
    }

    private void same(Setting<?> one, Setting<?> other, int port) {
        problems.add(settings.placeOf(one) + " and " + settings.placeOf(other) + " both name port " + port
                + " of this server; they must differ");
    }

    private ServerConfig.Engine engine() {
        return new ServerConfig.Engine(
                settings.get(Settings.ENGINE_TICK_MS),
                settings.get(Settings.ENGINE_INIT_LIMIT_MS),
                settings.get(Settings.ENGINE_SYNC_LIMIT_MS),
                settings.get(Settings.ENGINE_PENDING_MAX),
                settings.get(Settings.ENGINE_PENDING_BYTES_MAX),
                settings.get(Settings.ENGINE_SNAPSHOT_TXNS),
                settings.get(Settings.ENGINE_SNAPSHOT_BYTES),
                settings.get(Settings.ENGINE_SNAPSHOTS_KEPT),
                new SnapshotRates(
                        settings.get(Settings.ENGINE_SNAPSHOT_WRITE_BYTES_PER_SECOND),
                        settings.get(Settings.ENGINE_SNAPSHOT_SEND_BYTES_PER_SECOND)),
                settings.get(Settings.ENGINE_SHORT_EPOCHS));
    }
}

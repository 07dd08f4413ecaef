package io.latchkey.server;

import io.latchkey.server.peer.Ensemble;
import io.latchkey.server.peer.PeerAddress;
import io.latchkey.server.peer.PeerConfig;
import io.latchkey.server.settings.ConfigException;
import io.latchkey.server.settings.ResolvedSettings;
import io.latchkey.zab.runtime.SnapshotRates;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that one server needs to know, checked as a whole. Made once, before anything starts.
 *
 * @param peers null for a server without others
 */
public record ServerConfig(
        int id,
        Path dataDir,
        Path logDir,
        Clients clients,
        Http http,
        @Nullable PeerConfig peers,
        Engine engine) {

    /** The port of the client protocol. */
    public record Clients(
            String address,
            int port,
            int maxPerAddress,
            int frameBytesMax,
            int tickTimeMs,
            int minSessionTimeoutMs,
            int maxSessionTimeoutMs,
            Set<String> fourLetterWords) {}

    /**
     * HTTP API and admin UI.
     *
     * @param optional when the port is busy, the server runs without: nobody asked for this port
     */
    public record Http(boolean enabled, String address, int port, boolean optional) {}

    /** Patience and sizes of the engine. */
    public record Engine(
            int tickMs,
            int initLimitMs,
            int syncLimitMs,
            int pendingMax,
            long pendingBytesMax,
            int snapshotTxns,
            long snapshotBytes,
            int snapshotsKept,
            SnapshotRates snapshotRates) {}

    /** @throws ConfigException if values that are right by themselves contradict each other */
    public static ServerConfig of(ResolvedSettings settings) throws ConfigException {
        return new ServerConfigReader(settings).read();
    }

    /** The servers of the ensemble; of a server alone, itself, at an address that nobody dials. */
    public Ensemble ensemble() {
        return peers != null ? peers.ensemble() : new Ensemble(Map.of(id, new PeerAddress("localhost", 1)));
    }
}

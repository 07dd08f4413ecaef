package io.latchkey.server;

import io.latchkey.server.cluster.ServerEntry;
import io.latchkey.server.peer.PeerConfig;
import io.latchkey.server.settings.ConfigException;
import io.latchkey.server.settings.ResolvedSettings;
import io.latchkey.zab.runtime.SnapshotRates;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * All that one server needs to know, checked as a whole. Made once, before anything starts.
 *
 * @param servers of the ensemble at first, this one among them
 * @param peers null for a server that no other can reach
 */
public record ServerConfig(
        int id,
        SortedMap<Integer, ServerEntry> servers,
        Path dataDir,
        Path logDir,
        long freeBytesMin,
        Clients clients,
        Http http,
        @Nullable PeerConfig peers,
        Engine engine) {

    /**
     * The port of the client protocol.
     *
     * @param superDigest of the user to whom no ACL applies; null for none
     */
    public record Clients(
            String address,
            int port,
            int maxPerAddress,
            int frameBytesMax,
            int tickTimeMs,
            int minSessionTimeoutMs,
            int maxSessionTimeoutMs,
            @Nullable String superDigest,
            Set<String> fourLetterWords) {
        /** Not even in a log: what a password can be guessed from. */
        @Override
        public String toString() {
            return "clients at " + address + ":" + port;
        }
    }

    /**
     * HTTP API and admin UI.
     *
     * @param optional when the port is busy, the server runs without: nobody asked for this port
     */
    public record Http(boolean enabled, String address, int port, boolean optional) {}

    /**
     * Patience and sizes of the engine.
     *
     * @param shortEpochs whether an epoch begins shortly before its last counter, so that all can see it end
     */
    public record Engine(
            int tickMs,
            int initLimitMs,
            int syncLimitMs,
            int pendingMax,
            long pendingBytesMax,
            int snapshotTxns,
            long snapshotBytes,
            int snapshotsKept,
            SnapshotRates snapshotRates,
            boolean shortEpochs) {}

    /** @throws ConfigException if values that are right by themselves contradict each other */
    public static ServerConfig of(ResolvedSettings settings) throws ConfigException {
        return new ServerConfigReader(settings).read();
    }
}

package io.latchkey.server.ops;

import io.latchkey.zab.runtime.EngineStatus;
import io.latchkey.zab.runtime.ServerState;
import io.latchkey.zab.tree.DataTree;
import java.util.List;
import java.util.Map;

/** What a server can tell of itself now. */
public interface ServerReport {
    ServerState state();

    EngineStatus engine();

    /** As clients of this server see it. */
    DataTree tree();

    Figures figures();

    /**
     * One line for each client connection.
     *
     * @param brief without what it takes a session to know
     */
    List<String> clients(boolean brief);

    /** Settings by name, in the order in which they are shown. */
    Map<String, String> settings();

    /**
     * Figures of the client port.
     *
     * @param latencyMinMs of requests since the start, from receipt to reply; 0 before the first
     * @param latencyAvgMs the same on average
     * @param latencyMaxMs the longest
     * @param received packets from clients
     * @param sent packets to clients, watch events among them
     * @param outstanding requests that wait for their answer
     * @param watches pairs of connection and path
     * @param watchedPaths paths that are watched, counted on each event loop for itself
     * @param watchers connections that watch something
     */
    record Figures(
            long latencyMinMs,
            double latencyAvgMs,
            long latencyMaxMs,
            long received,
            long sent,
            int connections,
            long outstanding,
            long watches,
            long watchedPaths,
            long watchers) {}
}

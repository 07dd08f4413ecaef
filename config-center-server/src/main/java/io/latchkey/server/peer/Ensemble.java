package io.latchkey.server.peer;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The servers of an ensemble, by id, as whoever set one of them up knows them. */
public final class Ensemble {
    /** As many as there are server ids. */
    public static final int SERVERS_MAX = 254;

    private final SortedMap<Integer, PeerAddress> servers;

    /** @throws IllegalArgumentException if there is none, or an id is not within 1 to 254 */
    public Ensemble(Map<Integer, PeerAddress> servers) {
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("an ensemble has at least one server");
        }
        for (int id : servers.keySet()) {
            if (id < 1 || id > SERVERS_MAX) {
                throw new IllegalArgumentException("server id " + id + " is not within 1 to " + SERVERS_MAX);
            }
        }
        this.servers = Collections.unmodifiableSortedMap(new TreeMap<>(servers));
    }

    public SortedMap<Integer, PeerAddress> servers() {
        return servers;
    }

    /** Null for an id that is none of the ensemble's. */
    public @Nullable PeerAddress addressOf(int id) {
        return servers.get(id);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Ensemble e && servers.equals(e.servers);
    }

    @Override
    public int hashCode() {
        return servers.hashCode();
    }

    @Override
    public String toString() {
        return servers.toString();
    }
}

package io.latchkey.server.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Gathers the lines about servers from ZooKeeper's configuration: {@code server.N}, {@code weight.N}, {@code group.N}.
 * Weights count as ZooKeeper counts them within a group; more than one group is another kind of quorum, and refused.
 */
public final class ZooKeeperServers {
    private static final String SERVER = "server.";
    private static final String WEIGHT = "weight.";
    private static final String GROUP = "group.";

    private final SortedMap<Integer, ServerEntry> servers = new TreeMap<>();
    private final SortedMap<Integer, Integer> weights = new TreeMap<>();
    private final List<SortedSet<Integer>> groups = new ArrayList<>();

    /** Whether a key is about servers. */
    public static boolean concerns(String key) {
        return key.startsWith(SERVER) || key.startsWith(WEIGHT) || key.startsWith(GROUP);
    }

    /**
     * Takes a line.
     *
     * @throws IllegalArgumentException with a message that says what is right
     */
    public void read(String key, String value) {
        if (key.startsWith(SERVER)) {
            servers.put(
                    number(key.substring(SERVER.length()), "after \"server.\" an id from 1 to 254"),
                    ServerEntry.ofZooKeeper(value));
        } else if (key.startsWith(WEIGHT)) {
            weights.put(
                    number(key.substring(WEIGHT.length()), "after \"weight.\" an id from 1 to 254"),
                    number(value, "a whole number as weight"));
        } else {
            SortedSet<Integer> group = new TreeSet<>();
            for (String id : value.split("\\s*:\\s*", -1)) {
                group.add(number(id, "a group of ids separated by colons"));
            }
            groups.add(group);
        }
    }

    private static int number(String text, String expected) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(expected + " is expected, not \"" + text + "\"", e);
        }
    }

    /**
     * All servers, with their weights.
     *
     * @throws IllegalArgumentException if they are in several groups, or weights are not theirs
     */
    public SortedMap<Integer, ServerEntry> servers() {
        if (groups.size() > 1) {
            throw new IllegalArgumentException("several groups of servers are not supported; a single group of all that"
                    + " vote, with weights, is");
        }
        SortedSet<Integer> voters = new TreeSet<>();
        servers.forEach((id, server) -> {
            if (!server.observer()) {
                voters.add(id);
            }
        });
        if (!groups.isEmpty() && !groups.get(0).containsAll(voters)) {
            throw new IllegalArgumentException("the group " + groups.get(0) + " must have all that vote: " + voters);
        }
        SortedMap<Integer, ServerEntry> weighed = new TreeMap<>(servers);
        for (Map.Entry<Integer, Integer> weight : weights.entrySet()) {
            ServerEntry server = weighed.get(weight.getKey());
            if (server == null) {
                throw new IllegalArgumentException("weight." + weight.getKey() + " is of no server of the list");
            }
            if (!server.observer()) {
                weighed.put(weight.getKey(), server.weighing(weight.getValue()));
            }
        }
        return weighed;
    }

    /** Takes the lines of another file, whose word counts where both speak of the same server. */
    public void add(ZooKeeperServers other) {
        servers.putAll(other.servers);
        weights.putAll(other.weights);
        groups.addAll(other.groups);
    }
}

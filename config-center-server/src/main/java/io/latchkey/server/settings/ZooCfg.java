package io.latchkey.server.settings;

import io.latchkey.server.cluster.ServerEntry;
import io.latchkey.server.cluster.ZooKeeperServers;
import io.latchkey.server.settings.Given.Source;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a ZooKeeper configuration as it is. Limits that ZooKeeper counts in its ticks become milliseconds; keys that
 * mean nothing here are collected, so that one line can name them; what would change who decides (observers, weights,
 * groups) is an error, since to pass over it would be to form another ensemble than the file describes.
 */
final class ZooCfg {
    private static final Map<String, Setting<?>> SAME = Map.ofEntries(
            Map.entry("tickTime", Settings.CLIENT_TICK_TIME_MS),
            Map.entry("dataDir", Settings.DATA_DIR),
            Map.entry("dataLogDir", Settings.LOG_DIR),
            Map.entry("clientPort", Settings.CLIENT_PORT),
            Map.entry("clientPortAddress", Settings.CLIENT_ADDRESS),
            Map.entry("maxClientCnxns", Settings.CLIENT_MAX_PER_ADDRESS),
            Map.entry("4lw.commands.whitelist", Settings.CLIENT_FOUR_LETTER_WORDS),
            Map.entry("snapCount", Settings.ENGINE_SNAPSHOT_TXNS),
            Map.entry("admin.enableServer", Settings.HTTP_ENABLED),
            Map.entry("admin.serverAddress", Settings.HTTP_ADDRESS),
            Map.entry("admin.serverPort", Settings.HTTP_PORT));

    /** Minus one, here, is another way to leave the setting alone. */
    private static final Map<String, Setting<?>> SAME_UNLESS_NEGATIVE = Map.of(
            "minSessionTimeout", Settings.CLIENT_MIN_SESSION_TIMEOUT_MS,
            "maxSessionTimeout", Settings.CLIENT_MAX_SESSION_TIMEOUT_MS);

    private static final Map<String, Setting<?>> IN_TICKS = Map.of(
            "initLimit", Settings.ENGINE_INIT_LIMIT_MS,
            "syncLimit", Settings.ENGINE_SYNC_LIMIT_MS);

    private final String file;
    private final Problems problems;
    private final Map<Setting<?>, Given> found = new LinkedHashMap<>();
    private final SortedSet<String> withoutMeaning = new TreeSet<>();
    private final ZooKeeperServers lines = new ZooKeeperServers();

    private ZooCfg(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** @param withoutMeaning keys that are passed over */
    record Result(
            Map<Setting<?>, Given> found, SortedMap<Integer, ServerEntry> servers, SortedSet<String> withoutMeaning) {}

    /** @param file its name, for messages */
    static Result parse(String file, String text, Problems problems) {
        ZooCfg cfg = new ZooCfg(file, problems);
        Properties properties = cfg.properties(text);
        cfg.read(properties);
        String dynamic = properties.getProperty("dynamicConfigFile");
        if (dynamic != null) {
            cfg.readDynamic(Path.of(dynamic.strip()));
        }
        cfg.listenAsZooKeeperDoes(properties);
        return new Result(cfg.found, cfg.gatherServers(), cfg.withoutMeaning);
    }

    private Properties properties(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            problems.add(file + ": this is not a ZooKeeper configuration: " + e.getMessage());
        }
        return properties;
    }

    private void read(Properties properties) {
        int tickTime = number(properties, "tickTime", 2_000);
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            String value = properties.getProperty(key).strip();
            if (SAME.containsKey(key)) {
                put(SAME.get(key), value, key);
            } else if (SAME_UNLESS_NEGATIVE.containsKey(key)) {
                if (!value.equals("-1")) {
                    put(SAME_UNLESS_NEGATIVE.get(key), value, key);
                }
            } else if (IN_TICKS.containsKey(key)) {
                long ms = (long) tickTime * number(properties, key, 5);
                put(IN_TICKS.get(key), Long.toString(ms), key + " times tickTime");
            } else {
                readOther(key, value);
            }
        }
    }

    private void readOther(String key, String value) {
        if (ZooKeeperServers.concerns(key)) {
            readServer(key, value);
        } else if (key.equals("peerType") && !value.matches("(?i)participant|observer")) {
            problems.add(place(key) + ": \"" + value + "\" is neither participant nor observer");
        } else if (key.equals("quorumListenOnAllIPs") && Boolean.parseBoolean(value)) {
            put(Settings.PEERS_ADDRESS, "0.0.0.0", key);
        } else if (!key.equals("dynamicConfigFile") && !key.equals("peerType") && !key.equals("version")) {
            withoutMeaning.add(key);
        }
    }

    private void readServer(String key, String value) {
        try {
            lines.read(key, value);
        } catch (IllegalArgumentException e) {
            problems.add(place(key) + ": \"" + value + "\": " + e.getMessage());
        }
    }

    private void readDynamic(Path dynamic) {
        try {
            ZooCfg other = new ZooCfg(dynamic.toString(), problems);
            Properties properties = other.properties(Files.readString(dynamic));
            for (String key : new TreeSet<>(properties.stringPropertyNames())) {
                other.readOther(key, properties.getProperty(key).strip());
            }
            lines.add(other.lines);
            withoutMeaning.addAll(other.withoutMeaning);
        } catch (IOException e) {
            problems.add(place("dynamicConfigFile") + ": cannot read " + dynamic.toAbsolutePath() + ": " + e);
        }
    }

    /** Without an address, ZooKeeper listens on all of them; so does a server that takes its place. */
    private void listenAsZooKeeperDoes(Properties properties) {
        if (!properties.containsKey("clientPortAddress")) {
            found.put(
                    Settings.CLIENT_ADDRESS,
                    new Given("0.0.0.0", Source.FILE, place("clientPortAddress") + ", absent"));
        }
    }

    private SortedMap<Integer, ServerEntry> gatherServers() {
        SortedMap<Integer, ServerEntry> servers = new TreeMap<>();
        try {
            servers.putAll(lines.servers());
        } catch (IllegalArgumentException e) {
            problems.add(file + ": " + e.getMessage());
        }
        StringBuilder list = new StringBuilder();
        servers.forEach((id, server) ->
                list.append(list.isEmpty() ? "" : ", ").append(id).append('=').append(server));
        if (!servers.isEmpty()) {
            put(Settings.PEERS_SERVERS, list.toString(), "server.N");
        }
        return servers;
    }

    /** What the line of server {@code id} says about clients, where the file says nothing else. */
    static void addClientPort(Result result, int id, String file) {
        ServerEntry self = result.servers().get(id);
        if (self == null || self.address().clients().isEmpty() || result.found().containsKey(Settings.CLIENT_PORT)) {
            return;
        }
        String place = "server." + id + " in " + file;
        result.found().put(Settings.CLIENT_PORT, new Given(self.address().clientPort(), Source.FILE, place));
        if (!self.address().clientHost().isEmpty()) {
            result.found().put(Settings.CLIENT_ADDRESS, new Given(self.address().clientHost(), Source.FILE, place));
        }
    }

    private void put(@Nullable Setting<?> setting, String value, String key) {
        if (setting != null) {
            found.put(setting, new Given(value, Source.FILE, place(key)));
        }
    }

    private int number(Properties properties, String key, int fallback) {
        String text = properties.getProperty(key);
        if (text == null) {
            return fallback;
        }
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            problems.add(place(key) + ": \"" + text + "\" must be a whole number");
            return fallback;
        }
    }

    private String place(String key) {
        return key + " in " + file;
    }
}

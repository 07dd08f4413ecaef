package io.latchkey.server.ops;

import io.latchkey.zab.core.Role;
import io.latchkey.zab.runtime.EngineStatus;
import io.latchkey.zab.tree.DataTree;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * ZooKeeper's four-letter words, in the form that its monitoring tools read: {@code srvr stat ruok mntr isro conf cons
 * wchs}. Only those on the whitelist are answered; ZooKeeper's other words are known and refused.
 */
public final class FourLetterWords {
    /** On the whitelist, it stands for all words. */
    public static final String ALL = "*";

    /** Released together with the protocol that is spoken; tools compare the numbers. */
    static final String VERSION = "3.9.5-latchkey, which speaks ZooKeeper's client protocol";

    static final String NOT_SERVING = "This ZooKeeper instance is not currently serving requests\n";

    private static final Set<String> ANSWERED = Set.of("srvr", "stat", "ruok", "mntr", "isro", "conf", "cons", "wchs");
    private static final Set<String> REFUSED =
            Set.of("crst", "dirs", "dump", "envi", "gtmk", "stmk", "srst", "wchc", "wchp", "hash");

    private final Set<String> whitelist;

    /** @param whitelist words that may be answered; {@link #ALL} for every one */
    public FourLetterWords(Set<String> whitelist) {
        this.whitelist = Set.copyOf(whitelist);
    }

    /**
     * @param first the first four bytes of a connection
     * @return null if they are no word
     */
    public @Nullable String answer(int first, ServerReport report) {
        byte[] bytes = {(byte) (first >> 24), (byte) (first >> 16), (byte) (first >> 8), (byte) first};
        String word = new String(bytes, StandardCharsets.ISO_8859_1);
        boolean answered = ANSWERED.contains(word);
        if (!answered && !REFUSED.contains(word)) {
            return null;
        }
        if (!answered || !(whitelist.contains(word) || whitelist.contains(ALL))) {
            return word + " is not executed because it is not in the whitelist.\n";
        }
        return answer(word, report);
    }

    private static String answer(String word, ServerReport report) {
        boolean serving = report.state().serving();
        if (word.equals("ruok")) {
            return "imok";
        }
        if (word.equals("isro")) {
            return !serving ? "null" : report.engine().disk().low() ? "ro" : "rw";
        }
        if (!serving) {
            return NOT_SERVING;
        }
        return switch (word) {
            case "srvr" -> server(report, false);
            case "stat" -> server(report, true);
            case "mntr" -> monitor(report);
            case "conf" -> settings(report);
            case "cons" -> String.join("\n", report.clients(false)) + "\n\n";
            case "wchs" -> watches(report.figures());
            default -> throw new IllegalArgumentException(word);
        };
    }

    private static String server(ServerReport report, boolean withClients) {
        ServerReport.Figures figures = report.figures();
        DataTree tree = report.tree();
        StringBuilder out = new StringBuilder(512);
        out.append("Zookeeper version: ").append(VERSION).append('\n');
        if (withClients) {
            out.append("Clients:\n");
            report.clients(true).forEach(line -> out.append(line).append('\n'));
            out.append('\n');
        }
        out.append("Latency min/avg/max: ").append(figures.latencyMinMs()).append('/');
        out.append(average(figures)).append('/').append(figures.latencyMaxMs()).append('\n');
        out.append("Received: ").append(figures.received()).append('\n');
        out.append("Sent: ").append(figures.sent()).append('\n');
        out.append("Connections: ").append(figures.connections()).append('\n');
        out.append("Outstanding: ").append(figures.outstanding()).append('\n');
        out.append("Zxid: 0x").append(Long.toHexString(tree.zxid())).append('\n');
        out.append("Mode: ").append(mode(report.engine())).append('\n');
        out.append("Node count: ").append(tree.nodeCount()).append('\n');
        return out.toString();
    }

    private static String average(ServerReport.Figures figures) {
        return String.format(Locale.ROOT, "%.4f", figures.latencyAvgMs());
    }

    private static String mode(EngineStatus engine) {
        if (engine.state().role() != Role.LEADING) {
            return "follower";
        }
        return engine.learners().isEmpty() ? "standalone" : "leader";
    }

    private static String monitor(ServerReport report) {
        ServerReport.Figures figures = report.figures();
        EngineStatus engine = report.engine();
        DataTree tree = report.tree();
        StringBuilder out = new StringBuilder(1024);
        line(out, "version", VERSION);
        line(out, "server_state", mode(engine));
        line(out, "avg_latency", average(figures));
        line(out, "max_latency", figures.latencyMaxMs());
        line(out, "min_latency", figures.latencyMinMs());
        line(out, "packets_received", figures.received());
        line(out, "packets_sent", figures.sent());
        line(out, "num_alive_connections", figures.connections());
        line(out, "outstanding_requests", figures.outstanding());
        line(out, "znode_count", tree.nodeCount());
        line(out, "watch_count", figures.watches());
        line(out, "ephemerals_count", tree.ephemeralCount());
        line(out, "approximate_data_size", tree.dataBytes());
        line(out, "global_sessions", tree.sessions().size());
        line(out, "last_zxid", tree.zxid());
        line(out, "pending_submissions", engine.pending());
        line(out, "journal_bytes", engine.journalBytes());
        line(out, "disk_free_bytes", engine.disk().freeBytes());
        line(out, "read_only", engine.disk().low() ? 1 : 0);
        line(out, "divergences", engine.past().divergences());
        if (!engine.learners().isEmpty()) {
            line(out, "learners", engine.learners().size());
            line(out, "synced_followers", synced(engine));
        }
        return out.toString();
    }

    private static long synced(EngineStatus engine) {
        return engine.learners().stream()
                .filter(EngineStatus.LearnerStatus::upToDate)
                .count();
    }

    private static void line(StringBuilder out, String key, Object value) {
        out.append("zk_").append(key).append('\t').append(value).append('\n');
    }

    private static String settings(ServerReport report) {
        StringBuilder out = new StringBuilder(256);
        for (Map.Entry<String, String> setting : report.settings().entrySet()) {
            out.append(setting.getKey()).append('=').append(setting.getValue()).append('\n');
        }
        return out.toString();
    }

    private static String watches(ServerReport.Figures figures) {
        return figures.watchers() + " connections watching " + figures.watchedPaths() + " paths\nTotal watches:"
                + figures.watches() + "\n";
    }
}

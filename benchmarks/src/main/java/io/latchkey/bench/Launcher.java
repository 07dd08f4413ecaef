package io.latchkey.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts servers of either kind as processes on the same terms: same Java, heap and collector, the same zoo.cfg, and a
 * sync to disk before every acknowledgement, which is the default of both.
 *
 * @param javaHome whose Java runs the servers
 * @param classPath has Apache ZooKeeper and what it needs
 * @param jar Latchkey's executable jar
 * @param jvmOptions file of Java's options, Latchkey's own, given to both kinds; a missing one is no options
 * @param dir where the servers' folders are made
 */
record Launcher(Path javaHome, String classPath, Path jar, Path jvmOptions, Path dir) {
    /** Heap and collector of every started server, whatever the file says. */
    static final List<String> SAME_FOR_BOTH = List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC");

    private static final String LATCHKEY = "latchkey";
    private static final String ZOOKEEPER = "zookeeper";

    /** Whether a target's name asks for servers to be started. */
    static boolean starts(String target) {
        return target.equals(LATCHKEY) || target.equals(ZOOKEEPER);
    }

    /**
     * @param kind one that {@link #starts} knows
     * @param side tells two ensembles of the same kind apart
     */
    Ensemble start(String kind, String side, int nodes) throws IOException {
        return start(kind, side, nodes, Ensemble.Timing.USUAL);
    }

    /** As the other one, with other patience. */
    Ensemble start(String kind, String side, int nodes, Ensemble.Timing timing) throws IOException {
        List<String> command = kind.equals(LATCHKEY) ? latchkey() : zookeeper();
        return Ensemble.start(kind, command, nodes, timing, Files.createDirectories(dir.resolve(side)));
    }

    private List<String> latchkey() throws IOException {
        if (!Files.isReadable(jar)) {
            throw new IOException("latchkey can't be started: " + jar + " is missing; build it with"
                    + " mvn -Dquick -DskipTests package");
        }
        List<String> line = java();
        line.addAll(List.of("-jar", jar.toString(), "server", "--config"));
        return line;
    }

    private List<String> zookeeper() {
        List<String> line = java();
        line.addAll(List.of("-cp", classPath, "org.apache.zookeeper.server.quorum.QuorumPeerMain"));
        return line;
    }

    private List<String> java() {
        List<String> line = new ArrayList<>();
        line.add(javaHome.resolve("bin").resolve("java").toString());
        if (Files.isReadable(jvmOptions)) {
            line.add("@" + jvmOptions);
        }
        line.addAll(SAME_FOR_BOTH);
        return line;
    }
}

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
 * @param jvmOptions Latchkey's own options; what it says about heap and collector is overruled by {@link #SAME_FOR_BOTH}
 * @param dir where the servers' folders are made
 */
record Launcher(Path javaHome, String classPath, Path jar, Path jvmOptions, Path dir) {
    /** Heap and collector of every started server. */
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
        List<String> command = kind.equals(LATCHKEY) ? latchkey() : zookeeper();
        return Ensemble.start(kind, command, nodes, Files.createDirectories(dir.resolve(side)));
    }

    private List<String> latchkey() throws IOException {
        if (!Files.isReadable(jar) || !Files.isReadable(jvmOptions)) {
            throw new IOException("latchkey can't be started: " + jar + " or " + jvmOptions + " is missing:"
                    + " build them with mvn -Dquick -DskipTests package");
        }
        List<String> line = new ArrayList<>(List.of(java()));
        line.add("@" + jvmOptions);
        line.addAll(SAME_FOR_BOTH);
        line.addAll(List.of("-jar", jar.toString(), "server", "--config"));
        return line;
    }

    private List<String> zookeeper() {
        List<String> line = new ArrayList<>(List.of(java()));
        line.addAll(SAME_FOR_BOTH);
        line.addAll(List.of("-cp", classPath, "org.apache.zookeeper.server.quorum.QuorumPeerMain"));
        return line;
    }

    private String java() {
        return javaHome.resolve("bin").resolve("java").toString();
    }
}

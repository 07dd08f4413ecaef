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

    /**
     * Starts Latchkey as {@code bin/latchkey server} does: with the classes as they lie in memory, kept from a first run.
     *
     * @param flags of the server's command line
     */
    Ensemble startReady(int nodes, List<String> flags) throws IOException {
        Path archive = dir.resolve("classes.jsa");
        if (Files.notExists(archive)) {
            makeArchive(archive);
        }
        List<String> line = java();
        line.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
        line.addAll(List.of("-jar", checkedJar().toString(), "server"));
        line.addAll(flags);
        line.add("--config");
        return Ensemble.start(
                LATCHKEY, line, nodes, Ensemble.Timing.USUAL, Files.createDirectories(dir.resolve("ready")));
    }

    /** By a server that ends as soon as it serves, because there is no process of that number. */
    private void makeArchive(Path archive) throws IOException {
        List<String> line = java();
        line.addAll(List.of(
                "-XX:ArchiveClassesAtExit=" + archive, "-jar", checkedJar().toString(), "server"));
        line.addAll(List.of("--data-dir", dir.resolve("archive-data").toString()));
        line.addAll(List.of(
                "--client-port",
                "0",
                "--http-port",
                "0",
                "--rehearse",
                "--end-with",
                Integer.toString(Integer.MAX_VALUE)));
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("archive.log").toFile())
                .start();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while classes are archived", e);
        }
        if (Files.notExists(archive)) {
            throw new IOException("no classes were archived; see " + dir.resolve("archive.log"));
        }
    }

    private Path checkedJar() throws IOException {
        if (!Files.isReadable(jar)) {
            throw new IOException("latchkey can't be started: " + jar + " is missing; build it with"
                    + " mvn -Dquick -DskipTests package");
        }
        return jar;
    }

    private List<String> latchkey() throws IOException {
        List<String> line = java();
        line.addAll(List.of("-jar", checkedJar().toString(), "server", "--config"));
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

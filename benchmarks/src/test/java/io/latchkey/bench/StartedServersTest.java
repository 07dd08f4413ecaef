package io.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against a real Apache ZooKeeper, started as the tool starts it. */
class StartedServersTest {
    @TempDir
    static Path dir;

    private static Launcher launcher;
    private static Ensemble zookeeper;

    @BeforeAll
    static void start() throws IOException {
        launcher = new Launcher(
                Path.of(System.getProperty("java.home")),
                System.getProperty("java.class.path"),
                dir.resolve("no.jar"),
                dir.resolve("no.options"),
                dir);
        zookeeper = launcher.start("zookeeper", "A", 1);
    }

    @AfterAll
    static void stop() {
        zookeeper.close();
    }

    static List<Workload> workloads() {
        return List.of(
                new DataWorkload("writes", 2, 3, 100, 0),
                new DataWorkload("reads", 2, 3, 100, 1),
                new DataWorkload("mixed", 3, 1, 1024, 0.5),
                new WatchWorkload(20),
                new LockWorkload(3));
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void a_workload_measures_and_leaves_nothing_behind(Workload workload) throws Exception {
        Slice first;
        Slice second;
        try (Loop loop = Loop.open(zookeeper.servers(), workload)) {
            first = loop.run(0.05, 0.3, zookeeper.cpu());
            second = loop.run(0.05, 0.3, zookeeper.cpu());
        }
        for (Slice slice : List.of(first, second)) {
            assertThat(slice.operations()).isPositive();
            assertThat(slice.latencyNanos().getTotalCount()).isEqualTo(slice.operations());
            assertThat(slice.serverCpuSeconds()).isNotNegative().isLessThan(30);
        }
        try (ZooKeeper client = new ZooKeeper(address(), 30_000, event -> {})) {
            assertThat(Set.copyOf(client.getChildren("/", false))).isEqualTo(Set.of("zookeeper"));
        }
    }

    @Test
    void an_error_code_ends_the_run_with_its_name() {
        Workload fails = new DeletesWhatIsNotThere();
        assertThatThrownBy(() -> {
                    try (Loop loop = Loop.open(zookeeper.servers(), fails)) {
                        loop.run(0.05, 0.3, zookeeper.cpu());
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("-101 NONODE");
    }

    @Test
    void a_comparison_prints_one_line_per_workload() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Comparison comparison = new Comparison(zookeeper, zookeeper, 2, 0.1, new PrintStream(bytes, true));
        comparison.header();
        comparison.run(() -> new DataWorkload("writes", 1, 1, 100, 0));
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .last()
                .asString()
                .matches("\\| writes, 1 client x 1, 100 B \\| .+ \\| \\*\\*.+\\*\\* \\(.+\\) \\|.+\\|");
    }

    @Test
    void servers_that_do_not_start_are_named_with_their_log() throws IOException {
        Path jar = Files.writeString(dir.resolve("broken.jar"), "not a jar");
        Path options = Files.writeString(dir.resolve("jvm.options"), "-Xlog:disable");
        Launcher broken = new Launcher(launcher.javaHome(), "", jar, options, dir);
        assertThatThrownBy(() -> broken.start("latchkey", "B", 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("latchkey does not serve")
                .hasMessageContaining("server.log");
    }

    private static String address() {
        return "127.0.0.1:" + zookeeper.servers().get(0).getPort();
    }

    private static final class DeletesWhatIsNotThere implements Workload {
        @Override
        public String name() {
            return "deletes";
        }

        @Override
        public int clients() {
            return 1;
        }

        @Override
        public int depth() {
            return 1;
        }

        @Override
        public void prepare(Loop loop, List<Connection> clients) {}

        @Override
        public void issue(Loop loop, Connection client) {
            client.send(1, Frames.delete(client.nextXid(), "/not-there"));
        }

        @Override
        public void onReply(Loop loop, Connection client, Connection.Request request, ByteBuffer body) {}

        @Override
        public void cleanUp(Loop loop, List<Connection> clients) {}
    }
}

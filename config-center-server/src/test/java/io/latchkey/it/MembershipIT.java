package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ensembles that change while they serve, by what people and stock clients have for it. */
class MembershipIT {
    private static final int SOME = 200;

    @TempDir
    Path dir;

    private String latchkey(Cluster cluster, int askedNode, String... words) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--api", cluster.api(askedNode)));
        try (Program program = Program.latchkey(dir.resolve("command-" + System.nanoTime()), arguments)) {
            int exitCode = program.awaitEnd();
            assertThat(exitCode)
                    .as(String.join(" ", words) + "\n" + program.said())
                    .isZero();
            return program.said();
        }
    }

    private static String at(Cluster cluster, int node) {
        return node + "=127.0.0.1:" + cluster.peerPort(node);
    }

    /** Adds servers when the leader has brought them up to date. */
    private void add(Cluster cluster, int node, String... options) throws InterruptedException {
        int leader = cluster.leader();
        Waiting.until(
                "server " + node + " is up to date",
                () -> latchkey(cluster, leader, "members").lines().anyMatch(line -> line.matches(node + " .* up .*")));
        List<String> words = new ArrayList<>(List.of("members", "add", at(cluster, node)));
        words.addAll(List.of(options));
        latchkey(cluster, leader, words.toArray(String[]::new));
    }

    private static void assertAllThere(Map<String, String> acknowledged, SortedMap<String, String> tree) {
        acknowledged.forEach((path, text) -> assertThat(tree.get(path))
                .as(path)
                .startsWith(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + " "));
    }

    @Test
    void it_grows_to_five_and_shrinks_to_three_under_load_without_its_old_leader() throws Exception {
        try (Cluster cluster = Cluster.started(dir, 3);
                WriteLoad load = new WriteLoad(cluster, "load")) {
            load.awaitMore(SOME);
            int four = cluster.join();
            add(cluster, four);
            load.awaitMore(SOME);
            int five = cluster.join();
            add(cluster, five);
            load.awaitMore(SOME);

            int leader = cluster.leader();
            int other = 1 + leader % 3;
            latchkey(cluster, five, "members", "remove", Integer.toString(leader));
            load.awaitMore(SOME);
            latchkey(cluster, five, "members", "remove", Integer.toString(other));
            load.awaitMore(SOME);
            Map<String, String> acknowledged = load.end();
            System.out.printf(
                    "grew from 3 to 5 and shrank to 3 under load, leader removed: %d writes acknowledged, %d not answered,"
                            + " longest gap %d ms%n",
                    acknowledged.size(), load.unanswered(), load.longestGapMillis());

            cluster.kill(IntStream.of(leader, other));
            int third = 6 - leader - other;
            SortedMap<String, String> first = Stock.tree(cluster.server(third));
            assertAllThere(acknowledged, first);
            assertThat(Stock.tree(cluster.server(four))).isEqualTo(first);
            assertThat(Stock.tree(cluster.server(five))).isEqualTo(first);
            // two of the three that are left are a quorum, without any of those that were
            cluster.kill(IntStream.of(third));
            try (ZooKeeper client = Stock.connect(cluster.server(five))) {
                assertThat(client.exists("/load", false)).isNotNull();
                client.setData("/load", "after".getBytes(StandardCharsets.UTF_8), -1);
            }
        }
    }

    @Test
    void an_observer_joins_serves_reads_and_counts_in_no_quorum() throws Exception {
        try (Cluster cluster = Cluster.started(dir, 3);
                WriteLoad load = new WriteLoad(cluster, "load")) {
            int observer = cluster.join();
            add(cluster, observer, "--observer");
            load.awaitMore(SOME);
            Map<String, String> acknowledged = load.end();
            assertAllThere(acknowledged, Stock.tree(cluster.server(observer)));
            assertThat(latchkey(cluster, cluster.leader(), "members"))
                    .containsPattern(observer + " +observer +0 +observer +up");

            int leader = cluster.leader();
            cluster.kill(cluster.nodes().filter(node -> node != leader));
            Waiting.until(
                    "two that are left of four do not serve",
                    () -> cluster.mode(observer).isEmpty());
            cluster.nodes().filter(node -> node != leader).forEach(cluster::start);
            cluster.awaitServing();
            cluster.awaitServing(observer);
        }
    }

    @Test
    void a_stock_client_reconfigures() throws Exception {
        try (Cluster cluster = Cluster.started(dir, 3)) {
            int four = cluster.join();
            Waiting.until(
                    "server 4 is up to date",
                    () -> latchkey(cluster, cluster.leader(), "members")
                            .lines()
                            .anyMatch(line -> line.matches(four + " .* up .*")));
            try (ZooKeeperAdmin admin = Stock.admin(cluster.server(1))) {
                Stat stat = new Stat();
                String joining = "server.4=127.0.0.1:" + cluster.peerPort(four) + ":1;" + cluster.clientPort(four);
                assertThatThrownBy(() -> admin.reconfigure(joining, null, null, 99, stat))
                        .isInstanceOf(KeeperException.BadVersionException.class);
                assertThatThrownBy(() -> admin.reconfigure("server.9=127.0.0.1:1:2;3", null, null, -1, stat))
                        .isInstanceOf(KeeperException.NewConfigNoQuorum.class);
                byte[] grown = admin.reconfigure(joining, null, null, 0, stat);
                assertThat(new String(grown, StandardCharsets.UTF_8).lines())
                        .hasSize(5)
                        .contains("server.4=127.0.0.1:" + cluster.peerPort(four) + ":1:participant;"
                                + cluster.clientPort(four));
                for (int node = 1; node <= four; node++) {
                    try (ZooKeeper client = Stock.connect(cluster.server(node))) {
                        client.sync("/", (code, path, context) -> {}, null);
                        assertThat(client.getConfig(false, new Stat())).isEqualTo(grown);
                    }
                }
                byte[] three = admin.reconfigure(null, "2", null, -1, stat);
                assertThat(new String(three, StandardCharsets.UTF_8)).doesNotContain("server.2=");
            }
        }
    }

    @Test
    void leadership_is_handed_over_under_load_and_no_request_fails() throws Exception {
        try (Cluster cluster = Cluster.started(dir, 3);
                WriteLoad load = new WriteLoad(cluster, "load")) {
            load.awaitMore(SOME);
            for (int round = 0; round < 3; round++) {
                int before = cluster.leader();
                int next = 1 + before % 3;
                assertThat(latchkey(cluster, before, "leader", "transfer", "--to", Integer.toString(next)))
                        .startsWith("server " + next + " leads");
                assertThat(cluster.leader()).isEqualTo(next);
                load.awaitMore(SOME);
            }
            Map<String, String> acknowledged = load.end();
            System.out.printf(
                    "leadership handed over 3 times under load: %d writes acknowledged, longest gap %d ms%n",
                    acknowledged.size(), load.longestGapMillis());
            assertThat(load.unanswered()).isZero();
            assertAllThere(acknowledged, Stock.tree(cluster.server(1)));
        }
    }

    @Test
    void a_server_whose_disk_was_wiped_follows_without_a_vote_until_it_is_readmitted() throws Exception {
        try (Cluster cluster = Cluster.started(dir, 3);
                WriteLoad load = new WriteLoad(cluster, "load")) {
            load.awaitMore(SOME);
            int wiped = 1 + cluster.leader() % 3;
            cluster.kill(IntStream.of(wiped));
            load.awaitMore(SOME);
            delete(cluster.dataDir(wiped));
            cluster.start(wiped);
            cluster.awaitServing(wiped);
            load.awaitMore(SOME);
            Map<String, String> acknowledged = load.end();
            assertAllThere(acknowledged, Stock.tree(cluster.server(wiped)));
            // readmitted: with one more away, its vote is needed
            int third = 6 - wiped - cluster.leader();
            cluster.kill(IntStream.of(third));
            try (ZooKeeper client = Stock.connect(cluster.server(wiped))) {
                client.setData("/load", "after".getBytes(StandardCharsets.UTF_8), -1);
            }
        }
    }

    private static void delete(Path dir) throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toArray(Path[]::new)) {
                Files.delete(file);
            }
        }
    }

    @Test
    void a_stranger_at_the_peer_port_changes_nothing() throws Exception {
        try (Cluster cluster = Cluster.started(dir, 3)) {
            String before = latchkey(cluster, 1, "leader");
            byte[] frame = new byte[64];
            Arrays.fill(frame, (byte) 1);
            for (int node = 1; node <= 3; node++) {
                for (byte[] bytes : List.of(
                        "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                        frame,
                        new byte[] {0, 0, 0, 20, 'L', 'K', 'P', 'R', 1, 0, 2, 0, 2, 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0},
                        new byte[] {127, -1, -1, -1})) {
                    try (Socket stranger = new Socket("127.0.0.1", cluster.peerPort(node))) {
                        stranger.getOutputStream().write(bytes);
                        stranger.shutdownOutput();
                        assertThat(stranger.getInputStream().readAllBytes()).hasSizeLessThan(100);
                    }
                }
            }
            assertThat(latchkey(cluster, 1, "leader")).isEqualTo(before);
        }
    }
}

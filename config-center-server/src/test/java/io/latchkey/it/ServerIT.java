package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code latchkey server} with files of both kinds. */
class ServerIT {
    @TempDir
    Path dir;

    @Test
    void one_node_from_yaml_stops_cleanly_and_finds_its_data_again() throws Exception {
        try (Cluster cluster = Cluster.started(dir, 1)) {
            create(cluster.server(1), "/kept", "value");
            SortedMap<String, String> before = Stock.tree(cluster.server(1));
            cluster.program(1).terminate();
            assertThat(cluster.program(1).awaitEnd()).isIn(0, 143);
            cluster.startAll();
            assertThat(Stock.tree(cluster.server(1))).isEqualTo(before);
        }
    }

    /** What its archive of classes is made of: it must not miss what an ensemble needs for a restart. */
    @Test
    void a_rehearsal_lets_three_nodes_write_and_start_again_before_the_server_runs() throws Exception {
        Path data = dir.resolve("data");
        List<String> arguments = List.of(
                "server",
                "--data-dir",
                data.toString(),
                "--client-port",
                "0",
                "--http-port",
                "0",
                "--rehearse",
                "--end-with",
                String.valueOf(Integer.MAX_VALUE));
        try (Program server = Program.latchkey(dir.resolve("rehearsal.log"), arguments)) {
            assertThat(server.awaitEnd()).isZero();
            assertThat(server.said()).contains("server 1 of [1] is open");
            for (int node = 1; node <= 3; node++) {
                assertThat(server.said()).containsPattern("server " + node + " is [A-Z]+ in BROADCAST, epoch 2");
                assertThat(data.resolve("rehearsal/node-" + node + "/snapshots"))
                        .isNotEmptyDirectory();
            }
        }
    }

    @Test
    void an_unknown_key_is_an_error_with_a_suggestion() throws Exception {
        Path config = dir.resolve("wrong.yaml");
        Cluster.write(config, "client:\n  prot: 2181\n");
        try (Program server =
                Program.latchkey(dir.resolve("wrong.log"), List.of("server", "--config", config.toString()))) {
            assertThat(server.awaitEnd()).isNotZero();
            assertThat(server.said())
                    .contains("client.prot")
                    .contains("client.port")
                    .contains("line 2");
        }
    }

    @Test
    void three_nodes_from_zoo_cfg_and_myid_as_they_are() throws Exception {
        try (Cluster cluster = new Cluster(dir, 3)) {
            int[] electionPorts = {Ports.free(), Ports.free(), Ports.free()};
            for (int node = 1; node <= 3; node++) {
                Path config = dir.resolve("zoo-" + node + ".cfg");
                Cluster.write(config, zooCfg(cluster, node, electionPorts));
                Files.createDirectories(cluster.dataDir(node));
                Cluster.write(cluster.dataDir(node).resolve("myid"), node + "\n");
                cluster.start(node, config);
            }
            cluster.awaitServing();
            assertThat(cluster.leader()).isBetween(1, 3);
            create(cluster.server(1), "/everywhere", "value");
            SortedMap<String, String> tree = Stock.tree(cluster.server(1));
            assertThat(tree).containsKey("/everywhere");
            assertThat(Stock.tree(cluster.server(2))).isEqualTo(tree);
            assertThat(Stock.tree(cluster.server(3))).isEqualTo(tree);
            assertThat(cluster.program(1).said()).contains("autopurge.purgeInterval");
        }
    }

    private static String zooCfg(Cluster cluster, int node, int[] electionPorts) {
        StringBuilder text = new StringBuilder(
                """
                tickTime=500
                initLimit=20
                syncLimit=5
                dataDir=%s
                clientPort=%d
                clientPortAddress=127.0.0.1
                maxClientCnxns=0
                4lw.commands.whitelist=*
                admin.serverPort=%d
                autopurge.purgeInterval=1
                """.formatted(cluster.dataDir(node), cluster.clientPort(node), cluster.httpPort(node)));
        for (int i = 1; i <= 3; i++) {
            text.append("server.%d=127.0.0.1:%d:%d%n".formatted(i, cluster.peerPort(i), electionPorts[i - 1]));
        }
        return text.toString();
    }

    private static void create(String server, String path, String value) throws Exception {
        try (ZooKeeper client = Stock.connect(server)) {
            client.create(path, value.getBytes(StandardCharsets.UTF_8), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
    }
}

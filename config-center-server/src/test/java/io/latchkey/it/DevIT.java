package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code latchkey dev}: a newcomer's first command. */
class DevIT {
    private static final String READY = "Three things to try";

    @TempDir
    Path dir;

    private final int clientPort = Ports.free();
    private final int httpPort = Ports.free();

    private Program dev(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "dev",
                "--data-dir",
                dir.resolve("data").toString(),
                "--client-port",
                String.valueOf(clientPort),
                "--http-port",
                String.valueOf(httpPort)));
        arguments.addAll(List.of(more));
        return Program.latchkey(dir.resolve("dev-" + System.nanoTime() + ".log"), arguments);
    }

    private String server() {
        return "127.0.0.1:" + clientPort;
    }

    @Test
    void ctrl_c_stops_it_cleanly_and_the_next_start_finds_the_data() throws Exception {
        try (Program dev = dev()) {
            dev.awaitSaid(READY);
            assertThat(dev.said()).contains(server(), "http://localhost:" + httpPort);
            try (ZooKeeper client = Stock.connect(server())) {
                client.create(
                        "/kept", "here".getBytes(StandardCharsets.UTF_8), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            }
            dev.interrupt();
            assertThat(dev.awaitEnd()).isIn(0, 130);
            assertThat(dev.said()).doesNotContain("Exception");
        }
        try (Program dev = dev()) {
            dev.awaitSaid(READY);
            try (ZooKeeper client = Stock.connect(server())) {
                assertThat(client.getData("/kept", false, null)).isEqualTo("here".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void three_nodes_start_with_one_command_and_stop_with_one_key() throws Exception {
        // the ports behind the first ones are taken by the other nodes
        try (Program dev = dev("--nodes", "3")) {
            dev.awaitSaid(READY);
            assertThat(dev.said()).contains("leader").contains("127.0.0.1:" + (clientPort + 2));
            try (ZooKeeper one = Stock.connect(server());
                    ZooKeeper three = Stock.connect("127.0.0.1:" + (clientPort + 2))) {
                one.create("/shared", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
                Waiting.until("the third node shows it", () -> three.exists("/shared", false) != null);
            }
            dev.interrupt();
            dev.awaitEnd();
            for (int i = 0; i < 3; i++) {
                try (ServerSocket socket = new ServerSocket(clientPort + i, 1, InetAddress.getLoopbackAddress())) {
                    assertThat(socket.isBound()).isTrue();
                }
            }
        }
    }

    @Test
    void a_busy_port_is_one_line_with_the_flag_that_changes_it() throws Exception {
        try (ServerSocket busy = new ServerSocket(clientPort, 1, InetAddress.getLoopbackAddress());
                Program dev = dev()) {
            assertThat(dev.awaitEnd()).isEqualTo(1);
            assertThat(dev.said()).hasLineCount(1).contains(String.valueOf(busy.getLocalPort()), "--client-port");
        }
        try (ServerSocket busy = new ServerSocket(httpPort, 1, InetAddress.getLoopbackAddress());
                Program dev = dev()) {
            assertThat(dev.awaitEnd()).isEqualTo(1);
            assertThat(dev.said()).hasLineCount(1).contains(String.valueOf(busy.getLocalPort()), "--http-port");
        }
    }

    @Test
    void a_directory_that_cannot_be_made_is_one_line_with_the_flag_that_changes_it() throws Exception {
        Files.writeString(dir.resolve("data"), "a file, where a directory should be");
        try (Program dev = dev()) {
            assertThat(dev.awaitEnd()).isEqualTo(1);
            assertThat(dev.said()).hasLineCount(1).contains("--data-dir");
        }
    }
}

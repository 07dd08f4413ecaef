package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever sends nonsense is turned away, and nobody else notices. */
class BadInputIT {
    private static final int SECONDS_15 = 15_000;

    @TempDir
    static Path dir;

    private static Cluster cluster;
    private ZooKeeper honest;
    private long session;

    @BeforeAll
    static void start() {
        cluster = Cluster.started(dir, 1);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void connect() throws Exception {
        honest = Stock.connect(cluster.server(1));
        session = honest.getSessionId();
    }

    @AfterEach
    void the_honest_client_has_noticed_nothing() throws Exception {
        String path = honest.create("/honest-", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL);
        assertThat(honest.exists(path, false)).isNotNull();
        assertThat(honest.getSessionId()).isEqualTo(session);
        assertThat(honest.getState()).isEqualTo(ZooKeeper.States.CONNECTED);
        honest.close();
    }

    private static Socket open() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.clientPort(1));
        socket.setSoTimeout(SECONDS_15);
        return socket;
    }

    private static byte[] length(int length) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
    }

    /** Sends bytes and reads until the server closes; a reset is an end as well. */
    private static void assertTurnedAway(byte[]... parts) throws IOException {
        try (Socket socket = open()) {
            for (byte[] part : parts) {
                socket.getOutputStream().write(part);
            }
            socket.getOutputStream().flush();
            while (socket.getInputStream().read() >= 0) {
                continue; // an answer before the end is allowed
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("the server keeps a connection that sent nonsense", e);
        } catch (IOException e) {
            return; // reset: turned away, too
        }
    }

    @Test
    void lengths_that_cannot_be_are_turned_away() throws IOException {
        assertTurnedAway(length(-1));
        assertTurnedAway(length(Integer.MIN_VALUE));
        assertTurnedAway(length(Integer.MAX_VALUE));
        assertTurnedAway(length(1_048_576 + 1));
        assertTurnedAway(length(3), new byte[3]);
    }

    @Test
    void random_bytes_are_turned_away() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[1 + random.nextInt(300)];
            random.nextBytes(bytes);
            assertTurnedAway(length(bytes.length), bytes);
        }
    }

    @Test
    void a_ten_megabyte_value_harms_only_who_sends_it() throws Exception {
        ZooKeeper offender = Stock.connect(cluster.server(1));
        assertThatThrownBy(() ->
                        offender.create("/huge", new byte[10_000_000], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT))
                .isInstanceOf(KeeperException.class);
        offender.close();
        assertThat(honest.exists("/huge", false)).isNull();
    }

    @Test
    void three_hundred_half_open_sockets_are_in_nobodys_way() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                Socket socket = open();
                sockets.add(socket);
                if (i % 3 == 1) {
                    socket.getOutputStream().write(length(44)); // the beginning of a handshake, and nothing more
                } else if (i % 3 == 2) {
                    new DataOutputStream(socket.getOutputStream()).writeShort(0);
                }
            }
            for (int i = 0; i < 200; i++) {
                honest.create(
                        "/among-them-" + i,
                        "x".getBytes(StandardCharsets.UTF_8),
                        Ids.OPEN_ACL_UNSAFE,
                        CreateMode.EPHEMERAL);
            }
            ZooKeeper newcomer = Stock.connect(cluster.server(1));
            assertThat(newcomer.getData("/among-them-199", false, null))
                    .isEqualTo("x".getBytes(StandardCharsets.UTF_8));
            newcomer.close();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void paths_that_lead_elsewhere_are_refused() throws Exception {
        for (String path : List.of("/..", "/.", "//b", "b", "/b\u0000")) {
            assertThat(RawClient.create(cluster.clientPort(1), path)).as(path).isEqualTo(-8);
        }
        // ZooKeeper looks for the parent before it looks at the name
        assertThat(RawClient.create(cluster.clientPort(1), "/a/../b")).isIn(-8, -101);
        assertThat(RawClient.create(cluster.clientPort(1), "/b/")).isIn(-8, -101);
    }
}

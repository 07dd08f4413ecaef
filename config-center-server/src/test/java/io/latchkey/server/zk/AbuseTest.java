package io.latchkey.server.zk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.ZabConfig;
import io.latchkey.zab.runtime.EngineConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.apache.zookeeper.MultiOperationRecord;
import org.apache.zookeeper.MultiResponse;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.proto.AddWatchRequest;
import org.apache.zookeeper.proto.ConnectResponse;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.DeleteRequest;
import org.apache.zookeeper.proto.ExistsRequest;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.SetDataRequest;
import org.apache.zookeeper.proto.SetWatches2;
import org.apache.zookeeper.proto.SyncRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that behave badly are held off or closed; the others don't notice. */
@Timeout(120)
class AbuseTest {
    private static final ZkLimits D = ZkLimits.DEFAULT;

    private static CreateRequest create(String path, int bytes) {
        return new CreateRequest(path, new byte[bytes], ZooDefs.Ids.OPEN_ACL_UNSAFE, 0);
    }

    private static void work(RawClient client, int requests) throws IOException {
        for (int i = 0; i < requests; i++) {
            assertThat(client.call(OpCode.CREATE, create("/working", 10)).err()).isZero();
            assertThat(client.call(OpCode.DELETE, new DeleteRequest("/working", -1))
                            .err())
                    .isZero();
        }
    }

    @Test
    void three_hundred_silent_and_slow_sockets_are_closed_while_others_work() throws IOException {
        ZkLimits limits = new ZkLimits(1_000, 1 << 20, 1 << 20, 100, 100, 10, 1_000, 1_000);
        try (TestNode node = TestNode.start(TestNode.config(Set.of(), 0, limits, 2));
                RawClient client = RawClient.opened(node.port())) {
            List<RawClient> idle = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                RawClient socket = new RawClient(node.port());
                if (i % 3 > 0) {
                    socket.sendBytes(new byte[i % 3 * 3]); // a part of a length, or of a frame
                }
                idle.add(socket);
            }
            work(client, 200);
            for (RawClient socket : idle) {
                socket.expectClosed();
                socket.close();
            }
            work(client, 1);
        }
    }

    @Test
    void sockets_without_a_session_are_bounded() throws IOException {
        ZkLimits limits = new ZkLimits(1_000, 1 << 20, 1 << 20, 100, 100, 10, 20, 60_000);
        try (TestNode node = TestNode.start(TestNode.config(Set.of(), 0, limits, 1));
                RawClient client = RawClient.opened(node.port())) {
            List<RawClient> idle = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                idle.add(new RawClient(node.port()));
            }
            try (RawClient oneMore = new RawClient(node.port())) {
                oneMore.expectClosed();
            }
            work(client, 1);
            for (RawClient socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void connections_from_one_address_are_bounded() throws IOException {
        try (TestNode node = TestNode.start(TestNode.config(Set.of(), 2, D, 2));
                RawClient a = RawClient.opened(node.port());
                RawClient b = RawClient.opened(node.port())) {
            try (RawClient c = new RawClient(node.port())) {
                c.expectClosed();
            }
            a.call(OpCode.CLOSE_SESSION);
            a.expectClosed();
            work(b, 1);
        }
    }

    @Test
    void a_client_that_never_reads_is_not_read_either() throws IOException {
        try (TestNode node = TestNode.start(TestNode.config(Set.of(), 0, D, 1));
                RawClient other = RawClient.opened(node.port());
                SocketChannel deaf = deafClient(node.port());
                Selector selector = Selector.open()) {
            other.call(OpCode.CREATE, create("/big", 500_000));
            byte[] request = RawClient.request(1, OpCode.GET_DATA.type(), new GetDataRequest("/big", false));
            ByteBuffer frame = ByteBuffer.allocate(request.length + 4)
                    .putInt(request.length)
                    .put(request);
            deaf.configureBlocking(false);
            SelectionKey key = deaf.register(selector, SelectionKey.OP_WRITE);
            long sent = 0;
            while (selector.select(2_000) > 0) {
                selector.selectedKeys().clear();
                sent += deaf.write(frame.rewind());
                assertThat(sent)
                        .as("bytes that the server takes without an end")
                        .isLessThan(64 << 20);
            }
            assertThat(key.isValid()).isTrue();
            assertThat(node.server().connections())
                    .allSatisfy(c -> assertThat(c.sent()).isLessThan(1_000));
            work(other, 100);
        }
    }

    private static SocketChannel deafClient(int port) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 16 << 10);
        channel.connect(new InetSocketAddress("127.0.0.1", port));
        byte[] hello =
                Records.bytes(new org.apache.zookeeper.proto.ConnectRequest(0, 0, 40_000, 0, new byte[16], false));
        channel.write(ByteBuffer.allocate(hello.length + 4)
                .putInt(hello.length)
                .put(hello)
                .flip());
        ByteBuffer reply = ByteBuffer.allocate(41);
        while (reply.hasRemaining()) {
            channel.read(reply);
        }
        return channel;
    }

    @Test
    void a_client_that_does_not_read_its_events_is_closed_at_a_limit() throws IOException {
        ZkLimits limits = new ZkLimits(1_000, 1 << 20, 1 << 20, 100, 100, 10, 1_000, 1_000);
        try (TestNode node = TestNode.start(TestNode.config(Set.of(), 0, limits, 1));
                RawClient writer = RawClient.opened(node.port());
                SocketChannel deaf = deafClient(node.port())) {
            byte[] request = RawClient.request(1, OpCode.ADD_WATCH.type(), new AddWatchRequest("/", 1));
            deaf.write(ByteBuffer.allocate(request.length + 4)
                    .putInt(request.length)
                    .put(request)
                    .flip());
            String path = "/" + "x".repeat(4_000);
            writer.call(OpCode.CREATE, create(path, 0));
            int writes = 0;
            while (node.server().connections().size() > 1) {
                writer.call(OpCode.SET_DATA, new SetDataRequest(path, new byte[0], -1));
                assertThat(++writes)
                        .as("events that are kept for a deaf client")
                        .isLessThan(20_000);
            }
            work(writer, 10);
        }
    }

    @Test
    void a_value_of_ten_megabytes_costs_its_sender_the_connection_and_nobody_else() throws Exception {
        try (TestNode node = TestNode.start();
                RawClient other = RawClient.opened(node.port());
                ZooKeeper zk = new ZooKeeper(node.connectString(), 10_000, event -> {})) {
            other.call(OpCode.CREATE, create("/ten", 1));
            assertThatThrownBy(() -> zk.setData("/ten", new byte[10 << 20], -1))
                    .isInstanceOf(org.apache.zookeeper.KeeperException.ConnectionLossException.class);
            work(other, 10);
            assertThat(zk.setData("/ten", new byte[900_000], -1).getDataLength())
                    .isEqualTo(900_000);
        }
    }

    @Test
    void watches_are_bounded_and_set_watches_beyond_the_bound_closes() throws IOException {
        ZkLimits limits = new ZkLimits(1_000, 1 << 20, 1 << 20, 10, 100, 10, 1_000, 1_000);
        try (TestNode node = TestNode.start(TestNode.config(Set.of(), 0, limits, 1));
                RawClient client = RawClient.opened(node.port());
                RawClient restless = RawClient.opened(node.port())) {
            int left = 0;
            while (client.call(OpCode.EXISTS, new ExistsRequest("/w" + left, true))
                            .err()
                    == -101) {
                left++;
            }
            assertThat(left).isBetween(9, 10);
            assertThat(client.call(OpCode.EXISTS, new ExistsRequest("/w", true)).err())
                    .isEqualTo(-127);
            assertThat(client.call(OpCode.EXISTS, new ExistsRequest("/", false)).err())
                    .isZero();

            List<String> many = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                many.add("/m" + i);
            }
            RawClient.Reply reply = restless.call(
                    OpCode.SET_WATCHES2, new SetWatches2(0, List.of(), many, List.of(), List.of(), List.of()));
            assertThat(reply.err()).isEqualTo(-127);
            restless.expectClosed();
        }
    }

    @Test
    void when_the_engine_is_full_requests_wait_in_order_instead_of_failing() throws IOException {
        EngineConfig narrow = narrowEngine();
        try (TestNode node = TestNode.start(TestNode.config(Set.of(), 0, D, 2), narrow);
                RawClient a = RawClient.opened(node.port());
                RawClient b = RawClient.opened(node.port())) {
            for (int i = 0; i < 500; i++) {
                a.send(OpCode.CREATE, create("/a" + i, 10));
                b.send(OpCode.CREATE, create("/b" + i, 10));
            }
            for (int i = 1; i <= 500; i++) {
                RawClient.Reply ofA = a.read();
                RawClient.Reply ofB = b.read();
                assertThat(ofA.xid()).isEqualTo(i);
                assertThat(ofA.err()).isZero();
                assertThat(ofB.xid()).isEqualTo(i);
                assertThat(ofB.err()).isZero();
            }
        }
    }

    @Test
    void a_small_multi_of_reads_cannot_ask_for_an_endless_reply() throws IOException {
        try (TestNode node = TestNode.start();
                RawClient client = RawClient.opened(node.port())) {
            client.call(OpCode.CREATE, create("/fat", 1_000_000));
            List<Op> ops = Collections.nCopies(1_000, Op.getData("/fat"));
            RawClient.Reply reply = client.call(OpCode.MULTI_READ, new MultiOperationRecord(ops));
            assertThat(reply.body().length).isLessThan(10 << 20);
            List<OpResult> results = reply.as(new MultiResponse()).getResultList();
            assertThat(results).hasSize(1_000);
            assertThat(results.get(0)).isInstanceOf(OpResult.GetDataResult.class);
            assertThat(((OpResult.ErrorResult) results.get(999)).getErr()).isEqualTo(-127);
        }
    }

    @Test
    void a_password_of_another_length_is_a_wrong_one() throws IOException {
        try (TestNode node = TestNode.start();
                RawClient owner = new RawClient(node.port())) {
            long id = owner.connect(0, new byte[16], 10_000).getSessionId();
            for (int length : new int[] {0, 15, 17, 900_000}) {
                try (RawClient thief = new RawClient(node.port())) {
                    assertThat(thief.connect(id, new byte[length], 10_000).getSessionId())
                            .isZero();
                    thief.expectClosed();
                }
            }
            work(owner, 1);
        }
    }

    /** Two pending submissions are all that it takes. */
    private static EngineConfig narrowEngine() {
        EngineConfig e = EngineConfig.of(ZabConfig.of(1, QuorumConfig.majorityOf(1)));
        return new EngineConfig(
                e.zab(),
                e.tickMs(),
                e.sessionBucketTicks(),
                e.interregnumTicks(),
                2,
                e.pendingBytesMax(),
                e.snapshotTxns(),
                e.snapshotBytes(),
                e.snapshotsKept(),
                e.containerCheckTicks());
    }

    @Test
    void a_silent_session_ends_with_its_ephemerals_and_its_connection() throws IOException {
        try (TestNode node = TestNode.start(TestNode.impatient());
                RawClient watcher = new RawClient(node.port());
                RawClient silent = new RawClient(node.port())) {
            watcher.connect(0, new byte[16], 1_000);
            ConnectResponse session = silent.connect(0, new byte[16], 100);
            assertThat(session.getTimeOut()).isEqualTo(100);
            silent.call(OpCode.CREATE, new CreateRequest("/silent", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, 1));
            watcher.call(OpCode.SYNC, new SyncRequest("/")); // its loop may not have seen the node yet
            RawClient.Reply reply = watcher.call(OpCode.EXISTS, new ExistsRequest("/silent", true));
            while (reply.xid() != -1) {
                watcher.sendFrame(RawClient.request(-2, OpCode.PING.type()));
                reply = watcher.read();
            }
            assertThat(reply.event().getType()).isEqualTo(2);
            silent.expectClosed();
        }
    }
}

package io.latchkey.server.zk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.proto.AuthPacket;
import org.apache.zookeeper.proto.ConnectRequest;
import org.apache.zookeeper.proto.ConnectResponse;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.DeleteRequest;
import org.apache.zookeeper.proto.ExistsRequest;
import org.apache.zookeeper.proto.GetDataRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handshakes, sessions and the order of replies, byte by byte. */
@Timeout(60)
class SessionSemanticsTest {
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static RawClient opened() throws IOException {
        return RawClient.opened(node.port());
    }

    private static CreateRequest create(String path, int flags) {
        return new CreateRequest(path, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, flags);
    }

    @Test
    void a_request_without_the_read_only_byte_gets_a_reply_without_it() throws IOException {
        byte[] whole = Records.bytes(new ConnectRequest(0, 0, 10_000, 0, new byte[16], false));
        assertThat(whole).hasSize(45);
        try (RawClient old = new RawClient(node.port());
                RawClient young = new RawClient(node.port())) {
            old.sendFrame(Arrays.copyOf(whole, 44));
            assertThat(old.readFrame()).hasSize(36);
            young.sendFrame(whole);
            assertThat(young.readFrame()).hasSize(37);
        }
    }

    @Test
    void timeouts_are_brought_into_the_servers_range() throws IOException {
        int[][] wishes = {{1, 4_000}, {5_001, 5_001}, {1_000_000_000, 40_000}, {-5, 4_000}};
        for (int[] wish : wishes) {
            try (RawClient client = new RawClient(node.port())) {
                assertThat(client.connect(0, new byte[16], wish[0]).getTimeOut())
                        .isEqualTo(wish[1]);
            }
        }
    }

    @Test
    void session_ids_start_with_the_server_and_passwords_are_random() throws IOException {
        try (RawClient a = new RawClient(node.port());
                RawClient b = new RawClient(node.port())) {
            ConnectResponse first = a.connect(0, new byte[16], 10_000);
            ConnectResponse second = b.connect(0, new byte[16], 10_000);
            assertThat(first.getSessionId() >>> 56).isEqualTo(1);
            assertThat(first.getSessionId()).isNotEqualTo(second.getSessionId());
            assertThat(first.getPasswd()).hasSize(16).isNotEqualTo(second.getPasswd());
        }
    }

    @Test
    void a_session_is_taken_up_by_another_connection_and_the_older_one_is_closed() throws IOException {
        try (RawClient first = new RawClient(node.port());
                RawClient second = new RawClient(node.port())) {
            ConnectResponse session = first.connect(0, new byte[16], 30_000);
            first.call(OpCode.CREATE, create("/taken-up", 1));

            ConnectResponse again = second.connect(session.getSessionId(), session.getPasswd(), 30_000);
            assertThat(again.getSessionId()).isEqualTo(session.getSessionId());
            assertThat(again.getPasswd()).isEqualTo(session.getPasswd());
            assertThat(again.getTimeOut()).isEqualTo(30_000);
            first.expectClosed();
            assertThat(second.call(OpCode.EXISTS, new ExistsRequest("/taken-up", false))
                            .err())
                    .isZero();
        }
    }

    @Test
    void a_wrong_password_is_refused_and_leaves_the_session_unharmed() throws IOException {
        try (RawClient owner = new RawClient(node.port());
                RawClient thief = new RawClient(node.port())) {
            ConnectResponse session = owner.connect(0, new byte[16], 30_000);
            ConnectResponse refusal = thief.connect(session.getSessionId(), new byte[16], 30_000);
            assertThat(refusal.getSessionId()).isZero();
            assertThat(refusal.getTimeOut()).isZero();
            assertThat(refusal.getPasswd()).isEqualTo(new byte[16]);
            thief.expectClosed();
            assertThat(owner.call(OpCode.CREATE, create("/unharmed", 1)).err()).isZero();
        }
    }

    @Test
    void unknown_and_ended_sessions_are_refused_in_the_same_way() throws IOException {
        try (RawClient owner = new RawClient(node.port());
                RawClient late = new RawClient(node.port());
                RawClient stranger = new RawClient(node.port())) {
            ConnectResponse session = owner.connect(0, new byte[16], 30_000);
            owner.call(OpCode.CLOSE_SESSION);
            assertThat(late.connect(session.getSessionId(), session.getPasswd(), 30_000)
                            .getSessionId())
                    .isZero();
            late.expectClosed();
            assertThat(stranger.connect(0x0100_0000_dead_beefL, new byte[16], 30_000)
                            .getTimeOut())
                    .isZero();
            stranger.expectClosed();
        }
    }

    @Test
    void who_has_seen_a_later_zxid_is_closed_without_a_reply() throws IOException {
        try (RawClient client = new RawClient(node.port())) {
            client.sendFrame(Records.bytes(new ConnectRequest(0, Long.MAX_VALUE, 10_000, 0, new byte[16], false)));
            client.expectClosed();
        }
    }

    @Test
    void close_session_is_answered_without_a_body_then_closed() throws IOException {
        try (RawClient client = opened();
                RawClient watcher = opened()) {
            client.call(OpCode.CREATE, create("/closing-a", 1));
            client.call(OpCode.CREATE, create("/closing-b", 1));
            watcher.call(OpCode.EXISTS, new ExistsRequest("/closing-a", true));
            watcher.call(OpCode.EXISTS, new ExistsRequest("/closing-b", true));

            RawClient.Reply reply = client.call(OpCode.CLOSE_SESSION);
            assertThat(reply.err()).isZero();
            assertThat(reply.body()).isEmpty();
            client.expectClosed();
            RawClient.Reply one = watcher.read();
            RawClient.Reply two = watcher.read();
            assertThat(one.event().getType()).isEqualTo(2);
            assertThat(one.zxid()).as("one transaction for all ephemerals").isEqualTo(two.zxid());
            assertThat(one.zxid()).isEqualTo(reply.zxid());
        }
    }

    @Test
    void replies_come_in_the_order_of_requests_pings_too() throws IOException {
        try (RawClient client = opened()) {
            for (int i = 0; i < 200; i++) {
                client.sendFrame(RawClient.request(1 + 3 * i, OpCode.CREATE.type(), create("/order-" + i, 1)));
                client.sendFrame(RawClient.request(-2, OpCode.PING.type()));
                client.sendFrame(
                        RawClient.request(3 + 3 * i, OpCode.GET_DATA.type(), new GetDataRequest("/order-" + i, false)));
            }
            long zxid = 0;
            for (int i = 0; i < 200; i++) {
                RawClient.Reply write = client.read();
                RawClient.Reply ping = client.read();
                RawClient.Reply read = client.read();
                assertThat(write.xid()).isEqualTo(1 + 3 * i);
                assertThat(ping.xid()).isEqualTo(-2);
                assertThat(read.xid()).isEqualTo(3 + 3 * i);
                assertThat(read.err()).as("a read sees the write before it").isZero();
                assertThat(write.zxid()).isGreaterThan(zxid);
                assertThat(read.zxid()).isGreaterThanOrEqualTo(write.zxid());
                zxid = read.zxid();
            }
        }
    }

    @Test
    void a_failed_write_uses_up_a_zxid() throws IOException {
        try (RawClient client = opened()) {
            long first = client.call(OpCode.CREATE, create("/gap", 1)).zxid();
            RawClient.Reply failed = client.call(OpCode.CREATE, create("/gap", 1));
            assertThat(failed.err()).isEqualTo(-110);
            assertThat(failed.zxid()).isEqualTo(first + 1);
            assertThat(client.call(OpCode.DELETE, new DeleteRequest("/gap", -1)).zxid())
                    .isEqualTo(first + 2);
        }
    }

    @Test
    void auth_is_answered_at_once_and_a_failure_closes() throws IOException {
        try (RawClient client = opened()) {
            for (String[] auth : new String[][] {{"digest", "u:p"}, {"digest", "no-colon"}, {"ip", "8.8.8.8"}}) {
                client.sendFrame(
                        RawClient.request(-4, OpCode.AUTH.type(), new AuthPacket(0, auth[0], auth[1].getBytes())));
                RawClient.Reply reply = client.read();
                assertThat(reply.xid()).isEqualTo(-4);
                assertThat(reply.err()).isZero();
                assertThat(reply.zxid()).isZero();
                assertThat(reply.body()).isEmpty();
            }
            client.sendFrame(
                    RawClient.request(-4, OpCode.AUTH.type(), new AuthPacket(0, "super", "anyone".getBytes())));
            assertThat(client.read().err()).isEqualTo(-115);
            client.expectClosed();
        }
    }

    @Test
    void a_broken_record_is_an_error_and_the_connection_lives() throws IOException {
        try (RawClient client = opened()) {
            client.sendFrame(HexFormat.of().parseHex("00000007" + "00000001" + "7fffffff" + "00"));
            RawClient.Reply broken = client.read();
            assertThat(broken.xid()).isEqualTo(7);
            assertThat(broken.err()).isEqualTo(-5);
            assertThat(client.call(OpCode.CREATE, create("/after-broken", 1)).err())
                    .isZero();
        }
    }

    @Test
    void an_unknown_request_is_unimplemented_then_closed() throws IOException {
        for (int type : new int[] {0, 13, 20, 999, -10, -1}) {
            try (RawClient client = opened()) {
                client.sendFrame(RawClient.request(5, type));
                assertThat(client.read().err()).isEqualTo(-6);
                client.expectClosed();
            }
        }
    }

    @Test
    void lengths_that_no_frame_has_close_without_a_reply() throws IOException {
        for (String length : new String[] {"ffffffff", "80000000", "7fffffff", "00100000", "00000003"}) {
            try (RawClient client = opened()) {
                client.sendBytes(HexFormat.of().parseHex(length + "000000"));
                client.expectClosed();
            }
        }
    }

    @Test
    void other_protocols_on_the_port_are_closed() throws IOException {
        try (RawClient client = new RawClient(node.port())) {
            client.sendBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
            client.expectClosed();
        }
        try (RawClient client = new RawClient(node.port())) {
            client.sendFrame(new byte[] {1, 2, 3});
            client.expectClosed();
        }
        try (RawClient client = new RawClient(node.port())) {
            client.sendFrame(Records.bytes(new ConnectRequest(7, 0, 10_000, 0, new byte[16], false)));
            client.expectClosed();
        }
    }
}

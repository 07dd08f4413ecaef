package io.latchkey.server.zk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.proto.ConnectResponse;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.ExistsRequest;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.SetDataRequest;
import org.apache.zookeeper.proto.SyncRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients on different event loops: each sees a tree of its own loop, and still nothing out of order. */
@Timeout(60)
class SeveralLoopsTest {
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start(TestNode.config(Set.of(), 0, ZkLimits.DEFAULT, 3));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static CreateRequest create(String path, int flags) {
        return new CreateRequest(path, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, flags);
    }

    @Test
    void the_event_comes_before_a_reply_that_shows_the_new_data() throws IOException {
        try (RawClient writer = RawClient.opened(node.port());
                RawClient reader = RawClient.opened(node.port())) {
            writer.call(OpCode.CREATE, create("/shows", 0));
            reader.call(OpCode.SYNC, new SyncRequest("/"));
            for (int i = 1; i <= 200; i++) {
                reader.call(OpCode.GET_DATA, new GetDataRequest("/shows", true));
                writer.call(OpCode.SET_DATA, new SetDataRequest("/shows", new byte[] {1}, -1));
                reader.send(OpCode.GET_DATA, new GetDataRequest("/shows", false));
                RawClient.Reply first = reader.read();
                if (first.xid() > 0) {
                    // the reader's loop had not heard of the write yet: then its reply must not show it
                    RawClient.Reply event = reader.read();
                    assertThat(event.xid()).isEqualTo(-1);
                    assertThat(first.zxid()).isLessThan(event.zxid());
                } else {
                    assertThat(reader.read().zxid()).isGreaterThanOrEqualTo(first.zxid());
                }
            }
        }
    }

    @Test
    void a_read_after_sync_sees_what_was_written_elsewhere() throws IOException {
        try (RawClient writer = RawClient.opened(node.port());
                RawClient reader = RawClient.opened(node.port())) {
            for (int i = 0; i < 100; i++) {
                writer.call(OpCode.CREATE, create("/synced-" + i, 1));
                reader.send(OpCode.SYNC, new SyncRequest("/nowhere"));
                reader.send(OpCode.EXISTS, new ExistsRequest("/synced-" + i, false));
                assertThat(reader.read().err()).isZero();
                assertThat(reader.read().err()).isZero();
            }
        }
    }

    @Test
    void a_session_wanders_between_loops_and_sees_all_that_it_has_seen() throws IOException {
        RawClient at = new RawClient(node.port());
        ConnectResponse session = at.connect(0, new byte[16], 30_000);
        List<RawClient> old = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            long zxid = at.call(OpCode.CREATE, create("/wander-" + i, 1)).zxid();
            RawClient next = new RawClient(node.port());
            ConnectResponse again = next.connect(session.getSessionId(), session.getPasswd(), 30_000);
            assertThat(again.getSessionId()).isEqualTo(session.getSessionId());
            RawClient.Reply read = next.call(OpCode.EXISTS, new ExistsRequest("/wander-" + i, false));
            assertThat(read.err()).isZero();
            assertThat(read.zxid()).isGreaterThan(zxid);
            old.add(at);
            at = next;
        }
        for (RawClient client : old) {
            client.expectClosed();
            client.close();
        }
        assertThat(at.call(OpCode.CLOSE_SESSION).err()).isZero();
        at.close();
    }

    @Test
    void requests_that_a_session_left_behind_do_not_take_effect_after_it_moved() throws IOException {
        try (RawClient first = new RawClient(node.port());
                RawClient second = new RawClient(node.port())) {
            ConnectResponse session = first.connect(0, new byte[16], 30_000);
            for (int i = 0; i < 500; i++) {
                first.send(OpCode.CREATE, create("/late-" + i, 1));
            }
            second.connect(session.getSessionId(), session.getPasswd(), 30_000);
            int answered = second.call(OpCode.GET_EPHEMERALS, new SyncRequest("/late-"))
                    .body()
                    .length;
            second.call(OpCode.SYNC, new SyncRequest("/"));
            assertThat(second.call(OpCode.GET_EPHEMERALS, new SyncRequest("/late-"))
                            .body()
                            .length)
                    .as("nothing has been added after the session moved")
                    .isEqualTo(answered);
        }
    }
}

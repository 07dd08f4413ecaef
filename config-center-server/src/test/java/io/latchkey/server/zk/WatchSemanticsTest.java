package io.latchkey.server.zk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.proto.AddWatchRequest;
import org.apache.zookeeper.proto.ConnectResponse;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.DeleteRequest;
import org.apache.zookeeper.proto.ExistsRequest;
import org.apache.zookeeper.proto.GetChildrenRequest;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.RemoveWatchesRequest;
import org.apache.zookeeper.proto.SetACLRequest;
import org.apache.zookeeper.proto.SetDataRequest;
import org.apache.zookeeper.proto.SetWatches2;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a watch event comes, on which connection, with what, and when none comes. */
@Timeout(60)
class WatchSemanticsTest {
    private static final int CREATED = 1;
    private static final int DELETED = 2;
    private static final int DATA = 3;
    private static final int CHILDREN = 4;

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

    private static CreateRequest create(String path) {
        return new CreateRequest(path, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, 0);
    }

    private static SetDataRequest set(String path) {
        return new SetDataRequest(path, new byte[] {1}, -1);
    }

    private static void expectEvent(RawClient client, int type, String path, long zxid) throws IOException {
        RawClient.Reply event = client.read();
        assertThat(event.event().getType()).isEqualTo(type);
        assertThat(event.event().getState()).isEqualTo(3);
        assertThat(event.event().getPath()).isEqualTo(path);
        assertThat(event.zxid()).isEqualTo(zxid);
        assertThat(event.err()).isZero();
    }

    private static void expectNoEvent(RawClient client) throws IOException {
        client.sendFrame(RawClient.request(-2, OpCode.PING.type()));
        assertThat(client.read().xid()).as("the ping, not an event").isEqualTo(-2);
    }

    @Test
    void the_event_is_on_the_wire_before_the_reply_of_the_write_that_caused_it() throws IOException {
        try (RawClient client = opened()) {
            client.call(OpCode.CREATE, create("/before"));
            client.call(OpCode.GET_DATA, new GetDataRequest("/before", true));
            int xid = client.send(OpCode.SET_DATA, set("/before"));
            RawClient.Reply event = client.read();
            RawClient.Reply reply = client.read();
            assertThat(event.event().getType()).isEqualTo(DATA);
            assertThat(reply.xid()).isEqualTo(xid);
            assertThat(event.zxid()).as("the zxid of the cause").isEqualTo(reply.zxid());
        }
    }

    @Test
    void add_watch_is_answered_by_four_bytes_and_the_others_by_none() throws IOException {
        try (RawClient client = opened()) {
            RawClient.Reply added = client.call(OpCode.ADD_WATCH, new AddWatchRequest("/four", 0));
            assertThat(added.err()).isZero();
            assertThat(added.body()).isEqualTo(new byte[4]);
            assertThat(client.call(OpCode.REMOVE_WATCHES, new RemoveWatchesRequest("/four", 4))
                            .body())
                    .isEmpty();
            assertThat(client.call(OpCode.REMOVE_WATCHES, new RemoveWatchesRequest("/four", 4))
                            .err())
                    .isEqualTo(-121);
        }
    }

    @Test
    void one_event_for_one_change_even_if_it_is_watched_in_several_ways() throws IOException {
        try (RawClient client = opened();
                RawClient writer = opened()) {
            writer.call(OpCode.CREATE, create("/once"));
            client.call(OpCode.GET_DATA, new GetDataRequest("/once", true));
            client.call(OpCode.EXISTS, new ExistsRequest("/once", true));
            client.call(OpCode.GET_CHILDREN, new GetChildrenRequest("/once", true));
            client.call(OpCode.ADD_WATCH, new AddWatchRequest("/once", 1));
            long zxid =
                    writer.call(OpCode.DELETE, new DeleteRequest("/once", -1)).zxid();
            expectEvent(client, DELETED, "/once", zxid);
            expectNoEvent(client);
        }
    }

    @Test
    void child_watches_hear_of_children_and_of_nothing_else() throws IOException {
        try (RawClient client = opened();
                RawClient writer = opened()) {
            writer.call(OpCode.CREATE, create("/parent"));
            writer.call(OpCode.CREATE, create("/parent/child"));
            client.call(OpCode.GET_CHILDREN, new GetChildrenRequest("/parent", true));
            writer.call(OpCode.SET_DATA, set("/parent/child"));
            writer.call(OpCode.SET_DATA, set("/parent"));
            writer.call(OpCode.SET_ACL, new SetACLRequest("/parent", ZooDefs.Ids.OPEN_ACL_UNSAFE, -1));
            expectNoEvent(client);
            long zxid = writer.call(OpCode.DELETE, new DeleteRequest("/parent/child", -1))
                    .zxid();
            expectEvent(client, CHILDREN, "/parent", zxid);
        }
    }

    @Test
    void only_exists_leaves_a_watch_on_a_missing_node() throws IOException {
        try (RawClient client = opened();
                RawClient writer = opened()) {
            client.call(OpCode.GET_DATA, new GetDataRequest("/missing", true));
            client.call(OpCode.GET_CHILDREN, new GetChildrenRequest("/missing", true));
            client.call(OpCode.EXISTS, new ExistsRequest("/missing-too", true));
            writer.call(OpCode.CREATE, create("/missing"));
            expectNoEvent(client);
            long zxid = writer.call(OpCode.CREATE, create("/missing-too")).zxid();
            expectEvent(client, CREATED, "/missing-too", zxid);
        }
    }

    @Test
    void a_recursive_watch_names_the_changed_node_and_leaves_siblings_alone() throws IOException {
        try (RawClient client = opened();
                RawClient writer = opened()) {
            client.call(OpCode.ADD_WATCH, new AddWatchRequest("/rec", 1));
            long top = writer.call(OpCode.CREATE, create("/rec")).zxid();
            writer.call(OpCode.CREATE, create("/recx"));
            long below = writer.call(OpCode.CREATE, create("/rec/below")).zxid();
            long changed = writer.call(OpCode.SET_DATA, set("/rec/below")).zxid();
            long deleted = writer.call(OpCode.DELETE, new DeleteRequest("/rec/below", -1))
                    .zxid();
            expectEvent(client, CREATED, "/rec", top);
            expectEvent(client, CREATED, "/rec/below", below);
            expectEvent(client, DATA, "/rec/below", changed);
            expectEvent(client, DELETED, "/rec/below", deleted);
            expectNoEvent(client);
        }
    }

    @Test
    void a_persistent_watch_survives_deletion() throws IOException {
        try (RawClient client = opened();
                RawClient writer = opened()) {
            client.call(OpCode.ADD_WATCH, new AddWatchRequest("/lasting", 0));
            expectEvent(
                    client,
                    CREATED,
                    "/lasting",
                    writer.call(OpCode.CREATE, create("/lasting")).zxid());
            expectEvent(
                    client,
                    CHILDREN,
                    "/lasting",
                    writer.call(OpCode.CREATE, create("/lasting/c")).zxid());
            expectEvent(
                    client,
                    CHILDREN,
                    "/lasting",
                    writer.call(OpCode.DELETE, new DeleteRequest("/lasting/c", -1))
                            .zxid());
            expectEvent(
                    client,
                    DELETED,
                    "/lasting",
                    writer.call(OpCode.DELETE, new DeleteRequest("/lasting", -1))
                            .zxid());
            expectEvent(
                    client,
                    CREATED,
                    "/lasting",
                    writer.call(OpCode.CREATE, create("/lasting")).zxid());
        }
    }

    @Test
    void taking_back_the_data_watch_leaves_the_child_watch() throws IOException {
        try (RawClient client = opened();
                RawClient writer = opened()) {
            writer.call(OpCode.CREATE, create("/both"));
            client.call(OpCode.GET_DATA, new GetDataRequest("/both", true));
            client.call(OpCode.GET_CHILDREN, new GetChildrenRequest("/both", true));
            client.call(OpCode.REMOVE_WATCHES, new RemoveWatchesRequest("/both", 2));
            writer.call(OpCode.SET_DATA, set("/both"));
            expectNoEvent(client);
            expectEvent(
                    client,
                    CHILDREN,
                    "/both",
                    writer.call(OpCode.CREATE, create("/both/c")).zxid());
        }
    }

    @Test
    void set_watches_tells_what_was_missed_before_its_reply() throws IOException {
        try (RawClient client = opened();
                RawClient writer = opened()) {
            long seen = 0;
            for (String path : List.of("/sw", "/sw/changed", "/sw/same", "/sw/grown", "/sw/gone")) {
                seen = writer.call(OpCode.CREATE, create(path)).zxid();
            }
            writer.call(OpCode.SET_DATA, set("/sw/changed"));
            writer.call(OpCode.CREATE, create("/sw/grown/child"));
            writer.call(OpCode.CREATE, create("/sw/new"));
            writer.call(OpCode.DELETE, new DeleteRequest("/sw/gone", -1));

            client.sendFrame(RawClient.request(
                    -8,
                    OpCode.SET_WATCHES2.type(),
                    new SetWatches2(
                            seen,
                            List.of("/sw/changed", "/sw/same", "/sw/gone"),
                            List.of("/sw/new", "/sw/never"),
                            List.of("/sw/grown", "/sw/same"),
                            List.of("/sw/same"),
                            List.of("/sw"))));
            expectEvent(client, DATA, "/sw/changed", -1);
            expectEvent(client, DELETED, "/sw/gone", -1);
            expectEvent(client, CREATED, "/sw/new", -1);
            expectEvent(client, CHILDREN, "/sw/grown", -1);
            RawClient.Reply reply = client.read();
            assertThat(reply.xid()).isEqualTo(-8);
            assertThat(reply.body()).isEmpty();
            expectEvent(
                    client,
                    DATA,
                    "/sw/same",
                    writer.call(OpCode.SET_DATA, set("/sw/same")).zxid());
            expectEvent(
                    client,
                    CREATED,
                    "/sw/never",
                    writer.call(OpCode.CREATE, create("/sw/never")).zxid());
        }
    }

    @Test
    void events_about_nodes_that_one_may_not_read_are_not_delivered() throws IOException {
        List<ACL> notForReaders = List.of(new ACL(ZooDefs.Perms.ALL & ~ZooDefs.Perms.READ, new Id("world", "anyone")));
        try (RawClient client = opened();
                RawClient writer = opened()) {
            client.call(OpCode.ADD_WATCH, new AddWatchRequest("/secret", 1));
            client.call(OpCode.ADD_WATCH, new AddWatchRequest("/secret", 0));
            long zxid = writer.call(OpCode.CREATE, create("/secret")).zxid();
            expectEvent(client, CREATED, "/secret", zxid);
            writer.call(OpCode.CREATE, new CreateRequest("/secret/plan", new byte[0], notForReaders, 0));
            RawClient.Reply event = client.read();
            assertThat(event.event().getPath())
                    .as("the child list of a node that it may read")
                    .isEqualTo("/secret");
            assertThat(event.event().getType()).isEqualTo(CHILDREN);
            writer.call(OpCode.SET_DATA, set("/secret/plan"));
            writer.call(OpCode.SET_ACL, new SetACLRequest("/secret", notForReaders, -1));
            writer.call(OpCode.SET_DATA, set("/secret"));
            expectNoEvent(client);
        }
    }

    @Test
    void watches_go_with_their_connection_even_if_the_session_lives_on() throws IOException {
        try (RawClient first = new RawClient(node.port());
                RawClient second = new RawClient(node.port());
                RawClient writer = opened()) {
            ConnectResponse session = first.connect(0, new byte[16], 30_000);
            first.call(OpCode.ADD_WATCH, new AddWatchRequest("/left", 1));
            second.connect(session.getSessionId(), session.getPasswd(), 30_000);
            writer.call(OpCode.CREATE, create("/left"));
            expectNoEvent(second);
            assertThat(second.call(OpCode.CHECK_WATCHES, new RemoveWatchesRequest("/left", 3))
                            .err())
                    .isEqualTo(-121);
        }
    }
}

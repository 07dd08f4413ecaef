package io.latchkey.server.zk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.jute.Record;
import org.apache.zookeeper.MultiOperationRecord;
import org.apache.zookeeper.MultiResponse;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.proto.AddWatchRequest;
import org.apache.zookeeper.proto.AuthPacket;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.DeleteRequest;
import org.apache.zookeeper.proto.ExistsRequest;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.GetDataResponse;
import org.apache.zookeeper.proto.ReconfigRequest;
import org.apache.zookeeper.proto.SetDataRequest;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that has asked for more than its socket holds is told the same, in the same order, as one that reads at once. */
@Timeout(60)
class SlowReaderTest {
    /** Of a megabyte each: no pair of socket buffers holds them. */
    private static final int BIG_READS = 30;

    private static final int BIG_BYTES = 1_000_000;

    private TestNode node;
    private RawClient other;

    @BeforeEach
    void start() throws Exception {
        node = TestNode.start(TestNode.withSuperUser(DigestAuthenticationProvider.generateDigest("root:secret")));
        other = RawClient.opened(node.port());
        for (String path : List.of("/x", "/w", "/big")) {
            byte[] data = path.equals("/big") ? new byte[BIG_BYTES] : text("0");
            RawClient.Reply made =
                    other.call(OpCode.CREATE, new CreateRequest(path, data, ZooDefs.Ids.OPEN_ACL_UNSAFE, 0));
            assertThat(made.err()).isZero();
        }
    }

    @AfterEach
    void stop() throws IOException {
        other.close();
        node.close();
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    /** Requests that leave in one write, numbered from 1. */
    private static final class Burst {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int xid;

        int add(OpCode op, Record... body) throws IOException {
            byte[] frame = RawClient.request(op == OpCode.PING ? -2 : ++xid, op.type(), body);
            new DataOutputStream(bytes).writeInt(frame.length);
            bytes.write(frame);
            return xid;
        }

        int set(String path, String value) throws IOException {
            return add(OpCode.SET_DATA, new SetDataRequest(path, text(value), -1));
        }

        int get(String path) throws IOException {
            return add(OpCode.GET_DATA, new GetDataRequest(path, false));
        }

        void fillSocket() throws IOException {
            for (int i = 0; i < BIG_READS; i++) {
                get("/big");
            }
        }

        void sendBy(RawClient client) throws IOException {
            client.sendBytes(bytes.toByteArray());
        }
    }

    private static String value(RawClient.Reply reply) {
        return new String(reply.as(new GetDataResponse()).getData(), StandardCharsets.UTF_8);
    }

    /** Until others may see it, while nobody reads what the slow client is sent. */
    private void await(String path, String value) throws IOException {
        while (!value(other.call(OpCode.GET_DATA, new GetDataRequest(path, false)))
                .equals(value)) {
            // each call is answered by the server first
        }
    }

    /** All that comes, up to the frame of this number, in its order. */
    private static List<RawClient.Reply> readUpTo(RawClient client, int xid) throws IOException {
        List<RawClient.Reply> replies = new ArrayList<>();
        do {
            replies.add(client.read());
        } while (replies.get(replies.size() - 1).xid() != xid);
        return replies;
    }

    private static RawClient.Reply reply(List<RawClient.Reply> replies, int xid) {
        return replies.stream().filter(r -> r.xid() == xid).findFirst().orElseThrow();
    }

    private static void expectOrder(List<RawClient.Reply> replies) {
        assertThat(replies.stream().map(RawClient.Reply::zxid))
                .as("zxids of headers")
                .isSorted();
        assertThat(replies.stream().map(RawClient.Reply::xid).filter(x -> x > 0))
                .isSorted();
    }

    private long set(String path, String value) throws IOException {
        RawClient.Reply reply = other.call(OpCode.SET_DATA, new SetDataRequest(path, text(value), -1));
        assertThat(reply.err()).isZero();
        return reply.zxid();
    }

    @Test
    void a_read_does_not_show_what_its_own_session_wrote_behind_it() throws IOException {
        try (RawClient slow = new RawClient(node.port())) {
            long session = slow.connect(0, new byte[16], 30_000).getSessionId();
            Burst burst = new Burst();
            burst.set("/x", "1");
            burst.fillSocket();
            int read = burst.get("/x");
            int readMulti = burst.add(OpCode.MULTI_READ, new MultiOperationRecord(List.of(Op.getData("/x"))));
            int written = burst.set("/x", "2");
            int readAgain = burst.get("/x");
            burst.sendBy(slow);
            await("/x", "2");
            assertThat(node.server().connections())
                    .filteredOn(c -> c.sessionId() == session)
                    .as("what is not read is not written either")
                    .allSatisfy(c -> assertThat(c.sent()).isLessThan(BIG_READS))
                    .hasSize(1);

            List<RawClient.Reply> replies = readUpTo(slow, readAgain);
            expectOrder(replies);
            assertThat(value(reply(replies, read))).isEqualTo("1");
            OpResult part = reply(replies, readMulti)
                    .as(new MultiResponse())
                    .getResultList()
                    .get(0);
            assertThat(((OpResult.GetDataResult) part).getData()).isEqualTo(text("1"));
            assertThat(value(reply(replies, readAgain))).isEqualTo("2");
            assertThat(reply(replies, written).zxid())
                    .isGreaterThan(reply(replies, read).zxid());
        }
    }

    @Test
    void an_event_comes_behind_what_was_answered_before_it() throws IOException {
        try (RawClient slow = RawClient.opened(node.port())) {
            slow.call(OpCode.EXISTS, new ExistsRequest("/w", true));
            Burst burst = new Burst();
            burst.set("/x", "1");
            burst.fillSocket();
            int read = burst.get("/w");
            burst.add(OpCode.PING);
            int last = burst.set("/x", "2");
            burst.sendBy(slow);
            await("/x", "2");
            long changed = set("/w", "1");

            List<RawClient.Reply> replies = readUpTo(slow, -1);
            expectOrder(replies);
            RawClient.Reply event = replies.remove(replies.size() - 1);
            assertThat(event.event().getPath()).isEqualTo("/w");
            assertThat(event.zxid()).isEqualTo(changed);
            assertThat(replies).hasSize(last + 1);
            assertThat(replies.get(last).xid()).isEqualTo(last);
            assertThat(replies.get(last - 1).xid()).isEqualTo(-2);
            assertThat(value(reply(replies, read))).isEqualTo("0");
            assertThat(value(slow.call(OpCode.GET_DATA, new GetDataRequest("/w", false))))
                    .isEqualTo("1");
        }
    }

    @Test
    void a_watch_stands_from_when_its_read_had_its_turn() throws IOException {
        try (RawClient slow = RawClient.opened(node.port())) {
            Burst burst = new Burst();
            burst.set("/x", "1");
            burst.fillSocket();
            int watching = burst.add(OpCode.GET_DATA, new GetDataRequest("/w", true));
            burst.set("/x", "2");
            burst.sendBy(slow);
            await("/x", "2");
            long changed = set("/w", "1");

            List<RawClient.Reply> replies = readUpTo(slow, -1);
            expectOrder(replies);
            assertThat(value(reply(replies, watching))).isEqualTo("0");
            assertThat(replies.get(replies.size() - 1).zxid()).isEqualTo(changed);
        }
    }

    @Test
    void a_lock_is_granted_behind_what_was_answered_before() throws IOException {
        LockRecords.Claim mine = new LockRecords.Claim("/locks/a", 1, prefix(1));
        LockRecords.Claim its = new LockRecords.Claim("/locks/a", 1, prefix(2));
        try (RawClient holder = new RawClient(node.port());
                RawClient slow = new RawClient(node.port())) {
            holder.connectExtended(0, 0, new byte[16], 1);
            slow.connectExtended(0, 0, new byte[16], 1);
            RawClient.Reply held = holder.call(OpCode.ACQUIRE, LockRecords.acquire(0, mine));
            RawClient.Reply queued = slow.call(OpCode.ACQUIRE, LockRecords.acquire(0, its));
            assertThat(LockRecords.places(queued).get(0).state()).isEqualTo(LockRecords.QUEUED);
            Burst burst = new Burst();
            burst.set("/x", "1");
            burst.fillSocket();
            int last = burst.set("/x", "2");
            burst.sendBy(slow);
            await("/x", "2");
            String path = LockRecords.places(held).get(0).path();
            long released =
                    holder.call(OpCode.DELETE, new DeleteRequest(path, -1)).zxid();

            List<RawClient.Reply> replies = readUpTo(slow, LockRecords.PUSH_XID);
            expectOrder(replies);
            assertThat(replies).hasSize(last + 1);
            RawClient.Reply push = replies.get(last);
            assertThat(push.zxid()).isEqualTo(released);
            assertThat(LockRecords.pushed(push).state()).isEqualTo(LockRecords.GRANTED);
        }
    }

    private static String prefix(int attempt) {
        return "_c_00000000-0000-0000-0000-%012d-lock-".formatted(attempt);
    }

    @Test
    void who_ends_its_session_is_told_all_that_it_asked_before() throws IOException {
        try (RawClient slow = RawClient.opened(node.port())) {
            slow.call(OpCode.CREATE, new CreateRequest("/mine", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, 1));
            Burst burst = new Burst();
            burst.set("/x", "1");
            burst.fillSocket();
            int read = burst.get("/x");
            int end = burst.add(OpCode.CLOSE_SESSION);
            burst.sendBy(slow);
            while (other.call(OpCode.EXISTS, new ExistsRequest("/mine", false)).err() == 0) {
                // its session is not closed yet
            }

            List<RawClient.Reply> replies = readUpTo(slow, end);
            expectOrder(replies);
            assertThat(value(reply(replies, read))).isEqualTo("1");
            slow.expectClosed();
        }
    }

    @Test
    void what_waits_behind_a_change_of_members_is_told_as_it_was_in_its_turn() throws IOException {
        try (RawClient admin = RawClient.opened(node.port())) {
            admin.sendFrame(
                    RawClient.request(-4, OpCode.AUTH.type(), new AuthPacket(0, "digest", text("root:secret"))));
            assertThat(admin.read().err()).isZero();
            admin.call(OpCode.ADD_WATCH, new AddWatchRequest("/w", 0));
            Burst changes = new Burst();
            for (int i = 0; i < 900; i++) {
                changes.set("/w", "" + i);
            }
            Burst burst = new Burst();
            String members = "server.1=a.example:2888:3888:participant;2181";
            int change = burst.add(OpCode.RECONFIG, new ReconfigRequest(null, null, members, -1));
            burst.set("/x", "1");
            int read = burst.get("/x");
            int last = burst.set("/x", "2");
            burst.sendBy(admin);
            changes.sendBy(other); // while the change of members is under way

            List<RawClient.Reply> replies = readUpTo(admin, last);
            expectOrder(replies);
            assertThat(reply(replies, change).err()).isZero();
            assertThat(value(reply(replies, read))).isEqualTo("1");
        }
    }
}

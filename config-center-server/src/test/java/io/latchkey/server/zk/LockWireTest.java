package io.latchkey.server.zk;

import static io.latchkey.server.zk.LockRecords.GONE;
import static io.latchkey.server.zk.LockRecords.GRANTED;
import static io.latchkey.server.zk.LockRecords.ONLY_IF_FREE;
import static io.latchkey.server.zk.LockRecords.QUEUED;
import static io.latchkey.server.zk.LockRecords.RETRIED;
import static io.latchkey.server.zk.LockRecords.acquire;
import static io.latchkey.server.zk.LockRecords.places;
import static io.latchkey.server.zk.LockRecords.pushed;
import static io.latchkey.server.zk.LockRecords.rejoin;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.server.zk.LockRecords.Claim;
import io.latchkey.server.zk.LockRecords.Place;
import io.latchkey.zab.runtime.Recorder;
import io.latchkey.zab.tree.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.jute.BinaryInputArchive;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.proto.ConnectResponse;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.DeleteRequest;
import org.apache.zookeeper.proto.ExistsRequest;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.SyncRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Locks on the wire, byte for byte: what is agreed on, asked, answered and told unasked. */
@Timeout(60)
class LockWireTest {
    private static final int HANDSHAKE_BYTES = 37;
    private static final int EXTENSION_BYTES = 8;

    private final Recorder recorder = new Recorder();
    private TestNode node;
    private int attempts;

    @BeforeEach
    void start() {
        node = TestNode.start();
        node.engine().subscribe(recorder);
        recorder.awaitServing();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    /** A connection of a session, and what proves it. */
    private record Client(RawClient raw, long session, byte[] password) implements AutoCloseable {
        RawClient.Reply call(OpCode op, org.apache.jute.Record body) throws IOException {
            return raw.call(op, body);
        }

        List<Place> ask(org.apache.jute.Record body) throws IOException {
            RawClient.Reply reply = raw.call(OpCode.ACQUIRE, body);
            assertThat(reply.err()).isZero();
            return places(reply);
        }

        void delete(String path) throws IOException {
            assertThat(raw.call(OpCode.DELETE, new DeleteRequest(path, -1)).err())
                    .isZero();
        }

        @Override
        public void close() throws IOException {
            raw.close();
        }
    }

    private Client open() throws IOException {
        return take(0, new byte[16]);
    }

    private Client take(long session, byte[] password) throws IOException {
        RawClient raw = new RawClient(node.port());
        byte[] answer = raw.connectExtended(0, session, password, 1);
        assertThat(answer).hasSize(HANDSHAKE_BYTES + EXTENSION_BYTES);
        ConnectResponse response = new ConnectResponse();
        ByteArrayInputStream in = new ByteArrayInputStream(answer);
        response.deserialize(BinaryInputArchive.getArchive(in), "reply");
        DataInputStream rest = new DataInputStream(in);
        assertThat(rest.readInt()).isEqualTo(0x4c4b4559);
        assertThat(rest.readInt()).isEqualTo(1);
        return new Client(raw, response.getSessionId(), response.getPasswd());
    }

    private String prefix(String kind) {
        return "_c_00000000-0000-0000-0000-%012d-".formatted(++attempts) + kind;
    }

    private Claim mutex(String queue) {
        return new Claim(queue, 1, prefix("lock-"));
    }

    // ---- agreeing

    @Test
    void who_does_not_ask_is_answered_as_ever_and_has_no_such_requests() throws IOException {
        try (RawClient stock = new RawClient(node.port())) {
            stock.sendFrame(
                    Records.bytes(new org.apache.zookeeper.proto.ConnectRequest(0, 0, 30_000, 0, new byte[16], false)));
            assertThat(stock.readFrame()).hasSize(HANDSHAKE_BYTES);
            RawClient.Reply reply = stock.call(OpCode.ACQUIRE, acquire(0, mutex("/locks/a")));
            assertThat(reply.err()).isEqualTo(ErrorCode.UNIMPLEMENTED.code());
            stock.expectClosed();
        }
        assertThat(tree("/locks/a")).isFalse();
    }

    @Test
    void the_older_version_of_both_is_spoken_and_other_bytes_are_none() throws IOException {
        try (RawClient later = new RawClient(node.port());
                RawClient zero = new RawClient(node.port());
                RawClient strange = new RawClient(node.port())) {
            byte[] answer = later.connectExtended(0, 0, new byte[16], 7);
            assertThat(answer).hasSize(HANDSHAKE_BYTES + EXTENSION_BYTES);
            assertThat(answer[answer.length - 1]).isEqualTo((byte) 1);
            assertThat(zero.connectExtended(0, 0, new byte[16], 0)).hasSize(HANDSHAKE_BYTES);
            byte[] request =
                    Records.bytes(new org.apache.zookeeper.proto.ConnectRequest(0, 0, 30_000, 0, new byte[16], false));
            strange.sendFrame(java.util.Arrays.copyOf(request, request.length + EXTENSION_BYTES));
            strange.expectClosed();
        }
    }

    // ---- asking

    @Test
    void a_free_lock_is_granted_by_one_transaction_with_its_node() throws IOException {
        try (Client client = open()) {
            long before = zxid();
            RawClient.Reply reply =
                    client.call(OpCode.ACQUIRE, acquire(0, new Claim("/locks/o/1", 2, prefix("lock-"))));
            assertThat(zxid() - before).isEqualTo(1);
            Place place = places(reply).get(0);
            assertThat(place.path()).startsWith("/locks/o/1/_c_").endsWith("lock-0000000000");
            assertThat(place.state()).isEqualTo(GRANTED);
            assertThat(place.czxid()).isEqualTo(reply.zxid());
            assertThat(tree(place.path())).isTrue();
        }
    }

    @Test
    void who_waits_is_told_by_one_frame_and_nobody_else_is() throws IOException {
        try (Client holder = open();
                Client second = open();
                Client third = open()) {
            Place held = holder.ask(acquire(0, mutex("/locks/a"))).get(0);
            Place waits = second.ask(acquire(0, mutex("/locks/a"))).get(0);
            Place last = third.ask(acquire(0, mutex("/locks/a"))).get(0);
            assertThat(List.of(held.state(), waits.state(), last.state())).containsExactly(GRANTED, QUEUED, QUEUED);
            RawClient.Reply deleted = holder.call(OpCode.DELETE, new DeleteRequest(held.path(), -1));
            RawClient.Reply push = second.raw().read();
            assertThat(pushed(push)).isEqualTo(new Place(waits.path(), waits.czxid(), GRANTED));
            assertThat(push.zxid()).isEqualTo(deleted.zxid());
            assertQuiet(holder);
            assertQuiet(third);
            second.delete(waits.path());
            assertThat(pushed(third.raw().read()).state()).isEqualTo(GRANTED);
            assertQuiet(second);
        }
    }

    @Test
    void readers_are_granted_together_and_writers_alone() throws IOException {
        try (Client writer = open();
                Client readers = open();
                Client next = open()) {
            Place first = writer.ask(acquire(0, new Claim("/locks/rw", 1, prefix("__WRIT__"))))
                    .get(0);
            List<Place> reading = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                reading.add(readers.ask(acquire(0, new Claim("/locks/rw", 1, prefix("__READ__"))))
                        .get(0));
            }
            Place second = next.ask(acquire(0, new Claim("/locks/rw", 1, prefix("__WRIT__"))))
                    .get(0);
            Place late = readers.ask(acquire(0, new Claim("/locks/rw", 1, prefix("__READ__"))))
                    .get(0);
            assertThat(late.state()).isEqualTo(QUEUED);
            writer.delete(first.path());
            for (Place place : reading) {
                assertThat(pushed(readers.raw().read())).isEqualTo(new Place(place.path(), place.czxid(), GRANTED));
            }
            assertQuiet(next);
            for (Place place : reading) {
                readers.delete(place.path());
            }
            assertThat(pushed(next.raw().read()).path()).isEqualTo(second.path());
            next.delete(second.path());
            assertThat(pushed(readers.raw().read()).path()).isEqualTo(late.path());
        }
    }

    @Test
    void a_waiter_that_leaves_lets_those_behind_it_through() throws IOException {
        try (Client holder = open();
                Client others = open()) {
            holder.ask(acquire(0, new Claim("/locks/rw", 1, prefix("__READ__"))));
            Place writer = others.ask(acquire(0, new Claim("/locks/rw", 1, prefix("__WRIT__"))))
                    .get(0);
            Place reader = holder.ask(acquire(0, new Claim("/locks/rw", 1, prefix("__READ__"))))
                    .get(0);
            assertThat(reader.state()).isEqualTo(QUEUED);
            others.delete(writer.path());
            assertThat(pushed(holder.raw().read())).isEqualTo(new Place(reader.path(), reader.czxid(), GRANTED));
        }
    }

    @Test
    void several_locks_are_claimed_together() throws IOException {
        try (Client holder = open();
                Client client = open()) {
            Place b = holder.ask(acquire(0, mutex("/locks/b"))).get(0);
            long before = zxid();
            List<Place> all = client.ask(acquire(0, mutex("/locks/a"), mutex("/locks/b"), mutex("/locks/c")));
            assertThat(zxid() - before).isEqualTo(1);
            assertThat(all.stream().map(Place::state)).containsExactly(GRANTED, QUEUED, GRANTED);
            assertThat(all.get(1).path()).startsWith("/locks/b/");
            holder.delete(b.path());
            assertThat(pushed(client.raw().read()).path()).isEqualTo(all.get(1).path());
        }
    }

    @Test
    void an_entry_that_somebody_else_removes_is_gone() throws IOException {
        try (Client client = open();
                RawClient operator = RawClient.opened(node.port())) {
            Place held = client.ask(acquire(0, mutex("/locks/a"))).get(0);
            Place waits = client.ask(acquire(0, mutex("/locks/a"))).get(0);
            Place last = client.ask(acquire(0, mutex("/locks/a"))).get(0);
            operator.call(OpCode.DELETE, new DeleteRequest(waits.path(), -1));
            assertThat(pushed(client.raw().read())).isEqualTo(new Place(waits.path(), waits.czxid(), GONE));
            operator.call(OpCode.DELETE, new DeleteRequest(held.path(), -1));
            assertThat(pushed(client.raw().read())).isEqualTo(new Place(held.path(), held.czxid(), GONE));
            assertThat(pushed(client.raw().read())).isEqualTo(new Place(last.path(), last.czxid(), GRANTED));
        }
    }

    @Test
    void stock_entries_stand_in_the_same_queue() throws IOException {
        try (Client client = open();
                RawClient stock = RawClient.opened(node.port())) {
            client.ask(acquire(0, mutex("/locks/a")));
            CreateRequest create =
                    new CreateRequest("/locks/a/_c_x-lock-", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, 3);
            stock.call(OpCode.CREATE, create);
            Place behind = client.ask(acquire(0, mutex("/locks/a"))).get(0);
            assertThat(behind.state()).isEqualTo(QUEUED);
            stock.call(OpCode.CREATE, new CreateRequest("/locks/a/config", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, 0));
            assertThat(stock.call(OpCode.CLOSE_SESSION).err()).isZero();
            assertQuiet(client); // the holder is still there
        }
    }

    @Test
    void a_push_comes_after_the_answer_and_before_later_ones() throws IOException {
        try (Client client = open()) {
            Place held = client.ask(acquire(0, mutex("/locks/a"))).get(0);
            // all at once: the answer, the release that grants, and a read behind them
            client.raw().send(OpCode.EXISTS, new ExistsRequest(held.path(), true));
            int asked = client.raw().send(OpCode.ACQUIRE, acquire(0, mutex("/locks/a")));
            int freed = client.raw().send(OpCode.DELETE, new DeleteRequest(held.path(), -1));
            int read = client.raw().send(OpCode.EXISTS, new ExistsRequest(held.path(), false));
            List<Integer> xids = new ArrayList<>();
            Place waits = null;
            for (int i = 0; i < 6; i++) {
                RawClient.Reply reply = client.raw().read();
                xids.add(reply.xid());
                if (reply.xid() == asked) {
                    waits = places(reply).get(0);
                } else if (reply.xid() == LockRecords.PUSH_XID) {
                    assertThat(pushed(reply)).isEqualTo(new Place(waits.path(), waits.czxid(), GRANTED));
                }
            }
            assertThat(xids).containsSubsequence(asked, LockRecords.PUSH_XID, freed, read);
            assertThat(xids).containsSubsequence(asked, -1, freed);
        }
    }

    // ---- only if free

    @Test
    void trying_a_held_lock_costs_no_transaction() throws IOException {
        try (Client holder = open();
                Client client = open()) {
            Place held = holder.ask(acquire(0, mutex("/locks/a"))).get(0);
            long before = zxid();
            for (int i = 0; i < 20; i++) {
                RawClient.Reply reply = client.call(OpCode.ACQUIRE, acquire(ONLY_IF_FREE, mutex("/locks/a")));
                assertThat(reply.err()).isEqualTo(ErrorCode.NOT_EMPTY.code());
                assertThat(reply.zxid()).isGreaterThanOrEqualTo(held.czxid());
            }
            assertThat(zxid() - before).isEqualTo(0);
            holder.delete(held.path());
            assertThat(client.ask(acquire(ONLY_IF_FREE, mutex("/locks/a")))
                            .get(0)
                            .state())
                    .isEqualTo(GRANTED);
            assertThat(zxid() - before).isEqualTo(2);
        }
    }

    @Test
    void what_is_asked_behind_a_try_takes_effect_behind_it() throws IOException {
        try (Client client = open()) {
            Place held = client.ask(acquire(0, mutex("/locks/a"))).get(0);
            for (int i = 0; i < 50; i++) {
                int free = client.raw().send(OpCode.DELETE, new DeleteRequest(held.path(), -1));
                int attempt = client.raw().send(OpCode.ACQUIRE, acquire(ONLY_IF_FREE, mutex("/locks/a")));
                int write = client.raw()
                        .send(OpCode.CREATE, new CreateRequest("/behind-" + i, null, ZooDefs.Ids.OPEN_ACL_UNSAFE, 1));
                int read = client.raw().send(OpCode.GET_DATA, new GetDataRequest("/behind-" + i, false));
                RawClient.Reply freed = client.raw().read();
                RawClient.Reply tried = client.raw().read();
                RawClient.Reply written = client.raw().read();
                assertThat(List.of(freed.xid(), tried.xid(), written.xid())).containsExactly(free, attempt, write);
                assertThat(tried.err()).as("it is free behind the delete").isZero();
                assertThat(List.of(freed.zxid(), tried.zxid(), written.zxid()))
                        .isSorted()
                        .doesNotHaveDuplicates();
                assertThat(client.raw().read().xid()).isEqualTo(read);
                held = places(tried).get(0);
            }
        }
    }

    // ---- coming again

    @Test
    void an_answer_that_was_lost_is_given_again() throws IOException {
        Claim claim = mutex("/locks/a");
        Client client = open();
        Place held = client.ask(acquire(0, claim)).get(0);
        Claim other = mutex("/locks/a");
        Place waits = client.ask(acquire(0, other)).get(0);
        client.close();
        try (Client again = take(client.session(), client.password())) {
            assertThat(again.ask(acquire(RETRIED, claim))).containsExactly(held);
            assertThat(again.ask(acquire(RETRIED, other))).containsExactly(waits);
            int deleted = again.raw().send(OpCode.DELETE, new DeleteRequest(held.path(), -1));
            // told on the connection that asked last; its own removal is no news
            assertThat(pushed(again.raw().read())).isEqualTo(new Place(waits.path(), waits.czxid(), GRANTED));
            assertThat(again.raw().read().xid()).isEqualTo(deleted);
        }
    }

    @Test
    void an_entry_of_another_session_of_the_same_attempt_is_not_given() throws IOException {
        Claim claim = mutex("/locks/a");
        try (Client old = open();
                Client now = open()) {
            Place theirs = old.ask(acquire(0, claim)).get(0);
            Place mine = now.ask(acquire(RETRIED, claim)).get(0);
            assertThat(mine.path()).isNotEqualTo(theirs.path());
            assertThat(mine.state()).isEqualTo(QUEUED);
            RawClient.Reply rejoined = now.call(OpCode.REJOIN, rejoin(theirs.path()));
            assertThat(places(rejoined).get(0).state()).isEqualTo(GONE);
        }
    }

    @Test
    void a_new_connection_takes_over_without_a_transaction() throws IOException {
        Client client = open();
        Place held = client.ask(acquire(0, mutex("/locks/a"))).get(0);
        Place waits = client.ask(acquire(0, mutex("/locks/a"))).get(0);
        Place lost = client.ask(acquire(0, mutex("/locks/a"))).get(0);
        client.close();
        try (Client again = take(client.session(), client.password());
                RawClient operator = RawClient.opened(node.port())) {
            operator.call(OpCode.DELETE, new DeleteRequest(lost.path(), -1));
            long before = zxid();
            RawClient.Reply reply = again.call(OpCode.REJOIN, rejoin(held.path(), waits.path(), lost.path()));
            assertThat(zxid() - before).isEqualTo(0);
            assertThat(places(reply)).containsExactly(held, waits, new Place(lost.path(), 0, GONE));
            operator.call(OpCode.DELETE, new DeleteRequest(held.path(), -1));
            assertThat(pushed(again.raw().read()).state()).isEqualTo(GONE);
            assertThat(pushed(again.raw().read())).isEqualTo(new Place(waits.path(), waits.czxid(), GRANTED));
        }
    }

    @Test
    void nothing_is_kept_for_connections_that_are_gone() throws IOException {
        Client client = open();
        for (int i = 0; i < 20; i++) {
            client.ask(acquire(0, mutex("/locks/" + i % 3)));
        }
        assertThat(client.raw().call(OpCode.CLOSE_SESSION).err()).isZero();
        client.raw().expectClosed();
        try (Client other = open()) {
            for (int i = 0; i < 3; i++) {
                assertThat(other.ask(acquire(0, mutex("/locks/" + i))).get(0).state())
                        .isEqualTo(GRANTED);
            }
        }
    }

    @Test
    void errors_are_those_of_a_create_and_broken_requests_are_broken_records() throws IOException {
        try (Client client = open()) {
            assertThat(client.call(OpCode.ACQUIRE, acquire(0, new Claim("/none/a", 1, prefix("lock-"))))
                            .err())
                    .isEqualTo(ErrorCode.NO_NODE.code());
            assertThat(client.call(OpCode.ACQUIRE, acquire(0, new Claim("/locks/a", 1, "lock-")))
                            .err())
                    .isEqualTo(ErrorCode.BAD_ARGUMENTS.code());
            assertThat(client.call(OpCode.ACQUIRE, acquire(4, mutex("/locks/a")))
                            .err())
                    .isEqualTo(ErrorCode.MARSHALLING_ERROR.code());
            assertThat(client.call(OpCode.ACQUIRE, new SyncRequest("/")).err())
                    .isEqualTo(ErrorCode.MARSHALLING_ERROR.code());
            assertThat(client.ask(acquire(0, mutex("/locks/a"))).get(0).state()).isEqualTo(GRANTED);
        }
    }

    // ---- looking

    /** Of the last transaction, behind all that any client has been told: each has the next number. */
    private long zxid() {
        return Recorder.await(recorder.sync(node.engine())).zxid();
    }

    private boolean tree(String path) throws IOException {
        try (RawClient reader = RawClient.opened(node.port())) {
            return reader.call(OpCode.EXISTS, new ExistsRequest(path, false)).err() == 0;
        }
    }

    /** The next frame is the answer to a ping: nothing else was said. */
    private static void assertQuiet(Client client) throws IOException {
        assertThat(client.raw().call(OpCode.SYNC, new SyncRequest("/")).err()).isZero();
    }
}

package io.latchkey.zab.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.format.TreeFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What keeps the place of a holder whose session has expired. */
class LockDelayTest {
    private static final String ATTEMPT = "c_11111111-1111-8111-8111-111111111111-";
    private static final String OTHER = "_c_22222222-2222-8222-8222-222222222222-";
    private static final String DELAYED = ATTEMPT + "delay1500-lock-";
    private static final String ENTRY = "/locks/_" + DELAYED + "0000000000";
    private static final String TOMBSTONE = ENTRY.replace("_c_", "_d_");

    private final Leader leader = new Leader();

    @BeforeEach
    void open() {
        leader.open(8).open(9);
    }

    private void enter(long session, String prefix) {
        leader.in(session).create("/locks/" + prefix, CreateMode.EPHEMERAL_SEQUENTIAL);
    }

    private void expire(long session) {
        leader.submit(Submission.ofServer(new Request.ExpireSession(session)));
    }

    private List<String> queue() {
        return leader.tree().queue("/locks").names();
    }

    @Test
    void a_name_says_how_long() {
        assertThat(LockDelay.ms("/locks/_" + DELAYED)).isEqualTo(1_500);
        assertThat(LockDelay.ms("_" + ATTEMPT + "delay60000-revocable-lock-0000000001"))
                .isEqualTo(60_000);
        assertThat(LockDelay.ms(TOMBSTONE)).isEqualTo(1_500);
        for (String rest : List.of(
                "delay60001-lock-",
                "delay-lock-",
                "delay0-lock-",
                "delay123456-lock-",
                "delay1x-lock-",
                "delay1",
                "delay١-lock-",
                "lock-",
                "x-delay5-lock-")) {
            assertThat(LockDelay.ms("/locks/_" + ATTEMPT + rest)).as(rest).isZero();
        }
        assertThat(LockDelay.ms("/_" + ATTEMPT + "delay5-lock-/child")).isZero();
        assertThat(LockDelay.ms("_x_" + DELAYED.substring(2))).isZero();
        assertThat(LockDelay.ms("")).isZero();
    }

    @Test
    void who_asks_for_a_delay_that_cannot_be_kept_is_refused() {
        for (String rest : List.of("delay60001-lock-", "delay-lock-", "delay0-lock-", "delayed-lock-")) {
            Request.Claim claim = new Request.Claim("/locks", 0, "_" + ATTEMPT + rest, null);
            assertThat(leader.submit(new Request.Acquire(List.of(claim), Acl.OPEN, false, false)))
                    .isEqualTo(new Result.Failed(ErrorCode.BAD_ARGUMENTS));
        }
        Request.Claim claim = new Request.Claim("/locks", 0, "_" + ATTEMPT + "delay60000-lock-", null);
        assertThat(leader.submit(new Request.Acquire(List.of(claim), Acl.OPEN, false, false)))
                .isInstanceOf(Result.Multi.class);
    }

    @Test
    void the_place_of_an_expired_holder_is_kept_in_the_same_transaction() throws IOException {
        enter(8, "_" + DELAYED);
        enter(9, OTHER + "lock-");
        String waiting = OTHER + "lock-0000000001";
        expire(8);
        assertThat(leader.txn()).isEqualTo(new Txn.CloseSession(8, List.of(ENTRY), true, List.of(0)));
        assertThat(queue()).containsExactly(ZPath.name(TOMBSTONE), waiting);
        assertThat(leader.tree().node(ENTRY))
                .as("whoever checks for it finds nothing")
                .isNull();
        ZNode tombstone = leader.tree().node(TOMBSTONE);
        assertThat(tombstone.kind()).isEqualTo(NodeKind.TOMBSTONE);
        assertThat(tombstone.owner()).isZero();
        assertThat(tombstone.data()).isEqualTo(Leader.bytes("x"));
        assertThat(leader.tree().queue("/locks").isGranted(waiting)).isFalse();
        assertThat(leader.tree().queue("/locks").isFree(true)).isFalse();
        assertThat(leader.tree().tombstones()).containsExactly(TOMBSTONE);

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TreeFormat.write(leader.tree(), out);
        DataTree reloaded = TreeFormat.read(new ByteArrayInputStream(out.toByteArray()));
        assertThat(reloaded.digest()).isEqualTo(leader.tree().digest());
        assertThat(reloaded.tombstones()).containsExactly(TOMBSTONE);
        assertThat(reloaded.queue("/locks").names()).isEqualTo(queue());

        enter(9, OTHER + "lock-");
        assertThat(queue()).last().isEqualTo(OTHER + "lock-0000000003");
        leader.delete(TOMBSTONE);
        assertThat(leader.tree().queue("/locks").isGranted(waiting)).isTrue();
        assertThat(leader.tree().tombstones()).isEmpty();
    }

    @Test
    void nothing_is_kept_for_others() {
        enter(8, "_" + DELAYED);
        leader.submit(new Request.CloseSession(8));
        assertThat(queue()).as("a session that is closed").isEmpty();

        leader.open(8);
        enter(9, OTHER + "lock-");
        enter(8, "_" + DELAYED);
        expire(8);
        assertThat(queue()).as("one that waits").containsExactly(OTHER + "lock-0000000001");

        leader.open(8);
        enter(8, "_" + DELAYED);
        leader.submit(Submission.ofServer(new Request.CloseSession(8)));
        expire(9);
        assertThat(queue())
                .as("one that an operator closes, one without a delay")
                .isEmpty();
    }

    @Test
    void readers_pass_and_writers_wait() {
        enter(8, "_" + ATTEMPT + "delay1500-__READ__");
        enter(9, OTHER + "__READ__");
        enter(9, OTHER + "__WRIT__");
        enter(8, "_" + ATTEMPT + "delay1500-__READ__");
        expire(8);
        EntryQueue queue = leader.tree().queue("/locks");
        assertThat(queue.names())
                .containsExactly(
                        "_d" + ATTEMPT.substring(1) + "delay1500-__READ__0000000000",
                        OTHER + "__READ__0000000001",
                        OTHER + "__WRIT__0000000002");
        assertThat(queue.isGranted(OTHER + "__READ__0000000001")).isTrue();
        leader.delete("/locks/" + OTHER + "__READ__0000000001");
        assertThat(leader.tree().queue("/locks").isGranted(OTHER + "__WRIT__0000000002"))
                .isFalse();
    }

    @Test
    void a_tombstone_bears_no_children() {
        enter(8, "_" + DELAYED);
        expire(8);
        assertThat(leader.in(9).create(TOMBSTONE + "/child"))
                .isEqualTo(new Result.Failed(ErrorCode.NO_CHILDREN_FOR_EPHEMERALS));
    }

    @Test
    void a_node_of_its_name_that_somebody_made_stays_as_it_is() {
        enter(8, "_" + DELAYED);
        leader.in(9).create(TOMBSTONE);
        assertThat(leader.tree().tombstones()).isEmpty();
        expire(8);
        assertThat(leader.tree().node(ENTRY)).isNull();
        assertThat(leader.tree().node(TOMBSTONE).kind()).isEqualTo(NodeKind.PERSISTENT);
        assertThat(leader.tree().tombstones()).isEmpty();
    }

    @Test
    void the_leader_counts_ticks_and_never_too_few() {
        LockDelays delays = new LockDelays(20);
        delays.add(TOMBSTONE, 1_000);
        assertThat(delays.due(1_000 + 76)).isEmpty();
        assertThat(delays.due(1_000 + 77)).containsExactly(TOMBSTONE);
        assertThat(delays.due(1_000 + 78)).as("until it is gone").containsExactly(TOMBSTONE);
        delays.remove(TOMBSTONE);
        delays.remove(TOMBSTONE);
        assertThat(delays.due(2_000)).isEmpty();
        delays.add(TOMBSTONE, 2_000);
        delays.reset(List.of(TOMBSTONE), 2_070);
        assertThat(delays.due(2_070 + 76)).isEmpty();
        assertThat(delays.due(2_070 + 77)).hasSize(1);
    }
}

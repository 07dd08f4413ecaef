package io.latchkey.zab.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a Stat says and how sequences count: wire.md 2, items 9 and 20 to 23. */
class PreparerStatTest {
    private final Leader leader = new Leader();

    @Test
    void a_new_node_is_as_old_as_its_transaction() {
        Result.Created created = (Result.Created) leader.create("/a");
        long zxid = leader.tree().zxid();
        Stat expected = new Stat(zxid, zxid, leader.timeMs(), leader.timeMs(), 0, 0, 0, 0, 1, 0, zxid);
        assertThat(created.path()).isEqualTo("/a");
        assertThat(created.stat()).isEqualTo(expected);
        assertThat(leader.stat("/a")).isEqualTo(expected);
    }

    @Test
    void cversion_counts_creates_and_deletes() {
        leader.create("/a");
        leader.create("/a/x");
        assertThat(leader.stat("/a").cversion()).isEqualTo(1);
        leader.create("/a/y");
        assertThat(leader.stat("/a").cversion()).isEqualTo(2);
        leader.delete("/a/x");
        assertThat(leader.stat("/a").cversion()).isEqualTo(3);
        assertThat(leader.stat("/a").numChildren()).isEqualTo(1);
    }

    @Test
    void pzxid_moves_with_children_and_not_with_grandchildren_or_data() {
        leader.create("/a");
        leader.create("/a/x");
        long afterChild = leader.tree().zxid();
        leader.create("/a/x/y");
        leader.setData("/a", "new");
        leader.setData("/a/x", "new");
        leader.delete("/a/x/y");
        assertThat(leader.stat("/a").pzxid()).isEqualTo(afterChild);
        leader.delete("/a/x");
        assertThat(leader.stat("/a").pzxid()).isEqualTo(leader.tree().zxid());
    }

    @Test
    void set_data_moves_version_mzxid_and_mtime() {
        leader.create("/a");
        Stat before = leader.stat("/a");
        Result.Updated updated = (Result.Updated) leader.setData("/a", "abc");
        Stat after = updated.stat();
        assertThat(after)
                .isEqualTo(new Stat(
                        before.czxid(),
                        leader.tree().zxid(),
                        before.ctime(),
                        leader.timeMs(),
                        1,
                        0,
                        0,
                        0,
                        3,
                        0,
                        before.pzxid()));
        assertThat(leader.stat("/a")).isEqualTo(after);
    }

    @Test
    void set_acl_moves_aversion_only() {
        leader.create("/a");
        Stat b = leader.stat("/a");
        leader.submit(new Request.SetAcl("/a", Acl.OPEN, -1));
        assertThat(leader.stat("/a"))
                .isEqualTo(
                        new Stat(b.czxid(), b.mzxid(), b.ctime(), b.mtime(), 0, 0, 1, 0, b.dataLength(), 0, b.pzxid()));
    }

    @Test
    void null_data_stays_null_and_empty_data_stays_empty() {
        leader.submit(new Request.Create("/null", null, Acl.OPEN, CreateMode.PERSISTENT));
        leader.submit(new Request.Create("/empty", new byte[0], Acl.OPEN, CreateMode.PERSISTENT));
        assertThat(leader.tree().node("/null").data()).isNull();
        assertThat(leader.tree().node("/empty").data()).isEmpty();
        leader.submit(new Request.SetData("/empty", null, -1));
        assertThat(leader.tree().node("/empty").data()).isNull();
        assertThat(leader.stat("/empty").dataLength()).isZero();
    }

    @Test
    void a_sequence_counts_plain_creates_too_and_deletes_do_not_lower_it() {
        leader.create("/q");
        leader.create("/q/plain");
        assertThat(leader.create("/q/s-", CreateMode.PERSISTENT_SEQUENTIAL))
                .extracting("path")
                .isEqualTo("/q/s-0000000001");
        leader.delete("/q/s-0000000001");
        leader.delete("/q/plain");
        assertThat(leader.create("/q/s-", CreateMode.PERSISTENT_SEQUENTIAL))
                .extracting("path")
                .isEqualTo("/q/s-0000000002");
    }

    @Test
    void failed_creates_and_failed_multis_do_not_raise_a_sequence() {
        leader.create("/q");
        leader.create("/q/plain");
        leader.create("/q/plain");
        leader.multi(
                new Request.Create("/q/s-", null, Acl.OPEN, CreateMode.PERSISTENT_SEQUENTIAL),
                new Request.Check("/none", -1));
        assertThat(leader.create("/q/s-", CreateMode.PERSISTENT_SEQUENTIAL))
                .extracting("path")
                .isEqualTo("/q/s-0000000001");
    }

    @Test
    void a_sequence_moves_inside_a_multi() {
        leader.create("/q");
        Request.Create next = new Request.Create("/q/", null, Acl.OPEN, CreateMode.PERSISTENT_SEQUENTIAL);
        leader.multi(next, next);
        assertThat(leader.tree().node("/q").childNames()).containsExactlyInAnyOrder("0000000000", "0000000001");
    }

    @Test
    void an_ephemeral_sequential_may_have_no_name_of_its_own() {
        leader.open(5).create("/q");
        assertThat(leader.create("/q/", CreateMode.EPHEMERAL_SEQUENTIAL))
                .extracting("path", "stat.ephemeralOwner")
                .containsExactly("/q/0000000000", 5L);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0000000000",
        "6, 0000000006",
        "2147483647, 2147483647",
        "2147483648, -2147483648",
        "2147483649, -2147483647",
        "4294967291, -000000005",
        "4294967295, -000000001",
        "4294967296, 0000000000",
    })
    void a_sequence_looks_as_an_int_of_ten_digits_does(long count, String expected) {
        assertThat(Judge.sequence(count)).isEqualTo(expected).isEqualTo(String.format("%010d", (int) count));
    }

    @Test
    void a_container_has_no_ephemeral_owner() {
        leader.open(5).create("/c", CreateMode.CONTAINER);
        leader.create("/e", CreateMode.EPHEMERAL);
        assertThat(leader.stat("/c").ephemeralOwner()).isZero();
        assertThat(leader.stat("/e").ephemeralOwner()).isEqualTo(5);
    }

    @Test
    void what_fails_and_what_changes_nothing_takes_a_zxid_too() {
        long before = leader.tree().zxid();
        long digest = leader.tree().digest();
        leader.delete("/none");
        leader.submit(new Request.Sync());
        leader.submit(new Request.Refused(ErrorCode.UNIMPLEMENTED));
        leader.multi(new Request.Check("/none", -1));
        leader.multi();
        assertThat(leader.tree().zxid()).isEqualTo(before + 5);
        assertThat(leader.tree().digest()).isEqualTo(digest);
    }

    @Test
    void a_refused_request_gets_the_error_it_was_refused_with() {
        assertThat(leader.submit(new Request.Refused(ErrorCode.THROTTLED)))
                .isEqualTo(new Result.Failed(ErrorCode.THROTTLED));
    }

    @Test
    void nodes_and_bytes_are_counted() {
        int nodes = leader.tree().nodeCount();
        long bytes = leader.tree().dataBytes();
        leader.create("/abc");
        assertThat(leader.tree().nodeCount()).isEqualTo(nodes + 1);
        assertThat(leader.tree().dataBytes()).isEqualTo(bytes + 5);
        leader.setData("/abc", "1234");
        assertThat(leader.tree().dataBytes()).isEqualTo(bytes + 8);
        leader.delete("/abc");
        assertThat(leader.tree().nodeCount()).isEqualTo(nodes);
        assertThat(leader.tree().dataBytes()).isEqualTo(bytes);
    }
}

package io.latchkey.zab.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** All of it or nothing: wire.md 2, item 25. */
class PreparerMultiTest {
    private final Leader leader = new Leader();

    private static Request create(String path) {
        return new Request.Create(path, null, Acl.OPEN, CreateMode.PERSISTENT);
    }

    @Test
    void later_ops_see_earlier_ones_and_all_share_one_zxid() {
        leader.multi(
                create("/a"),
                create("/a/b"),
                new Request.SetData("/a/b", Leader.bytes("x"), 0),
                new Request.Check("/a/b", 1),
                create("/a/c"),
                new Request.Delete("/a/c", 0));
        long zxid = leader.tree().zxid();
        assertThat(leader.stat("/a")).extracting(Stat::czxid, Stat::pzxid).containsExactly(zxid, zxid);
        assertThat(leader.stat("/a").cversion()).isEqualTo(3);
        assertThat(leader.stat("/a/b")).extracting(Stat::mzxid, Stat::version).containsExactly(zxid, 1);
        assertThat(leader.tree().node("/a/c")).isNull();
        assertThat(leader.changes()).hasSize(5);
    }

    @Test
    void each_op_has_its_result() {
        Result result = leader.multi(
                create("/a"),
                new Request.SetData("/a", Leader.bytes("x"), -1),
                new Request.Check("/a", -1),
                new Request.Delete("/a", -1));
        List<Result> ops = ((Result.Multi) result).ops();
        assertThat(ops.get(0)).isInstanceOf(Result.Created.class);
        assertThat(((Result.Created) ops.get(0)).stat().version()).isZero();
        assertThat(((Result.Updated) ops.get(1)).stat().version()).isEqualTo(1);
        assertThat(ops.subList(2, 4)).containsOnly(new Result.Done());
    }

    @Test
    void one_failure_undoes_all_and_each_op_is_told() {
        DataTree before = leader.tree();
        Result result = leader.multi(create("/a"), create("/a/b"), create("/none/x"), create("/c"), create("/d"));
        assertThat(result)
                .isEqualTo(new Result.Multi(List.of(
                        new Result.Failed(ErrorCode.OK),
                        new Result.Failed(ErrorCode.OK),
                        new Result.Failed(ErrorCode.NO_NODE),
                        new Result.Failed(ErrorCode.RUNTIME_INCONSISTENCY),
                        new Result.Failed(ErrorCode.RUNTIME_INCONSISTENCY))));
        assertThat(leader.changes()).isEmpty();
        assertThat(leader.tree().node("/")).isSameAs(before.node("/"));
        assertThat(leader.tree().zxid()).isEqualTo(before.zxid() + 1);
    }

    @Test
    void an_empty_multi_is_fine() {
        assertThat(leader.multi()).isEqualTo(new Result.Multi(List.of()));
    }

    @Test
    void what_may_not_be_in_a_multi_fails_it() {
        assertThat(leader.multi(create("/a"), new Request.Sync()))
                .isEqualTo(new Result.Multi(
                        List.of(new Result.Failed(ErrorCode.OK), new Result.Failed(ErrorCode.MARSHALLING_ERROR))));
        assertThat(leader.tree().node("/a")).isNull();
    }

    @Test
    void a_multi_of_a_dead_session_fails_as_a_whole() {
        leader.open(5).submit(new Request.CloseSession(5));
        assertThat(leader.multi(create("/a"))).isEqualTo(new Result.Failed(ErrorCode.SESSION_EXPIRED));
    }

    @Test
    void ephemerals_of_a_multi_belong_to_the_session() {
        leader.open(5)
                .multi(
                        new Request.Create("/e1", null, Acl.OPEN, CreateMode.EPHEMERAL),
                        new Request.Create("/e2", null, Acl.OPEN, CreateMode.EPHEMERAL),
                        new Request.Delete("/e1", -1));
        assertThat(leader.tree().ephemerals(5)).containsExactly("/e2");
        assertThat(leader.tree().ephemeralCount()).isEqualTo(1);
    }
}

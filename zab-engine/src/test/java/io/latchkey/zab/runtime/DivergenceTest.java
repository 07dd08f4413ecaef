package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.format.TreeFormat;
import io.latchkey.zab.storage.MemoryStorage;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.NodeKind;
import io.latchkey.zab.tree.Session;
import io.latchkey.zab.tree.Stat;
import io.latchkey.zab.tree.TreeLoader;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A replica whose tree is not the leader's: it is found out, says where, and gets the right one. */
@Timeout(120)
class DivergenceTest {
    private final TestEnsemble ensemble = new TestEnsemble(config -> config);

    @AfterEach
    void close() {
        ensemble.close();
    }

    /** A tree at that zxid that no ensemble has: one node and a session, sound in itself. */
    private static DataTree strange(long zxid) {
        try {
            return loader(zxid).finish(0);
        } catch (IllegalArgumentException e) { // it names the digest that it has computed
            String text = String.valueOf(e.getMessage());
            return loader(zxid).finish(Long.parseUnsignedLong(text.substring(10, text.indexOf(',')), 16));
        }
    }

    private static TreeLoader loader(long zxid) {
        TreeLoader loader = new TreeLoader(zxid);
        loader.session(new Session(5, new byte[16], 1_000, 1));
        Stat stat = new Stat(0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0);
        loader.node(new TreeLoader.Node("", new byte[0], Acl.OPEN, NodeKind.PERSISTENT, 0, stat));
        return loader;
    }

    @Test
    void a_replica_with_another_tree_stops_says_where_and_gets_the_right_one() throws IOException {
        ensemble.start();
        TestEnsemble.Member leader = ensemble.leader();
        TestEnsemble.Member follower = ensemble.follower();
        leader.recorder().request(leader.server(), Requests.create("/a", "x"));
        ensemble.stop(follower.id());
        Committed last = leader.recorder().request(leader.server(), Requests.set("/a", "y"));

        // its disk says that it has a tree of the right zxid, and it is sound, but another one
        MemoryStorage disk = ensemble.disk(follower.id());
        disk.snapshots().write(last.zxid(), out -> TreeFormat.write(strange(last.zxid()), out));
        TestEnsemble.Member diverged = ensemble.start(follower.id());
        diverged.recorder().awaitServing();
        Committed next = leader.recorder().request(leader.server(), Requests.set("/a", "z"));

        Throwable why = Recorder.await(diverged.fatal());
        assertThat(why)
                .isInstanceOf(Divergence.class)
                .hasMessageContaining("at transaction " + Zxid.toString(next.zxid()) + " (setData /a)")
                .hasMessageContaining(
                        "expected digest " + Long.toHexString(next.tree().digest()))
                .hasMessageContaining("own digest before it, at " + Zxid.toString(last.zxid()) + ": "
                        + Long.toHexString(strange(last.zxid()).digest()));
        assertThat(((Divergence) why).zxid()).isEqualTo(next.zxid());
        diverged.recorder().awaitBatch(batch -> !batch.state().serving());

        ensemble.abandon(follower.id());
        disk.setAside(String.valueOf(why.getMessage()));
        ensemble.start(follower.id()).recorder().awaitServing();
        Committed more = leader.recorder().request(leader.server(), Requests.set("/a", "more"));
        ensemble.awaitEqualTrees(more.zxid());
    }

    @Test
    void a_snapshot_that_the_journal_contradicts_is_set_aside_at_the_start() throws IOException {
        ensemble.start();
        TestEnsemble.Member leader = ensemble.leader();
        TestEnsemble.Member follower = ensemble.follower();
        Committed last = leader.recorder().request(leader.server(), Requests.create("/a", "x"));
        ensemble.awaitEqualTrees(last.zxid());
        ensemble.stop(follower.id());

        MemoryStorage disk = ensemble.disk(follower.id());
        disk.snapshots().write(last.zxid(), out -> TreeFormat.write(strange(last.zxid()), out));
        ensemble.start(follower.id());
        Committed more = leader.recorder().request(leader.server(), Requests.set("/a", "more"));
        ensemble.awaitEqualTrees(more.zxid());
        assertThat(disk.snapshots().list()).doesNotContain(last.zxid());
    }

    @Test
    void a_server_alone_does_not_start_with_such_a_snapshot() throws IOException {
        FaultyStorage storage = new FaultyStorage();
        try (Solo solo = new Solo(Solo.CONFIG, storage).serve()) {
            solo.request(Requests.create("/a", "x"));
        }
        DurableState disk = storage.disk.recover();
        long last = disk.log().get(disk.log().size() - 1).zxid();
        storage.disk.snapshots().write(last, out -> TreeFormat.write(strange(last), out));
        storage.disk.close();
        try (Solo solo = new Solo(Solo.CONFIG, storage)) {
            assertThatThrownBy(solo::start).hasMessageContaining("but the journal says that it is");
            assertThat(storage.disk.snapshots().list()).containsExactly(last);
        }
    }
}

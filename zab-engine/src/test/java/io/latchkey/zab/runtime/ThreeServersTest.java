package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreeServersTest {
    private TestEnsemble ensemble = new TestEnsemble(UnaryOperator.identity());

    @AfterEach
    void close() {
        ensemble.close();
    }

    @Test
    void a_write_through_any_server_reaches_all() {
        ensemble.start();
        for (int id = 1; id <= 3; id++) {
            TestEnsemble.Member member = ensemble.member(id);
            Committed done = member.recorder().request(member.server(), Requests.create("/by-" + id, "x"));
            assertThat(done.result()).isInstanceOf(Result.Created.class);
            assertThat(done.txn().originServer()).isEqualTo(id);
            ensemble.awaitEqualTrees(done.zxid());
        }
        assertThat(ensemble.leader().recorder().tree().node("/by-3")).isNotNull();
    }

    @Test
    void each_submitter_keeps_its_order_through_leader_and_follower() {
        ensemble.start();
        TestEnsemble.Member leader = ensemble.leader();
        leader.recorder().request(leader.server(), Requests.create("/leader", ""));
        leader.recorder().request(leader.server(), Requests.create("/follower", ""));
        TestEnsemble.Member follower = ensemble.follower();
        List<CompletableFuture<Committed>> ofLeader = new ArrayList<>();
        List<CompletableFuture<Committed>> ofFollower = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            ofLeader.add(submit(leader, Requests.set("/leader", "" + i)));
            ofFollower.add(submit(follower, Requests.set("/follower", "" + i)));
        }
        assertInOrder(ofLeader);
        assertInOrder(ofFollower);
    }

    private static CompletableFuture<Committed> submit(TestEnsemble.Member member, Request request) {
        return member.recorder().submit(member.server(), Submission.ofServer(request));
    }

    private static void assertInOrder(List<CompletableFuture<Committed>> answers) {
        for (int i = 0; i < answers.size(); i++) {
            Committed one = Recorder.await(answers.get(i));
            assertThat(((Result.Updated) one.result()).stat().version()).isEqualTo(i + 1);
        }
    }

    @Test
    void a_follower_that_was_away_is_brought_up_by_the_missing_proposals() {
        ensemble.start();
        AtomicInteger snapshots = countSnapshots();
        int away = ensemble.follower().id();
        ensemble.kill(away);
        Committed last = writeThroughLeader(500);
        ensemble.start(away);
        ensemble.awaitEqualTrees(last.zxid());
        assertThat(snapshots).hasValue(0);
    }

    @Test
    void a_follower_that_was_away_too_long_is_brought_up_by_a_snapshot() {
        ensemble.close();
        ensemble = new TestEnsemble(config -> new EngineConfig(
                TestEnsemble.withHistoryKeep(config.zab(), 5), 10, 10, 1_000, 10_000, 64 << 20, 50, 1 << 20, 2, 3_000));
        ensemble.start();
        AtomicInteger snapshots = countSnapshots();
        int away = ensemble.follower().id();
        ensemble.kill(away);
        Committed last = writeThroughLeader(100);
        TestEnsemble.Member leader = ensemble.leader();
        while (leader.server().status().lastSnapshotZxid() == 0) {
            last = leader.recorder().request(leader.server(), Requests.set("/n", "more"));
        }
        TestEnsemble.Member back = ensemble.start(away);
        ensemble.awaitEqualTrees(last.zxid());
        assertThat(snapshots).hasPositiveValue();
        Committed more = back.recorder().request(back.server(), Requests.set("/n", "last"));
        ensemble.awaitEqualTrees(more.zxid());

        ensemble.kill(away); // the snapshot that came from the leader is on disk
        ensemble.start(away);
        ensemble.awaitEqualTrees(more.zxid());
    }

    @Test
    void a_follower_that_lacks_too_much_to_send_at_once_is_brought_up_by_a_snapshot() {
        ensemble.start(); // nobody takes a snapshot of its own: all that was proposed is in the leader's history
        AtomicInteger snapshots = countSnapshots();
        int away = ensemble.follower().id();
        ensemble.kill(away);
        TestEnsemble.Member leader = ensemble.leader();
        String data = "x".repeat(100_000);
        Committed last = leader.recorder().request(leader.server(), Requests.create("/n", data));
        for (int i = 0; i < 20; i++) {
            last = leader.recorder().request(leader.server(), Requests.set("/n", data + i));
        }
        assertThat(leader.server().status().lastSnapshotZxid()).isZero();
        ensemble.start(away);
        ensemble.awaitEqualTrees(last.zxid());
        assertThat(snapshots).hasPositiveValue();
    }

    private AtomicInteger countSnapshots() {
        AtomicInteger snapshots = new AtomicInteger();
        ensemble.network.tap((from, to, frame) -> {
            if (frame[1] == PeerCodec.SNAPSHOT_START) {
                snapshots.incrementAndGet();
            }
        });
        return snapshots;
    }

    private Committed writeThroughLeader(int writes) {
        TestEnsemble.Member leader = ensemble.leader();
        Committed last = leader.recorder().request(leader.server(), Requests.create("/n", ""));
        for (int i = 0; i < writes; i++) {
            last = leader.recorder().request(leader.server(), Requests.set("/n", "" + i));
        }
        return last;
    }

    @Test
    void links_that_break_under_load_lose_nothing_that_was_acknowledged() {
        ensemble.start();
        try (Load load = new Load(ensemble, 4)) {
            for (int i = 0; i < 10; i++) {
                load.awaitAcknowledged(load.acknowledged() + 20);
                ensemble.network.flap(1 + i % 3, 1 + (i + 1) % 3);
            }
            load.finish();
        }
    }

    @Test
    void a_leader_that_is_killed_under_load_takes_nothing_along_that_was_acknowledged() {
        ensemble.start();
        try (Load load = new Load(ensemble, 6)) {
            for (int i = 0; i < 3; i++) {
                load.awaitAcknowledged(load.acknowledged() + 100);
                int victim = ensemble.leader().id();
                ensemble.kill(victim);
                load.awaitAcknowledged(load.acknowledged() + 100);
                ensemble.start(victim);
            }
            load.awaitAcknowledged(load.acknowledged() + 100);
            load.finish();
        }
    }

    @Test
    void all_that_lose_power_at_once_come_back_with_everything_acknowledged() {
        ensemble.start();
        try (Load load = new Load(ensemble, 4)) {
            load.awaitAcknowledged(200);
            load.pause();
            for (int id = 1; id <= 3; id++) {
                ensemble.kill(id);
            }
            ensemble.start();
            load.finish();
        }
    }
}

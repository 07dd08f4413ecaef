package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of submissions when their server loses its leader. */
class InterregnumTest {
    private static final int SOME = 500;

    private TestEnsemble ensemble = new TestEnsemble(UnaryOperator.identity());

    @AfterEach
    void close() {
        ensemble.close();
    }

    private List<TestEnsemble.Member> followers() {
        int leader = ensemble.leader().id();
        List<TestEnsemble.Member> followers = new ArrayList<>();
        ensemble.forEach(member -> {
            if (member.id() != leader) {
                followers.add(member);
            }
        });
        return followers;
    }

    private void assertAllCounted(List<Counter> counters) {
        long last = counters.stream().mapToLong(Counter::awaitAll).max().orElseThrow();
        ensemble.awaitEqualTrees(last);
        counters.forEach(counter -> ensemble.forEach(counter::assertCounted));
    }

    @Test
    void the_leader_dies_and_what_was_submitted_to_others_is_answered_once() {
        ensemble.start();
        List<Counter> counters = followers().stream().map(Counter::new).toList();
        counters.forEach(counter -> counter.count(SOME));
        ensemble.kill(ensemble.leader().id());
        counters.forEach(counter -> counter.count(SOME));
        assertAllCounted(counters);
    }

    @Test
    void what_a_leader_had_proposed_in_vain_it_submits_to_the_next() {
        ensemble.start();
        TestEnsemble.Member old = ensemble.leader();
        Counter counter = new Counter(old);
        ensemble.network.isolate(old.id());
        counter.count(SOME);
        int successor = 1 + old.id() % 3;
        ensemble.member(successor)
                .recorder()
                .awaitBatch(
                        batch -> batch.state().inBroadcast() && batch.state().leader() != old.id());
        counter.count(SOME);
        ensemble.network.heal(old.id());
        assertAllCounted(List.of(counter));
    }

    @Test
    void leadership_is_handed_over_and_everybody_is_answered_once() {
        ensemble.start();
        TestEnsemble.Member old = ensemble.leader();
        TestEnsemble.Member successor = ensemble.follower();
        List<Counter> counters = new ArrayList<>();
        ensemble.forEach(member -> counters.add(new Counter(member).count(SOME)));
        old.recorder().submit(old.server(), Submission.ofServer(new Request.TransferLeadership(successor.id())));
        counters.forEach(counter -> counter.count(SOME));
        successor.recorder().awaitBatch(batch -> batch.state().leading());
        counters.forEach(counter -> counter.count(SOME));
        assertAllCounted(counters);
    }

    @Test
    void a_follower_that_finds_the_same_leader_again_submits_nothing_twice() {
        ensemble.start();
        TestEnsemble.Member follower = ensemble.follower();
        int leader = ensemble.leader().id();
        long epoch = follower.server().status().state().epoch();
        Counter counter = new Counter(follower);
        for (int i = 0; i < 20; i++) {
            counter.count(SOME / 5);
            ensemble.network.flap(follower.id(), leader);
        }
        assertAllCounted(List.of(counter));
        assertThat(follower.server().status().state().epoch()).isEqualTo(epoch);
    }

    /** The leader has the request, but cannot commit it before its follower has come back and asks again. */
    @Test
    void what_the_same_leader_has_proposed_before_is_not_proposed_again() {
        ensemble.start();
        TestEnsemble.Member follower = ensemble.follower();
        int leader = ensemble.leader().id();
        int third = 6 - follower.id() - leader;
        Counter counter = new Counter(follower);
        ensemble.stop(third); // nothing is committed without the follower
        AtomicInteger forwarded = new AtomicInteger();
        AtomicBoolean cut = new AtomicBoolean();
        ensemble.network.tap((from, to, frame) -> {
            boolean proposal = frame[1] == PeerCodec.PROPOSED && to == follower.id();
            if (frame[1] == PeerCodec.FORWARDED) {
                forwarded.incrementAndGet();
            } else if (proposal && cut.compareAndSet(false, true)) {
                ensemble.network.flap(leader, follower.id()); // proposed, and this frame is lost
            }
        });
        counter.count(1).awaitAll();
        assertThat(forwarded).hasValue(1);
        assertAllCounted(List.of(counter));
    }

    @Test
    void after_a_snapshot_nobody_knows_so_they_are_given_up() {
        ensemble.close();
        ensemble = new TestEnsemble(config -> new EngineConfig(
                TestEnsemble.withHistoryKeep(config.zab(), 5),
                10,
                10,
                10_000,
                10_000,
                64 << 20,
                50,
                1 << 20,
                2,
                3_000));
        ensemble.start();
        TestEnsemble.Member leader = ensemble.leader();
        TestEnsemble.Member follower = ensemble.follower();
        Counter counter = new Counter(follower);
        ensemble.network.isolate(follower.id());
        follower.recorder().awaitBatch(batch -> batch.state().interregnum());
        counter.count(1);
        Committed last = leader.recorder().request(leader.server(), Requests.create("/n", "x"));
        while (last.zxid() % 1_000 < 200 || leader.server().status().lastSnapshotZxid() < last.zxid() - 100) {
            last = leader.recorder().request(leader.server(), Requests.set("/n", "y"));
        }
        ensemble.network.heal(follower.id());
        assertThatThrownBy(counter::awaitAll).hasCauseInstanceOf(Recorder.Lost.class);
        ensemble.awaitEqualTrees(last.zxid());
        assertThat(follower.recorder()
                        .tree()
                        .node("/by-" + follower.id())
                        .stat()
                        .version())
                .isZero();
    }

    @Test
    void a_leader_that_does_not_come_is_not_waited_for_longer_than_the_grace() {
        ensemble.close();
        ensemble = new TestEnsemble(
                config -> new EngineConfig(config.zab(), 10, 10, 5, 10_000, 64 << 20, 100_000, 1 << 28, 3, 3_000));
        ensemble.start();
        TestEnsemble.Member follower = ensemble.follower();
        Counter counter = new Counter(follower);
        ensemble.network.isolate(follower.id());
        follower.recorder().awaitBatch(batch -> !batch.state().inBroadcast());
        CompletableFuture<Committed> waiting =
                follower.recorder().trySubmit(follower.server(), Submission.ofServer(Requests.set("/n", "")));
        if (waiting != null) {
            assertThatThrownBy(() -> Recorder.await(waiting))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(Recorder.Lost.class);
        }
        follower.recorder().awaitBatch(batch -> !batch.state().serving());
        assertThat(follower.recorder().trySubmit(follower.server(), Submission.ofServer(Requests.set("/n", ""))))
                .isNull();
        ensemble.network.heal(follower.id());
        follower.recorder().awaitServing();
        counter.count(1).awaitAll();
    }
}

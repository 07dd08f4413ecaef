package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.zab.tree.DataTree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever has synced sees all that anybody was told of before. */
class SyncsTest {
    private final TestEnsemble ensemble = new TestEnsemble(UnaryOperator.identity());

    @BeforeEach
    void start() {
        ensemble.start();
    }

    @AfterEach
    void close() {
        ensemble.close();
    }

    private static CompletableFuture<DataTree> sync(TestEnsemble.Member member) {
        return member.recorder().sync(member.server());
    }

    @Test
    void on_every_server_it_shows_what_was_acknowledged_by_any_other() {
        TestEnsemble.Member leader = ensemble.leader();
        leader.recorder().request(leader.server(), Requests.create("/n", ""));
        for (int i = 0; i < 200; i++) {
            TestEnsemble.Member writer = ensemble.member(1 + i % 3);
            TestEnsemble.Member reader = ensemble.member(1 + (i / 3) % 3);
            Committed done = writer.recorder().request(writer.server(), Requests.set("/n", "" + i));
            assertThat(Recorder.await(sync(reader)).zxid()).isGreaterThanOrEqualTo(done.zxid());
        }
    }

    @Test
    void it_is_no_transaction_and_many_share_a_round() {
        TestEnsemble.Member follower = ensemble.follower();
        Committed last = follower.recorder().request(follower.server(), Requests.create("/n", ""));
        AtomicInteger questions = new AtomicInteger();
        ensemble.network.tap((from, to, frame) -> {
            if (frame[1] == PeerCodec.SYNC_ASKED) {
                questions.incrementAndGet();
            }
        });
        List<CompletableFuture<DataTree>> answers = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            answers.add(sync(follower));
        }
        for (CompletableFuture<DataTree> answer : answers) {
            assertThat(Recorder.await(answer).zxid()).isEqualTo(last.zxid());
        }
        assertThat(questions).hasValueLessThan(answers.size());
    }

    @Test
    void a_leader_that_has_been_replaced_answers_with_what_its_successor_has() {
        TestEnsemble.Member old = ensemble.leader();
        ensemble.network.isolate(old.id());
        CompletableFuture<DataTree> answer = sync(old);
        TestEnsemble.Member other = ensemble.member(1 + old.id() % 3);
        other.recorder()
                .awaitBatch(
                        batch -> batch.state().inBroadcast() && batch.state().leader() != old.id());
        Committed done = other.recorder().request(other.server(), Requests.create("/n", ""));
        assertThat(answer).isNotDone();
        ensemble.network.heal(old.id());
        assertThat(Recorder.await(answer).zxid()).isGreaterThanOrEqualTo(done.zxid());
    }

    @Test
    void one_that_waits_when_the_leader_dies_is_answered_by_the_next() {
        List<TestEnsemble.Member> survivors = new ArrayList<>();
        TestEnsemble.Member leader = ensemble.leader();
        ensemble.forEach(member -> {
            if (member != leader) {
                survivors.add(member);
            }
        });
        Committed done = leader.recorder().request(leader.server(), Requests.create("/n", ""));
        ensemble.network.isolate(leader.id());
        List<CompletableFuture<DataTree>> answers =
                survivors.stream().map(SyncsTest::sync).toList();
        ensemble.kill(leader.id());
        answers.forEach(answer -> assertThat(Recorder.await(answer).zxid()).isGreaterThanOrEqualTo(done.zxid()));
    }

    @Test
    void one_that_waits_when_the_server_stops_is_told() {
        TestEnsemble.Member follower = ensemble.follower();
        ensemble.network.isolate(follower.id());
        CompletableFuture<DataTree> answer = sync(follower);
        ensemble.stop(follower.id());
        assertThatThrownBy(() -> Recorder.await(answer)).hasCauseInstanceOf(Recorder.Lost.class);
    }
}

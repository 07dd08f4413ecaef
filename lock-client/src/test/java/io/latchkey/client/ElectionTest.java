package io.latchkey.client;

import static io.latchkey.client.testing.Waiting.get;
import static io.latchkey.client.testing.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.testing.Bench;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Candidates, terms, and what becomes of them. */
class ElectionTest {
    @TempDir
    Path dir;

    private Bench bench;

    /** Other servers are tried by the same tests. */
    Bench bench(Path home) {
        return new Bench(home);
    }

    @BeforeEach
    void start() {
        bench = bench(dir);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    /** Writes down what it hears. */
    private static final class Diary implements LeadershipListener {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final BlockingQueue<Leadership> terms = new LinkedBlockingQueue<>();

        @Override
        public void onElected(Leadership leadership) {
            lines.add("elected");
            terms.add(leadership);
        }

        @Override
        public void onLost(Leadership leadership, LossReason reason) {
            lines.add("lost " + reason);
        }

        String next() throws InterruptedException {
            return String.valueOf(lines.poll(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void terms_follow_one_another_with_rising_epochs() throws Exception {
        LeaderElection first = bench.direct().election("captain");
        LeaderElection second = bench.direct().election("captain");
        Leadership term = get(first.campaign());
        assertThat(first.state()).isEqualTo(LeaderElection.State.LEADER);
        CompletableFuture<Leadership> next = second.campaign().toCompletableFuture();
        assertThatThrownBy(second::campaign).isInstanceOf(IllegalStateException.class);
        until(
                "two candidates",
                () -> bench.server.children("/elections/captain").size() == 2);
        assertThat(second.state()).isEqualTo(LeaderElection.State.CANDIDATE);
        assertThat(get(second.leader()).orElseThrow().token()).isEqualTo(term.epoch());
        assertThat(get(term.resign())).isTrue();
        assertThat(first.state()).isEqualTo(LeaderElection.State.IDLE);
        assertThat(get(next).epoch()).isGreaterThan(term.epoch());
        get(next).close();
    }

    @Test
    void a_candidate_that_joined_stands_again_after_a_loss() throws Exception {
        LockClient client = bench.behindProxy(Duration.ofSeconds(4));
        LeaderElection election = client.election("captain");
        Diary diary = new Diary();
        election.join(diary, ForkJoinPool.commonPool());
        assertThat(diary.next()).isEqualTo("elected");
        Leadership term = diary.terms.take();
        bench.server.expire(client.core().session().incarnation().id());
        // the server may still tell that the entry went before it closes the connection of the session that ended
        assertThat(diary.next()).isIn("lost SESSION_EXPIRED", "lost ENTRY_REMOVED");
        assertThat(term.isValid()).isFalse();
        assertThat(diary.next()).isEqualTo("elected");
        Leadership second = diary.terms.take();
        assertThat(second.epoch()).isGreaterThan(term.epoch());
        // a term given back is not a loss, and the candidate stands again
        assertThat(get(second.resign())).isTrue();
        assertThat(diary.next()).isEqualTo("elected");
        election.close();
        until("no candidate", () -> bench.server.children("/elections/captain").isEmpty());
        assertThat(election.state()).isEqualTo(LeaderElection.State.CLOSED);
        assertThat(diary.lines).isEmpty();
    }

    @Test
    void a_withdrawn_candidate_leaves_nothing() throws Exception {
        Leadership term = get(bench.direct().election("captain").campaign());
        LeaderElection other = bench.direct().election("captain");
        CompletableFuture<Leadership> waiting = other.campaign().toCompletableFuture();
        until(
                "two candidates",
                () -> bench.server.children("/elections/captain").size() == 2);
        waiting.cancel(false);
        until("one candidate", () -> bench.server.children("/elections/captain").size() == 1);
        until("it may stand again", () -> other.state() == LeaderElection.State.IDLE);
        LeaderElection third = bench.direct().election("captain");
        third.join(new Diary(), ForkJoinPool.commonPool());
        until(
                "two candidates again",
                () -> bench.server.children("/elections/captain").size() == 2);
        third.close();
        until("one again", () -> bench.server.children("/elections/captain").size() == 1);
        assertThat(term.isValid()).isTrue();
    }
}

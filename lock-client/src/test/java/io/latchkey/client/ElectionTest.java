package io.latchkey.client;

import static io.latchkey.client.testing.Waiting.get;
import static io.latchkey.client.testing.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.testing.Bench;
import io.latchkey.client.testing.FaultProxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
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

    /** The request that makes an entry. */
    int makesEntry() {
        return FaultProxy.CREATE;
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
        // a term given back ends too, and the candidate stands again
        assertThat(get(second.resign())).isTrue();
        assertThat(diary.next()).isEqualTo("lost RESIGNED");
        assertThat(diary.next()).isEqualTo("elected");
        election.close();
        assertThat(diary.next()).isEqualTo("lost RESIGNED");
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

    private static String text(Optional<LeaderInfo> leader) {
        if (leader.isEmpty()) {
            return "nobody";
        }
        byte[] value = leader.get().value();
        return leader.get().epoch().zxid() + (value == null ? "" : " " + new String(value, StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void others_see_who_leads_and_what_it_proclaims() throws Exception {
        LockClient watching = bench.direct();
        LeaderElection seen = watching.election("captain");
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Registration registration = seen.observe(leader -> heard.add(text(leader)), ForkJoinPool.commonPool());
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("nobody");
        LeaderElection first = bench.direct().election("captain");
        Leadership term = get(first.campaign());
        String epoch = String.valueOf(term.epoch().zxid());
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(epoch);
        get(term.proclaim(bytes("ship:1")));
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(epoch + " ship:1");
        get(term.proclaim(bytes("ship:2")));
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(epoch + " ship:2");
        assertThat(text(get(seen.current()))).isEqualTo(epoch + " ship:2");
        assertThatThrownBy(() -> term.proclaim(new byte[1_000_001])).isInstanceOf(IllegalArgumentException.class);
        assertThat(seen.state()).isEqualTo(LeaderElection.State.IDLE);
        get(term.resign());
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("nobody");
        assertThatThrownBy(() -> get(term.proclaim(bytes("ship:3")))).hasCauseInstanceOf(LeaseLostException.class);
        // what the one before has proclaimed is not the next one's
        Leadership next = get(first.campaign());
        assertThat(heard.poll(20, TimeUnit.SECONDS))
                .isEqualTo(String.valueOf(next.epoch().zxid()));
        registration.close();
        until("no watch is left", () -> watching.core().session().watchCount() == 0);
        get(next.proclaim(bytes("ship:4")));
        assertThat(text(get(seen.current()))).endsWith("ship:4");
        assertThat(heard).isEmpty();
    }

    @Test
    @Tag("trap-46")
    void an_observer_that_was_away_sees_the_leader_of_now() throws Exception {
        LockClient watching = bench.behindProxy(Duration.ofSeconds(4));
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        watching.election("captain").observe(leader -> heard.add(text(leader)), ForkJoinPool.commonPool());
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("nobody");
        bench.proxy.refuse();
        bench.proxy.cut();
        Leadership term = get(bench.direct().election("captain").campaign());
        get(term.proclaim(bytes("x")));
        bench.proxy.heal();
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(term.epoch().zxid() + " x");
        bench.server.expire(watching.core().session().incarnation().id());
        term.close();
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("nobody");
    }

    @Test
    void a_proclamation_whose_answer_is_lost_is_made_all_the_same() throws Exception {
        LockClient client = bench.behindProxy(Duration.ofSeconds(4));
        LeaderElection election = client.election("captain");
        Leadership term = get(election.campaign());
        bench.proxy.dropNextReplyTo(FaultProxy.MULTI);
        CompletionStage<Void> first = term.proclaim(bytes("first"));
        CompletionStage<Void> second = term.proclaim(bytes("second"));
        get(first);
        get(second);
        assertThat(bench.proxy.dropped()).isTrue();
        assertThat(text(get(election.current()))).endsWith("second");
        // a leader whose entry is gone proclaims nothing, though it does not know yet
        bench.proxy.refuse();
        bench.proxy.cut();
        until("it has noticed", () -> client.state() == ConnectionState.SUSPENDED);
        bench.server.expire(client.core().session().incarnation().id());
        CompletionStage<Void> late = term.proclaim(bytes("late"));
        bench.proxy.heal();
        assertThatThrownBy(() -> get(late)).hasCauseInstanceOf(LeaseLostException.class);
    }

    @Test
    @Tag("trap-40")
    void after_a_reconnect_there_is_one_leader_and_its_entry_is_its_own() throws Exception {
        LockClient client = bench.behindProxy(Duration.ofSeconds(4));
        Diary diary = new Diary();
        client.election("captain").join(diary, ForkJoinPool.commonPool());
        assertThat(diary.next()).isEqualTo("elected");
        Leadership old = diary.terms.take();
        bench.proxy.refuse();
        bench.proxy.cut();
        until("it has noticed", () -> client.state() == ConnectionState.SUSPENDED);
        Diary others = new Diary();
        bench.direct().election("captain").join(others, ForkJoinPool.commonPool());
        until(
                "two candidates",
                () -> bench.server.children("/elections/captain").size() == 2);
        bench.server.expire(client.core().session().incarnation().id());
        bench.proxy.heal();
        assertThat(others.next()).isEqualTo("elected");
        assertThat(diary.next()).startsWith("lost ");
        assertThat(old.isValid()).isFalse();
        until(
                "it stands again",
                () -> bench.server.children("/elections/captain").size() == 2);
        assertThat(diary.lines).isEmpty();
        get(others.terms.take().resign());
        assertThat(diary.next()).isEqualTo("elected");
        assertThat(diary.terms.take().epoch()).isGreaterThan(old.epoch());
    }

    @Test
    @Tag("trap-41")
    void two_candidates_whose_creates_are_lost_in_turn_do_not_push_each_other_away() throws Exception {
        Diary first = new Diary();
        Diary second = new Diary();
        LockClient one = bench.behindProxy(Duration.ofSeconds(4));
        LockClient two = bench.behindProxy(Duration.ofSeconds(4));
        bench.proxy.dropNextReplyTo(makesEntry());
        one.election("captain").join(first, ForkJoinPool.commonPool());
        assertThat(first.next()).isEqualTo("elected");
        bench.proxy.dropNextReplyTo(makesEntry());
        two.election("captain").join(second, ForkJoinPool.commonPool());
        until(
                "two candidates",
                () -> bench.server.children("/elections/captain").size() == 2);
        until("the answer was lost", bench.proxy::dropped);
        bench.proxy.cut();
        LeaderElection seen = bench.direct().election("captain");
        assertThat(get(seen.current()).orElseThrow().epoch())
                .isEqualTo(first.terms.take().epoch());
        assertThat(bench.server.children("/elections/captain")).hasSize(2);
        assertThat(first.lines).isEmpty();
        assertThat(second.lines).isEmpty();
    }

    @Test
    @Tag("trap-42")
    void a_candidate_whose_entry_or_session_goes_says_so_and_stands_again() throws Exception {
        Leadership term = get(bench.direct().election("captain").campaign());
        LockClient client = bench.behindProxy(Duration.ofSeconds(4));
        LeaderElection joined = client.election("captain");
        joined.join(new Failing(), ForkJoinPool.commonPool());
        String own = bench.server.children("/elections/captain").size() < 2 ? awaitSecond(term) : second(term);
        bench.server.remove("/elections/captain/" + own);
        term.close(); // on Apache ZooKeeper a candidate looks when the one before it goes
        until("it has failed", () -> joined.state() == LeaderElection.State.FAILED);
        assertThat(joined.failure()).isPresent();
        // its listener throws, and it leads all the same, and stands again afterwards
        until("it leads", () -> joined.state() == LeaderElection.State.LEADER);
        assertThat(joined.failure()).isEmpty();
        FencingToken before = get(joined.current()).orElseThrow().epoch();
        bench.server.expire(client.core().session().incarnation().id());
        until("it leads again", () -> leads(joined, before));
        assertThatThrownBy(joined::campaign).isInstanceOf(IllegalStateException.class);
    }

    private static boolean leads(LeaderElection election, FencingToken after) {
        try {
            Optional<LeaderInfo> leader = get(election.current());
            return leader.isPresent() && leader.get().epoch().zxid() > after.zxid();
        } catch (Exception e) {
            return false; // between two sessions
        }
    }

    private String awaitSecond(Leadership term) throws Exception {
        until(
                "two candidates",
                () -> bench.server.children("/elections/captain").size() == 2);
        return second(term);
    }

    private String second(Leadership term) {
        return bench.server.children("/elections/captain").stream()
                .filter(name -> !term.guard().path().endsWith(name))
                .findFirst()
                .orElseThrow();
    }

    /** An application with a fault of its own. */
    private static final class Failing implements LeadershipListener {
        @Override
        public void onElected(Leadership leadership) {
            throw new IllegalStateException("meant to fail");
        }

        @Override
        public void onLost(Leadership leadership, LossReason reason) {
            throw new IllegalStateException("meant to fail");
        }
    }

    @Test
    @Tag("trap-43")
    void every_term_ends_once_and_before_the_next_begins() throws Exception {
        LeaderElection election = bench.direct().election("captain");
        Diary diary = new Diary();
        election.join(diary, ForkJoinPool.commonPool());
        long before = 0;
        for (int i = 0; i < 50; i++) {
            assertThat(diary.next()).isEqualTo("elected");
            Leadership term = diary.terms.take();
            assertThat(term.epoch().zxid()).isGreaterThan(before);
            before = term.epoch().zxid();
            if (i % 2 == 0) {
                bench.server.remove(term.guard().path());
            } else {
                term.close();
            }
            assertThat(diary.next()).isEqualTo(i % 2 == 0 ? "lost ENTRY_REMOVED" : "lost RESIGNED");
            get(term.resign());
        }
        assertThat(diary.next()).isEqualTo("elected");
        assertThat(diary.lines).isEmpty();
    }

    @Test
    @Tag("trap-44")
    void a_campaign_that_fails_leaves_no_ghost() throws Exception {
        LockClient client = bench.behindProxy(Duration.ofSeconds(4));
        LeaderElection election = client.election("captain");
        get(election.campaign()).close();
        until("it may stand again", () -> election.state() == LeaderElection.State.IDLE);
        bench.proxy.dropNextReplyTo(makesEntry());
        CompletableFuture<Leadership> campaign = election.campaign().toCompletableFuture();
        until("the answer is lost", bench.proxy::dropped);
        campaign.cancel(false);
        until(
                "no entry is left",
                () -> bench.server.children("/elections/captain").isEmpty());
        assertThat(get(bench.direct().election("captain").campaign()).isValid()).isTrue();
    }
}

package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.ZabConfig;
import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.tree.Caller;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Time is in the test's hand; the core is patient enough not to mind that it runs fast. */
class SessionsOnThreeServersTest {
    private static final long SESSION = 0x2_0000_0001L;
    private static final int TIMEOUT_TICKS = 20;
    /** Of a lock-delay of 200 ms, and two more, so that it is never shorter. */
    private static final int DELAY_TICKS = 22;

    private final TestEnsemble ensemble = new TestEnsemble(
            c -> new EngineConfig(
                    new ZabConfig(
                            c.zab().self(),
                            QuorumConfig.majorityOf(1, 2, 3),
                            3,
                            1_000_000,
                            1_000_000,
                            1_000_000,
                            100,
                            1 << 20,
                            Zxid.COUNTER_MAX,
                            0),
                    10,
                    1,
                    1_000,
                    1_000,
                    64 << 20,
                    100_000,
                    1 << 28,
                    3,
                    3_000),
            config -> new ManualTicker());

    @AfterEach
    void close() {
        ensemble.close();
    }

    private static void tick(TestEnsemble.Member member) {
        ((ManualTicker) member.ticker()).tick(member.server());
    }

    private void tickUntilServing() {
        while (!ensemble.allServe()) {
            ensemble.forEach(SessionsOnThreeServersTest::tick);
        }
    }

    private TestEnsemble.Member tickUntilOneLeads() {
        for (int id = 1; ; id = 1 + id % 3) {
            TestEnsemble.Member member = ensemble.memberIfUp(id);
            if (member != null) {
                if (member.server().status().state().leading()) {
                    return member;
                }
                tick(member);
            }
        }
    }

    private void serve() {
        for (int id = 1; id <= 3; id++) {
            ensemble.start(id);
        }
        tickUntilServing();
    }

    /** Whatever this member has said before, the leader has heard when this returns. */
    private static void sync(TestEnsemble.Member member) {
        member.recorder().request(member.server(), new Request.Sync());
    }

    private boolean isOpen(TestEnsemble.Member member) {
        sync(member);
        return member.recorder().tree().session(SESSION) != null;
    }

    private void open(TestEnsemble.Member member) {
        member.recorder().request(member.server(), new Request.OpenSession(SESSION, new byte[16], TIMEOUT_TICKS * 10));
    }

    @Test
    void a_session_lives_as_long_as_a_follower_hears_of_it() {
        serve();
        TestEnsemble.Member leader = ensemble.leader();
        TestEnsemble.Member follower = ensemble.follower();
        open(follower);
        for (int i = 0; i < 5 * TIMEOUT_TICKS; i++) {
            follower.server().touch(new long[] {SESSION});
            tick(follower);
            sync(follower);
            tick(leader);
        }
        assertThat(isOpen(follower)).isTrue();
        for (int i = 0; i < TIMEOUT_TICKS + 2; i++) {
            tick(leader);
        }
        assertThat(isOpen(follower)).isFalse();
    }

    @Test
    void a_new_leader_gives_it_a_full_timeout() {
        serve();
        TestEnsemble.Member old = ensemble.leader();
        open(old);
        for (int i = 0; i < TIMEOUT_TICKS - 1; i++) {
            tick(old);
        }
        ensemble.kill(old.id());
        TestEnsemble.Member now = tickUntilOneLeads();
        for (int i = 0; i < TIMEOUT_TICKS - 2; i++) { // a tick may have passed before it was found to lead
            tick(now);
        }
        assertThat(isOpen(now)).isTrue();
        for (int i = 0; i < TIMEOUT_TICKS; i++) {
            tick(now);
        }
        assertThat(isOpen(now)).isFalse();
    }

    @Test
    void a_lock_delay_goes_on_under_a_new_leader_and_is_never_shorter() {
        serve();
        String entry = "/locks/_c_11111111-1111-8111-8111-111111111111-delay200-lock-";
        String tombstone = entry.replace("_c_", "_d_") + "0000000000";
        TestEnsemble.Member old = ensemble.leader();
        open(old);
        long attachment = old.recorder().tree().session(SESSION).attachment();
        Request create = Requests.create(entry, CreateMode.EPHEMERAL_SEQUENTIAL);
        Caller anybody = new Caller(List.of(), false);
        Recorder.await(old.recorder().submit(old.server(), new Submission(SESSION, attachment, anybody, null, create)));
        old.recorder().request(old.server(), new Request.ExpireSession(SESSION));
        for (int i = 0; i < DELAY_TICKS - 1; i++) {
            tick(old);
        }
        TestEnsemble.Member follower = ensemble.follower();
        sync(follower);
        assertThat(follower.recorder().tree().tombstones()).containsExactly(tombstone);
        ensemble.kill(old.id());
        TestEnsemble.Member now = tickUntilOneLeads();
        for (int i = 0; i < DELAY_TICKS - 2; i++) { // a tick may have passed before it was found to lead
            tick(now);
        }
        sync(now);
        assertThat(now.recorder().tree().tombstones()).containsExactly(tombstone);
        for (int i = 0; i < 3; i++) {
            tick(now);
        }
        sync(now);
        assertThat(now.recorder().tree().node(tombstone)).isNull();
        ensemble.start(old.id());
        tickUntilServing();
        ensemble.awaitEqualTrees(now.recorder().tree().zxid());
    }

    @Test
    void a_leader_cut_off_answers_nobody_and_its_clients_are_told() {
        serve();
        TestEnsemble.Member old = ensemble.leader();
        ensemble.network.isolate(old.id());
        CompletableFuture<Committed> answer =
                old.recorder().submit(old.server(), Submission.ofServer(Requests.create("/lost", "x")));
        TestEnsemble.Member other = ensemble.member(1 + old.id() % 3);
        tick(other);
        assertThat(answer).isNotDone();
        ensemble.stop(old.id());
        assertThat(answer).isCompletedExceptionally();
    }
}

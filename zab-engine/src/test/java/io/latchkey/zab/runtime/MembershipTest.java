package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.core.Member;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.format.QuorumFormat;
import io.latchkey.zab.format.QuorumNode;
import io.latchkey.zab.storage.DiskSpace;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Submission;
import io.latchkey.zab.tree.ZNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An ensemble that changes while it serves. */
class MembershipTest {
    private static final long ANY = -1;

    private final TestEnsemble ensemble = new TestEnsemble(UnaryOperator.identity());

    @AfterEach
    void close() {
        ensemble.close();
    }

    @Test
    void a_server_with_an_empty_disk_is_readmitted_by_the_others() {
        ensemble.start();
        TestEnsemble.Member leader = ensemble.leader();
        Committed before = leader.recorder().request(leader.server(), Requests.create("/before", ""));
        int wiped = ensemble.follower().id();
        ensemble.kill(wiped);
        ensemble.replaceDisk(wiped);
        TestEnsemble.Member back = ensemble.start(wiped);
        QuorumConfig readmitted = awaitSettled(back, config -> !config.isVoter(wiped, 0));
        assertThat(readmitted.ids()).containsExactly(1, 2, 3);
        assertThat(back.recorder().tree().node("/before")).isNotNull();
        // Its vote counts again: with it, and without the third, there is a quorum.
        int other = 6 - wiped - leader.id();
        ensemble.kill(other);
        Committed after = ensemble.requestUntilDone(back, Requests.create("/after", ""));
        assertThat(after.zxid()).isGreaterThan(before.zxid());
        ensemble.awaitEqualTrees(after.zxid());
    }

    @Test
    void a_server_with_an_empty_disk_makes_no_quorum_with_one_that_lags() {
        ensemble.start();
        int lagging = ensemble.follower().id();
        TestEnsemble.Member leader = ensemble.leader();
        int third = 6 - lagging - leader.id();
        ensemble.kill(lagging);
        Committed known = leader.recorder().request(leader.server(), Requests.create("/known", ""));
        ensemble.kill(third);
        ensemble.replaceDisk(third);
        int dead = leader.id();
        ensemble.kill(dead);
        TestEnsemble.Member wiped = ensemble.start(third);
        TestEnsemble.Member behind = ensemble.start(lagging);
        wiped.recorder().awaitBatch(batch -> !batch.state().inBroadcast());
        // Nothing can be waited for here, but that what was known is there when the one that knows it is back.
        ensemble.start(dead);
        behind.recorder().awaitBatch(batch -> batch.tree().zxid() >= known.zxid());
        assertThat(behind.recorder().tree().node("/known")).isNotNull();
        awaitSettled(wiped, config -> !config.isVoter(third, 0));
        assertThat(wiped.recorder().tree().node("/known")).isNotNull();
    }

    @Test
    void servers_are_added_and_removed_while_clients_write() {
        ensemble.start();
        TestEnsemble.Member four = ensemble.start(4);
        TestEnsemble.Member five = ensemble.start(5);
        four.recorder().awaitServing();
        five.recorder().awaitServing();
        TestEnsemble.Member leader = ensemble.leader();
        List<CompletableFuture<Committed>> writes = new ArrayList<>();
        writes.add(write(leader, 0));
        assertThat(reconfigure(leader, 1, 2, 3, 4, 5).result()).isNotInstanceOf(Result.Failed.class);
        writes.add(write(leader, 1));
        awaitSettled(five, config -> config.ids().size() == 5);
        int follower = ensemble.follower().id();
        writes.add(write(leader, 2));
        List<Integer> ids = new ArrayList<>(List.of(1, 2, 3, 4, 5));
        ids.remove(Integer.valueOf(follower));
        reconfigure(leader, ids.stream().mapToInt(Integer::intValue).toArray());
        QuorumConfig config = awaitSettled(leader, c -> c.ids().size() == 4);
        assertThat(config.member(follower)).isNull();
        for (CompletableFuture<Committed> write : writes) {
            assertThat(Recorder.await(write).result()).isInstanceOf(Result.Created.class);
        }
        ZNode text = leader.recorder().tree().node("/zookeeper/config");
        assertThat(text).isNotNull();
        assertThat(new String(text.data(), StandardCharsets.UTF_8)).contains("server.4=", "version=");
    }

    @Test
    void a_leader_that_is_removed_hands_over_and_no_request_is_lost() {
        ensemble.start();
        TestEnsemble.Member leader = ensemble.leader();
        TestEnsemble.Member follower = ensemble.follower();
        int other = 6 - leader.id() - follower.id();
        List<CompletableFuture<Committed>> writes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            writes.add(write(follower, i));
        }
        reconfigure(follower, follower.id(), other);
        for (int i = 100; i < 200; i++) {
            writes.add(write(follower, i));
        }
        for (CompletableFuture<Committed> write : writes) {
            assertThat(Recorder.await(write).result()).isInstanceOf(Result.Created.class);
        }
        awaitSettled(follower, config -> !config.isVoter(leader.id()));
        follower.recorder().awaitBatch(b -> b.state().inBroadcast() && b.state().leader() != leader.id());
        ensemble.kill(leader.id());
        ensemble.requestUntilDone(follower, Requests.create("/after", ""));
    }

    @Test
    void leadership_is_handed_over_and_no_request_is_lost() {
        ensemble.start();
        TestEnsemble.Member leader = ensemble.leader();
        TestEnsemble.Member next = ensemble.follower();
        List<CompletableFuture<Committed>> writes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            writes.add(write(leader, i));
        }
        Committed answer = leader.recorder().request(leader.server(), new Request.TransferLeadership(next.id()));
        assertThat(answer.result()).isNotInstanceOf(Result.Failed.class);
        for (int i = 100; i < 200; i++) {
            writes.add(write(leader, i));
        }
        for (CompletableFuture<Committed> write : writes) {
            assertThat(Recorder.await(write).result()).isInstanceOf(Result.Created.class);
        }
        leader.recorder().awaitBatch(b -> b.state().inBroadcast() && b.state().leader() == next.id());
        List<Batch> batches = leader.recorder().batches();
        long served = batches.stream()
                .dropWhile(b -> !b.state().serving())
                .filter(b -> !b.state().serving())
                .count();
        assertThat(served).as("times that it stopped serving").isZero();
    }

    @Test
    void a_leader_whose_disk_is_nearly_full_hands_over_once() {
        ensemble.start();
        TestEnsemble.Member leader = ensemble.leader();
        ensemble.setSpace(leader.id(), new DiskSpace(99, 100));
        Batch after = leader.recorder()
                .awaitBatch(b -> b.state().inBroadcast() && b.state().leader() != leader.id());
        TestEnsemble.Member next = ensemble.member(after.state().leader());
        assertThat(next.recorder()
                        .request(next.server(), Requests.create("/after", ""))
                        .result())
                .isInstanceOf(Result.Created.class);
        // When the next leader's disk is full as well, and that of the last one still is, it stays where it then is.
        ensemble.setSpace(next.id(), new DiskSpace(99, 100));
        next.recorder().awaitBatch(b -> b.state().inBroadcast() && b.state().leader() != next.id());
    }

    @Test
    void what_cannot_be_is_refused_with_the_reason() {
        ensemble.start();
        TestEnsemble.Member leader = ensemble.leader();
        assertRefused(reconfigure(leader, 1, 2, 3, 4), ErrorCode.NEW_CONFIG_NO_QUORUM);
        assertRefused(
                leader.recorder().request(leader.server(), new Request.Reconfigure(new byte[] {1}, ANY)),
                ErrorCode.BAD_ARGUMENTS);
        byte[] members = QuorumFormat.encode(QuorumConfig.majorityOf(1, 2, 3));
        assertRefused(
                leader.recorder().request(leader.server(), new Request.Reconfigure(members, 7)), ErrorCode.BAD_VERSION);
        assertRefused(
                leader.recorder().request(leader.server(), new Request.TransferLeadership(9)), ErrorCode.BAD_ARGUMENTS);
        assertThat(leader.recorder()
                        .request(leader.server(), Requests.create("/still", ""))
                        .result())
                .isInstanceOf(Result.Created.class);
    }

    private static void assertRefused(Committed answer, ErrorCode why) {
        assertThat(answer.result()).isEqualTo(new Result.Failed(why));
    }

    private static CompletableFuture<Committed> write(TestEnsemble.Member member, int i) {
        return member.recorder().submit(member.server(), Submission.ofServer(Requests.create("/w" + i, "")));
    }

    private static Committed reconfigure(TestEnsemble.Member member, int... ids) {
        List<Member> members = new ArrayList<>();
        for (int id : ids) {
            members.add(Member.voter(id, "server-" + id + ":2888"));
        }
        byte[] bytes = QuorumFormat.encode(QuorumConfig.of(members));
        return member.recorder().request(member.server(), new Request.Reconfigure(bytes, ANY));
    }

    private static QuorumConfig awaitSettled(TestEnsemble.Member member, Predicate<QuorumConfig> wanted) {
        Batch batch = member.recorder().awaitBatch(b -> {
            QuorumConfig config = QuorumNode.of(b.tree());
            return b.state().inBroadcast() && config != null && !config.isJoint() && wanted.test(config);
        });
        return Objects.requireNonNull(QuorumNode.of(batch.tree()));
    }
}

package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.ZabConfig;
import io.latchkey.zab.storage.MemoryStorage;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OneServerTest {
    private final MemoryStorage disk = MemoryStorage.empty();
    private final Recorder recorder = new Recorder();
    private ReplicatedServer server = newServer();

    private ReplicatedServer newServer() {
        EngineConfig config = EngineConfig.of(ZabConfig.of(1, QuorumConfig.majorityOf(1)));
        return ReplicatedServer.create(config, disk, PeerTransport.none(), List.of(), problem -> {
            throw new AssertionError(problem);
        });
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void start() {
        server.subscribe(recorder);
        server.start();
        recorder.awaitServing();
    }

    @Test
    void a_write_is_answered_with_the_tree_that_shows_it() {
        start();
        Committed created = recorder.request(server, Requests.create("/a", "x"));
        assertThat(created.result()).isInstanceOf(Result.Created.class);
        assertThat(created.tree().node("/a")).isNotNull();
        assertThat(created.tree().zxid()).isEqualTo(created.zxid());
        assertThat(recorder.tree()).isSameAs(created.tree());
    }

    @Test
    void a_refused_request_is_answered_in_its_place() {
        start();
        Committed failed = recorder.request(server, Requests.set("/none", "x"));
        assertThat(failed.result()).isEqualTo(new Result.Failed(ErrorCode.NO_NODE));
    }

    @Test
    void many_at_once_are_committed_in_the_order_of_their_submission() {
        start();
        recorder.request(server, Requests.create("/a", "0"));
        List<CompletableFuture<Committed>> answers = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            answers.add(recorder.submit(server, Submission.ofServer(Requests.set("/a", "" + i))));
        }
        long last = 0;
        for (int i = 0; i < answers.size(); i++) {
            Committed one = Recorder.await(answers.get(i));
            assertThat(one.zxid()).isGreaterThan(last);
            assertThat(((Result.Updated) one.result()).stat().version()).isEqualTo(i + 1);
            last = one.zxid();
        }
    }

    @Test
    void everything_is_there_again_after_a_clean_restart() {
        start();
        recorder.request(server, Requests.create("/a", "x"));
        Committed last = recorder.request(server, Requests.set("/a", "y"));
        server.close();

        server = newServer();
        Recorder second = new Recorder();
        server.subscribe(second);
        server.start();
        second.awaitServing();
        assertThat(second.tree().digest()).isEqualTo(last.tree().digest());
        assertThat(second.tree().zxid()).isEqualTo(last.zxid());
        assertThat(second.request(server, Requests.set("/a", "z")).zxid()).isGreaterThan(last.zxid());
    }

    @Test
    void one_who_comes_late_is_told_the_state_first() {
        start();
        Committed created = recorder.request(server, Requests.create("/a", "x"));
        Recorder late = new Recorder();
        server.subscribe(late);
        Batch first = late.awaitServing();
        assertThat(first.tree()).isSameAs(created.tree());
        assertThat(first.committed()).isEmpty();
        assertThat(first.state().leading()).isTrue();
    }

    @Test
    void one_who_has_left_hears_nothing_more() {
        start();
        Recorder guest = new Recorder();
        server.subscribe(guest);
        guest.awaitServing();
        server.unsubscribe(guest);
        recorder.request(server, Requests.create("/a", "x"));
        assertThat(guest.committed()).isEmpty();
    }

    @Test
    void one_who_comes_and_goes_at_once_hears_nothing_more_either() {
        start();
        for (int i = 0; i < 100; i++) {
            Recorder guest = new Recorder();
            server.subscribe(guest);
            server.unsubscribe(guest);
            recorder.request(server, new Request.Sync());
            assertThat(guest.committed()).isEmpty();
        }
    }

    @Test
    void a_closed_server_says_so_and_takes_nothing() {
        start();
        server.close();
        server.close();
        assertThat(recorder.awaitBatch(batch -> !batch.state().serving())
                        .state()
                        .leader())
                .isEqualTo(-1);
        assertThat(recorder.trySubmit(server, Submission.ofServer(new Request.Sync())))
                .isNull();
        assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);
        Recorder late = new Recorder();
        server.subscribe(late);
        assertThat(late.batches()).hasSize(1);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("latchkey-"));
    }

    @Test
    void before_it_is_started_it_takes_nothing() {
        assertThat(recorder.trySubmit(server, Submission.ofServer(new Request.Sync())))
                .isNull();
        assertThat(server.status().state().serving()).isFalse();
    }
}

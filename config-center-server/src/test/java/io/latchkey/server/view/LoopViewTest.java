package io.latchkey.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.runtime.Batch;
import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.runtime.ServerState;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a loop hears and sees, and in which order. The tests run on the loop; what happens between turns is scripted. */
@Timeout(60)
class LoopViewTest {
    private static final int WAITING_MAX = 10;

    private final ScriptedEngine engine = new ScriptedEngine();
    private final List<String> heard = new ArrayList<>();
    private Vertx vertx;
    private Context loop;
    private LoopView view;

    @BeforeEach
    void attach() throws Exception {
        vertx = Vertx.vertx();
        loop = vertx.getOrCreateContext();
        onLoop(() -> {
            view = LoopView.attach(loop, engine, WAITING_MAX);
            view.addObserver(new Ear());
            return null;
        });
        nextTurn();
        heard.clear();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private final class Ear implements LoopObserver {
        @Override
        public void beforeReply(Committed committed) {
            heard.add("event " + committed.zxid() + " while the tree is "
                    + view.tree().zxid());
        }

        @Override
        public void onLost() {
            heard.add("lost");
        }

        @Override
        public void onCaughtUp(ServerState state) {
            heard.add("caught up at " + view.tree().zxid());
        }
    }

    private <T> T onLoop(Callable<T> work) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.runOnContext(ignored -> {
            try {
                done.complete(work.call());
            } catch (Exception | Error e) {
                done.completeExceptionally(e);
            }
        });
        return done.get(30, TimeUnit.SECONDS);
    }

    /** What was asked of the loop before has been done. */
    private void nextTurn() throws Exception {
        onLoop(() -> null);
    }

    /** Of the server alone, and of nothing that was submitted. */
    private void tell(ServerState state) throws Exception {
        onLoop(() -> {
            view.onBatch(new Batch(engine.tree(), List.of(), state));
            view.catchUp();
            return null;
        });
    }

    private static Submission create(String path) {
        return Submission.ofServer(new Request.Create(path, null, Acl.OPEN, CreateMode.PERSISTENT));
    }

    @Test
    void the_first_batch_tells_the_state_as_it_is() throws Exception {
        assertThat(onLoop(() -> view.started().isComplete())).isTrue();
        assertThat(onLoop(() -> view.state().serving())).isTrue();
    }

    @Test
    void events_come_before_the_tree_shows_the_change_and_the_tree_before_the_reply() throws Exception {
        onLoop(() -> {
            view.submit(
                    create("/a"),
                    c -> heard.add("reply " + c.zxid() + " at " + view.tree().zxid()));
            view.submit(
                    create("/b"),
                    c -> heard.add("reply " + c.zxid() + " at " + view.tree().zxid()));
            engine.publish();
            view.catchUp();
            return null;
        });
        assertThat(heard)
                .containsExactly(
                        "event 1 while the tree is 0",
                        "reply 1 at 1",
                        "event 2 while the tree is 1",
                        "reply 2 at 2",
                        "caught up at 2");
    }

    @Test
    void the_tree_changes_between_turns_only() throws Exception {
        onLoop(() -> {
            engine.commit(create("/a"));
            engine.publish();
            assertThat(view.tree().zxid()).isZero();
            return null;
        });
        nextTurn();
        assertThat(onLoop(() -> view.tree().zxid())).isEqualTo(1);
    }

    @Test
    void a_lazy_loop_sleeps_through_the_writes_of_others_until_it_asks() throws Exception {
        onLoop(() -> {
            view.setEager(false);
            engine.commit(create("/a"));
            engine.publish();
            return null;
        });
        nextTurn();
        assertThat(heard).isEmpty();
        onLoop(() -> {
            view.catchUp();
            return null;
        });
        assertThat(heard).containsExactly("event 1 while the tree is 0", "caught up at 1");
    }

    @Test
    void a_lazy_loop_wakes_for_its_own_submission_and_for_sessions() throws Exception {
        onLoop(() -> {
            view.setEager(false);
            view.submit(create("/a"), c -> heard.add("reply"));
            engine.publish();
            return null;
        });
        nextTurn();
        assertThat(heard).contains("reply");
        heard.clear();
        onLoop(() -> {
            engine.commit(Submission.ofServer(new Request.OpenSession(5, new byte[16], 1_000)));
            engine.commit(Submission.ofServer(new Request.AttachSession(5, new byte[16])));
            engine.publish();
            return null;
        });
        nextTurn();
        assertThat(heard).hasSize(3);
    }

    @Test
    void a_lazy_loop_wakes_for_its_own_sync_that_comes_with_the_writes_of_others() throws Exception {
        onLoop(() -> {
            view.setEager(false);
            view.sync(() -> heard.add("synced at " + view.tree().zxid()));
            engine.commit(create("/a"));
            engine.publish();
            return null;
        });
        nextTurn();
        assertThat(heard).containsExactly("event 1 while the tree is 0", "synced at 1", "caught up at 1");
    }

    @Test
    void a_loop_that_becomes_eager_hears_at_once_what_waited() throws Exception {
        onLoop(() -> {
            view.setEager(false);
            engine.commit(create("/a"));
            engine.publish();
            view.setEager(true);
            return null;
        });
        nextTurn();
        assertThat(heard).containsExactly("event 1 while the tree is 0", "caught up at 1");
    }

    @Test
    void a_loop_that_is_too_late_starts_afresh_with_the_newest_tree() throws Exception {
        onLoop(() -> {
            for (int i = 0; i < 3 * WAITING_MAX; i++) {
                engine.commit(create("/n" + i));
                engine.publish();
            }
            return null;
        });
        nextTurn();
        assertThat(heard).hasSize(WAITING_MAX + 2).endsWith("lost", "caught up at " + 3 * WAITING_MAX);
        heard.clear();
        onLoop(() -> {
            engine.commit(create("/then"));
            engine.publish();
            view.catchUp();
            return null;
        });
        assertThat(heard).containsExactly("event 31 while the tree is 30", "caught up at 31");
    }

    @Test
    void when_the_server_stops_serving_observers_hear_it_and_promises_fail() throws Exception {
        Future<Committed> answer = onLoop(() -> {
            Future<Committed> submitted = view.submit(create("/a"));
            engine.become(ScriptedEngine.looking());
            return submitted;
        });
        // the script commits it with the change of state, so it is answered; the next one isn't
        nextTurn();
        assertThat(answer.succeeded()).isTrue();
        assertThat(heard).endsWith("lost", "caught up at 1");
        Future<Committed> refused = onLoop(() -> view.submit(create("/b")));
        assertThat(refused.cause()).isInstanceOf(NotServing.class);
        assertThat(((NotServing) refused.cause()).outcomeUnknown()).isFalse();
    }

    @Test
    void an_interregnum_and_a_new_epoch_are_no_loss_and_what_was_under_way_is_answered() throws Exception {
        Future<Committed> underWay = onLoop(() -> view.submit(create("/a")));
        tell(ScriptedEngine.betweenLeaders());
        Future<Committed> meanwhile = onLoop(() -> view.submit(create("/b")));
        assertThat(List.of(underWay.isComplete(), meanwhile.isComplete())).containsOnly(false);
        onLoop(() -> {
            engine.become(ScriptedEngine.serving(2));
            return null;
        });
        nextTurn();
        assertThat(List.of(underWay.succeeded(), meanwhile.succeeded())).containsOnly(true);
        assertThat(heard).doesNotContain("lost");
    }

    @Test
    void an_interregnum_that_ends_without_a_leader_leaves_what_was_under_way_of_unknown_outcome() throws Exception {
        Future<Committed> underWay = onLoop(() -> view.submit(create("/a")));
        tell(ScriptedEngine.betweenLeaders());
        tell(ScriptedEngine.looking());
        assertThat(heard).contains("lost");
        assertThat(underWay.cause()).isInstanceOf(NotServing.class);
        assertThat(((NotServing) underWay.cause()).outcomeUnknown()).isTrue();
    }

    @Test
    void a_sync_is_answered_after_what_was_committed_before_it() throws Exception {
        onLoop(() -> {
            engine.commit(create("/a"));
            view.sync(() -> heard.add("synced at " + view.tree().zxid()));
            engine.publish();
            view.catchUp();
            return null;
        });
        assertThat(heard).containsExactly("event 1 while the tree is 0", "synced at 1", "caught up at 1");
        Future<DataTree> lost = onLoop(view::sync);
        onLoop(() -> {
            view.onBatch(new Batch(engine.tree(), List.of(), ScriptedEngine.looking()));
            view.catchUp();
            return null;
        });
        assertThat(lost.cause()).isInstanceOf(NotServing.class);
    }

    @Test
    void a_full_engine_is_an_overload() throws Exception {
        engine.setRoom(0);
        assertThat(onLoop(() -> view.submit(create("/a"))).cause()).isInstanceOf(Overloaded.class);
        assertThat(onLoop(() -> view.submit(create("/a"), c -> {}))).isFalse();
        assertThat(onLoop(() -> view.sync()).cause()).isInstanceOf(Overloaded.class);
    }

    @Test
    void a_detached_view_hears_nothing_more() throws Exception {
        onLoop(() -> {
            view.detach();
            heard.clear();
            engine.commit(create("/a"));
            engine.publish();
            return null;
        });
        nextTurn();
        assertThat(heard).isEmpty();
    }

    @Test
    void an_observer_that_fails_costs_the_loop_its_clients_not_their_truth() throws Exception {
        onLoop(() -> {
            view.addObserver(new LoopObserver() {
                @Override
                public void beforeReply(Committed committed) {
                    throw new IllegalStateException("a bug");
                }

                @Override
                public void onLost() {
                    heard.add("the failing one is told too");
                }

                @Override
                public void onCaughtUp(ServerState state) {}
            });
            engine.commit(create("/a"));
            engine.publish();
            view.catchUp();
            return null;
        });
        assertThat(heard).contains("lost", "the failing one is told too", "caught up at 1");
    }
}

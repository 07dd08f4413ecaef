package io.latchkey.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.server.view.LoopView;
import io.latchkey.zab.runtime.Pending;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadFloorTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final ScriptedEngine engine = new ScriptedEngine();
    private final AtomicLong shown = new AtomicLong();
    private LoopView view;
    private ReadFloor floor;

    @BeforeEach
    void start() {
        engine.serve();
        view = LoopView.attach(loop, engine);
        view.started().toCompletionStage().toCompletableFuture().join();
        floor = onLoop(() -> new ReadFloor(view, new Attention(view), shown));
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private <T> T onLoop(Callable<T> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.runOnContext(ignored -> {
            try {
                done.complete(action.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done.join();
    }

    private void commit() {
        engine.submit(Submission.ofServer(new Request.Sync()), new Pending(batch -> {}, "test"));
    }

    @Test
    void a_loop_that_is_behind_what_was_shown_waits_and_then_answers() {
        long next = engine.status().committedZxid() + 1;
        shown.set(next);
        Future<DataTree> tree = onLoop(floor::tree);
        assertThat(tree.isComplete()).isFalse();
        commit();
        assertThat(tree.toCompletionStage().toCompletableFuture().join().zxid()).isEqualTo(next);
        assertThat(onLoop(() -> floor.tree().isComplete())).isTrue();
    }

    @Test
    void what_is_shown_never_goes_down() {
        floor.show(7);
        floor.show(5);
        assertThat(shown).hasValue(7);
    }

    @Test
    void who_waits_is_told_when_the_leader_is_lost() {
        shown.set(engine.status().committedZxid() + 1);
        Future<DataTree> tree = onLoop(floor::tree);
        engine.lose();
        CompletableFuture<DataTree> answer = tree.toCompletionStage().toCompletableFuture();
        assertThatThrownBy(answer::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(Problem.Refusal.class);
    }
}

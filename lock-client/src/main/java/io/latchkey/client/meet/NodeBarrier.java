package io.latchkey.client.meet;

import io.latchkey.client.DBarrier;
import io.latchkey.client.node.Answers;
import io.latchkey.client.node.Lookouts;
import io.latchkey.client.node.NodeAt;
import io.latchkey.client.node.Sight;
import io.latchkey.client.node.Trouble;
import io.latchkey.client.node.Vigil;
import io.latchkey.client.session.ClientCore;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.ZkRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A barrier is a node that exists or not. */
public final class NodeBarrier implements DBarrier {
    private static final int ROUNDS_MAX = 100;

    private final ClientCore core;
    private final Lookouts lookouts;
    private final NodeAt at;
    private final Answers answers;

    /** By its name. */
    public NodeBarrier(ClientCore core, Lookouts lookouts, String name) {
        this.core = core;
        this.lookouts = lookouts;
        this.at = new NodeAt(core.options().lockRoot(), "_barriers", name);
        this.answers = new Answers(core);
    }

    @Override
    public String name() {
        return at.name();
    }

    private CompletableFuture<Void> make() {
        CompletableFuture<Void> made = new CompletableFuture<>();
        core.onLoop(() -> make(made, ROUNDS_MAX));
        return made;
    }

    /** Doing it again does no harm: it shall exist, whoever made it. */
    private void make(CompletableFuture<Void> made, int rounds) {
        ZkRequest.CreateNode create = new ZkRequest.CreateNode(at.path(), null, ZkRequest.Mode.PERSISTENT);
        core.session().submit(create, null, outcome -> {
            Code code = outcome.code();
            if (code == Code.OK || code == Code.NODE_EXISTS) {
                made.complete(null);
            } else if (code == Code.NO_NODE && rounds > 0) {
                at.makeParents(core.session(), above -> makeAgain(made, above, rounds - 1));
            } else {
                makeAgain(made, code, rounds - 1);
            }
        });
    }

    private void makeAgain(CompletableFuture<Void> made, Code code, int rounds) {
        if ((code == Code.OK || code == Code.CONNECTION_LOST) && rounds > 0) {
            make(made, rounds);
        } else {
            made.completeExceptionally(Trouble.of(core, "barrier " + name(), code));
        }
    }

    private CompletableFuture<Void> unmake() {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        core.onLoop(() -> unmake(gone, ROUNDS_MAX));
        return gone;
    }

    private void unmake(CompletableFuture<Void> gone, int rounds) {
        core.session().submit(new ZkRequest.DeleteNode(at.path(), -1), null, outcome -> {
            if (outcome.ok() || outcome.code() == Code.NO_NODE) {
                gone.complete(null);
            } else if (outcome.code() == Code.CONNECTION_LOST && rounds > 0) {
                unmake(gone, rounds - 1);
            } else {
                gone.completeExceptionally(Trouble.of(core, "barrier " + name(), outcome.code()));
            }
        });
    }

    private Vigil vigil() {
        return new Vigil(core, lookouts, "barrier " + name(), at.path(), Sight::absent);
    }

    @Override
    public CompletionStage<Void> setAsync() {
        return answers.publish(make(), Answers.NOTHING);
    }

    @Override
    public CompletionStage<Void> removeAsync() {
        return answers.publish(unmake(), Answers.NOTHING);
    }

    @Override
    public CompletionStage<Boolean> awaitAsync(Duration wait) {
        return vigil().awaitAsync(wait);
    }

    @Override
    public void set() throws InterruptedException {
        Void unused = answers.await(this::make);
    }

    @Override
    public void remove() throws InterruptedException {
        Void unused = answers.await(this::unmake);
    }

    @Override
    public boolean await(Duration wait) throws InterruptedException {
        return vigil().await(wait);
    }

    @Override
    public String toString() {
        return "DBarrier[" + name() + "]";
    }
}

package io.latchkey.server.http;

import io.latchkey.server.cluster.ClusterView;
import io.latchkey.server.config.KeyIndex;
import io.latchkey.server.lease.LeaseDesk;
import io.latchkey.server.lock.LockWatch;
import io.latchkey.server.view.LoopView;
import io.latchkey.server.zk.ClientConnection;
import io.latchkey.zab.runtime.ZabServer;
import io.latchkey.zab.tree.DataTree;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the operations of one event loop work with.
 *
 * @param keys shared by all loops
 */
record Loop(HttpConfig config, Sources sources, LoopView view, ReadFloor floor, Awaiting awaiting, KeyIndex keys) {
    static final String CONSISTENCY = "consistency";

    private static final String LOCAL = "local";
    private static final String LINEARIZABLE = "linearizable";

    ZabServer engine() {
        return sources.engine();
    }

    ClusterView cluster() {
        return sources.cluster();
    }

    Supplier<List<ClientConnection>> clients() {
        return sources.clients();
    }

    LockWatch locks() {
        return sources.locks();
    }

    LeaseDesk leases() {
        return sources.leases();
    }

    /** The newest tree that this loop can show, whether the server serves or not. */
    DataTree latest() {
        view.catchUp();
        return view.tree();
    }

    /**
     * Answers from the tree: as it is on this server, which may be a little behind; or, if the request asks for
     * {@code consistency=linearizable}, with all that was committed anywhere before it came.
     */
    void read(ApiRequest request, Function<DataTree, Reply> reading) {
        request.answer(tree(request).map(tree -> {
            floor.show(tree.zxid());
            return reading.apply(tree);
        }));
    }

    Future<DataTree> tree(ApiRequest request) {
        serving();
        String consistency = request.query(CONSISTENCY);
        if (consistency == null || consistency.equals(LOCAL)) {
            return timed(floor.tree());
        } else if (!consistency.equals(LINEARIZABLE)) {
            throw Problem.badRequest("consistency is " + LOCAL + " or " + LINEARIZABLE + ", not '" + consistency + "'")
                    .refusal();
        }
        return timed(view.sync());
    }

    /** Now, in ms since 1970 by this server's clock. */
    long wallClockMs() {
        return System.currentTimeMillis();
    }

    /** @throws Problem.Refusal if this server does not serve */
    void serving() {
        view.catchUp();
        if (!view.state().serving()) {
            throw Problem.notServing().refusal();
        }
    }

    /** Completed when this has come true; fails when that takes too long. */
    Future<Void> awaited(BooleanSupplier condition) {
        Future<Void> awaited = awaiting.until(condition);
        return timed(awaited).onFailure(late -> awaiting.forget(awaited));
    }

    <T> Future<T> timed(Future<T> future) {
        return future.timeout(config.answerTimeoutMs(), TimeUnit.MILLISECONDS);
    }
}

package io.latchkey.server.zk;

import io.latchkey.client.testing.Bench;
import io.latchkey.client.testing.TestServer;
import io.latchkey.server.cluster.Membership;
import io.latchkey.zab.runtime.Recorder;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.ZNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One server in this process, as the lock client's tests want it. */
public final class BenchNode implements TestServer {
    private final TestNode node = TestNode.start(config(0));
    private final Recorder recorder = new Recorder();
    private final int port = node.port();
    private ZkServer server = node.server();

    public BenchNode() {
        node.engine().subscribe(recorder);
        recorder.awaitServing();
    }

    private static ZkConfig config(int port) {
        return new ZkConfig(
                "127.0.0.1",
                port,
                1,
                Bench.TICK_MILLIS,
                2 * Bench.TICK_MILLIS,
                20 * Bench.TICK_MILLIS,
                0,
                ZkConfig.FRAME_BYTES_MAX,
                null,
                Set.of(),
                2,
                ZkLimits.DEFAULT,
                Map.of());
    }

    @Override
    public void start() {
        server = TestNode.await(ZkServer.start(
                        node.vertx(),
                        config(port),
                        node.engine(),
                        new Membership(TestNode.engineConfig().zab().quorum()))
                .toCompletionStage()
                .toCompletableFuture());
    }

    @Override
    public void stop() {
        TestNode.await(server.close().toCompletionStage().toCompletableFuture());
    }

    @Override
    public int port() {
        return port;
    }

    /** Of the last transaction. */
    public long zxid() {
        return tree().zxid();
    }

    /** Behind all that anybody has been told. */
    private DataTree tree() {
        return Recorder.await(recorder.sync(node.engine()));
    }

    @Override
    public List<String> children(String path) {
        ZNode parent = tree().node(path);
        return parent == null ? List.of() : List.copyOf(parent.childNames());
    }

    @Override
    public void expire(long sessionId) {
        recorder.request(node.engine(), new Request.ExpireSession(sessionId));
    }

    @Override
    public void remove(String path) {
        recorder.request(node.engine(), new Request.Delete(path, Request.ANY_VERSION));
    }

    @Override
    public void close() {
        stop();
        node.close();
    }
}

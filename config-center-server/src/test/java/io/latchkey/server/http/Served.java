package io.latchkey.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.server.cluster.ClusterNews;
import io.latchkey.server.cluster.ClusterView;
import io.latchkey.server.cluster.Membership;
import io.latchkey.server.config.HistoryLimits;
import io.latchkey.server.config.KeyIndex;
import io.latchkey.server.config.RevisionRule;
import io.latchkey.server.lease.LeaseDesk;
import io.latchkey.server.lock.LockWatch;
import io.latchkey.server.view.LoopView;
import io.latchkey.server.zk.ClientConnection;
import io.latchkey.server.zk.SessionIds;
import io.latchkey.server.zk.ZkConfig;
import io.latchkey.server.zk.ZkServer;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.ZabConfig;
import io.latchkey.zab.runtime.Batch;
import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.runtime.EngineConfig;
import io.latchkey.zab.runtime.PeerTransport;
import io.latchkey.zab.runtime.Pending;
import io.latchkey.zab.runtime.ReplicatedServer;
import io.latchkey.zab.runtime.Subscriber;
import io.latchkey.zab.runtime.ZabServer;
import io.latchkey.zab.storage.MemoryStorage;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Submission;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A server of one, in memory, with its HTTP API on a free port; and a client for it. */
final class Served implements AutoCloseable {
    static final HttpResponse.BodyHandler<String> TEXT = BodyHandlers.ofString();
    static final Duration PATIENCE = Duration.ofSeconds(60);

    static final int TTL_MS_MIN = 300;
    static final int TTL_MS_MAX = 40_000;
    static final int WAITS_MAX = 8;

    private static final Membership MEMBERSHIP = new Membership(QuorumConfig.majorityOf(1));

    private final List<Throwable> fatal = new CopyOnWriteArrayList<>();
    private final HttpConfig config;
    private final ZabServer engine;
    private final Vertx vertx = Vertx.vertx();
    private final HttpApi api;
    private final HttpClient client = HttpClient.newHttpClient();

    Served() {
        this(HttpConfig.of("127.0.0.1", 0), HistoryLimits.DEFAULT, List.of());
    }

    Served(HttpConfig config, HistoryLimits limits, List<ClientConnection> clients) {
        this.config = config;
        EngineConfig engineConfig = EngineConfig.of(ZabConfig.of(1, QuorumConfig.majorityOf(1)));
        engine = ReplicatedServer.create(
                engineConfig,
                MemoryStorage.empty(),
                PeerTransport.none(),
                List.of(new RevisionRule(limits)),
                fatal::add);
        engine.start();
        awaitServing();
        api = open(clients);
    }

    /** Serves an engine that is started already, or never is. */
    Served(HttpConfig config, ZabServer engine, List<ClientConnection> clients) {
        this.config = config;
        this.engine = engine;
        api = open(clients);
    }

    private HttpApi open(List<ClientConnection> clients) {
        LockWatch locks = new LockWatch(engine);
        return vertx.deployVerticle(locks)
                .compose(
                        id -> HttpApi.start(vertx, config, new Sources(engine, view(), () -> clients, locks, leases())))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private ClusterView view() {
        return new ClusterView(MEMBERSHIP, new ClusterNews(engine::status));
    }

    private static LeaseDesk leases() {
        return new LeaseDesk(new SessionIds(1), TTL_MS_MIN, TTL_MS_MAX, WAITS_MAX);
    }

    private void awaitServing() {
        CompletableFuture<Void> serving = new CompletableFuture<>();
        Subscriber ear = batch -> {
            if (batch.state().serving()) {
                serving.complete(null);
            }
        };
        engine.subscribe(ear);
        serving.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        engine.unsubscribe(ear);
    }

    /** Opens the port of the client protocol too, and gives it. */
    int openClientPort() {
        return ZkServer.start(vertx, ZkConfig.of("127.0.0.1", 0, 1), engine, MEMBERSHIP)
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .port();
    }

    int port() {
        return api.port();
    }

    HttpClient client() {
        return client;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        return send(client, request);
    }

    HttpResponse<String> send(HttpClient by, HttpRequest.Builder request) {
        try {
            return by.send(request.build(), TEXT);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no answer", e);
        }
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    /** @param headers names and values in turn */
    HttpResponse<String> put(String path, String body, String... headers) {
        HttpRequest.Builder request = request(path).PUT(BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> delete(String path, String... headers) {
        HttpRequest.Builder request = request(path).DELETE();
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> post(String path, JsonObject body, String... headers) {
        HttpRequest.Builder request =
                request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body.encode()));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    static JsonObject json(HttpResponse<String> response) {
        return new JsonObject(response.body());
    }

    /** Publishes and gives the new version. */
    int publish(String namespace, String key, String value) {
        HttpResponse<String> response = put("/api/v1/namespaces/" + namespace + "/keys/" + key, value);
        assertThat(response.statusCode()).as(response.body()).isIn(200, 201);
        return json(response).getInteger("version");
    }

    void namespace(String name) {
        assertThat(put("/api/v1/namespaces/" + name, "").statusCode()).isIn(200, 201);
    }

    /** As a plain client of the tree does it: without a note, and not through the API. */
    Result submit(Submission submission) {
        CompletableFuture<Committed> committed = new CompletableFuture<>();
        Subscriber ear = new Subscriber() {
            @Override
            public void onBatch(Batch batch) {
                for (Committed one : batch.committed()) {
                    Pending pending = one.pending();
                    if (pending != null && pending.owner() == this) {
                        committed.complete(one);
                    }
                }
            }
        };
        engine.subscribe(ear);
        assertThat(engine.submit(submission, new Pending(ear, "test"))).isTrue();
        Result result = committed
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join()
                .result();
        engine.unsubscribe(ear);
        return result;
    }

    DataTree tree() {
        CompletableFuture<DataTree> tree = new CompletableFuture<>();
        Subscriber ear = batch -> tree.complete(batch.tree());
        engine.subscribe(ear);
        DataTree now = tree.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        engine.unsubscribe(ear);
        return now;
    }

    Result submit(Request request) {
        return submit(Submission.ofServer(request));
    }

    /** All operations that are served. */
    List<Endpoint> endpoints() {
        LoopView view = LoopView.attach(vertx.getOrCreateContext(), engine);
        Attention attention = new Attention(view);
        ReadFloor floor = new ReadFloor(view, attention, new AtomicLong());
        EventRoutes streams = new EventRoutes(new EventHub(view, attention, floor), new AtomicInteger(), 1);
        Sources sources = new Sources(engine, view(), List::of, new LockWatch(engine), leases());
        Loop loop = new Loop(config, sources, view, floor, new Awaiting(view, attention), new KeyIndex());
        return ApiRouter.endpoints(loop, streams, Buffer.buffer());
    }

    static HttpRequest.BodyPublisher body(String text) {
        return BodyPublishers.ofString(text);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        api.close().toCompletionStage().toCompletableFuture().join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        engine.close();
        assertThat(fatal).isEmpty();
    }
}

package io.latchkey.server.http;

import static io.latchkey.server.http.Served.bytes;
import static io.latchkey.server.http.Served.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.ConfigClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Apache's client, which knows nothing of versions and histories, and ours beside the HTTP API. */
@Timeout(120)
class PlainClientTest {
    private static final String KEY = "/api/v1/namespaces/app/keys/";

    private Served server;
    private int clientPort;
    private ZooKeeper zk;

    @BeforeEach
    void start() throws Exception {
        server = new Served();
        clientPort = server.openClientPort();
        CountDownLatch connected = new CountDownLatch(1);
        zk = new ZooKeeper("127.0.0.1:" + clientPort, 30_000, event -> {
            if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        assertThat(connected.await(60, TimeUnit.SECONDS)).isTrue();
        server.namespace("app");
    }

    @AfterEach
    void stop() throws Exception {
        zk.close();
        server.close();
    }

    @Test
    void its_writes_are_versions_with_an_author_and_events() throws Exception {
        try (Events events = Events.open(server, "app", "")) {
            zk.create("/config/app/plain", bytes("one"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            assertThat(events.next().data().getString("value")).isEqualTo("one");
            zk.addAuthInfo("digest", bytes("ann:secret"));
            zk.setData("/config/app/plain", bytes("two"), 0);
            JsonObject two = events.next().data();
            assertThat(two.getString("author")).isEqualTo("ann");
            assertThat(two.getInteger("version")).isEqualTo(2);
            zk.multi(List.of(
                    Op.setData("/config/app/plain", bytes("three"), -1),
                    Op.create("/config/app/other", bytes("x"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT)));
            assertThat(events.next().data().getInteger("version")).isEqualTo(3);
            assertThat(events.next().data().getString("key")).isEqualTo("other");
            zk.delete("/config/app/plain", -1);
            assertThat(events.next().type()).isEqualTo("delete");
        }
        JsonArray history =
                json(server.get("/api/v1/namespaces/app/history/plain")).getJsonArray("revisions");
        assertThat(history).hasSize(4);
        assertThat(history.getJsonObject(3).getString("author"))
                .isEqualTo("session 0x" + Long.toHexString(zk.getSessionId()));
        assertThat(history.getJsonObject(0).getString("kind")).isEqualTo("DELETE");
    }

    @Test
    void it_reads_what_the_api_writes_and_may_read_but_not_write_the_history() throws Exception {
        server.publish("app", "db/url", "jdbc");
        assertThat(zk.getData("/config/app/db/url", false, null)).isEqualTo(bytes("jdbc"));
        String revision = "/latchkey/history/app/db:url/1";
        assertThat(new String(zk.getData(revision, false, null), StandardCharsets.UTF_8))
                .startsWith("{\"v\":1,\"version\":1,\"kind\":\"PUT\"")
                .endsWith("}\njdbc");
        assertThatThrownBy(() -> zk.setData(revision, bytes("forged"), -1))
                .isInstanceOf(KeeperException.NoAuthException.class);
        assertThatThrownBy(() -> zk.delete(revision, -1)).isInstanceOf(KeeperException.NoAuthException.class);
    }

    @Test
    void conditions_of_the_api_hold_against_its_writes() throws Exception {
        server.publish("app", "key", "one");
        zk.setData("/config/app/key", bytes("two"), -1);
        assertThat(server.put(KEY + "key", "x", "If-Match", "\"1\"").statusCode())
                .isEqualTo(412);
        // deleted and made again: the znode's own version starts anew, the key's does not
        zk.delete("/config/app/key", -1);
        zk.create("/config/app/key", bytes("again"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        zk.setData("/config/app/key", bytes("again 2"), 0);
        assertThat(server.put(KEY + "key", "x", "If-Match", "\"2\"").statusCode())
                .isEqualTo(412);
        assertThat(server.put(KEY + "key", "x", "If-Match", "\"5\"").statusCode())
                .isEqualTo(200);
    }

    @Test
    void our_own_client_publishes_into_the_same_history() throws Exception {
        try (ConfigClient client = ConfigClient.connect("127.0.0.1:" + clientPort)) {
            client.publish("app/pool.max", "20").toCompletableFuture().get(60, TimeUnit.SECONDS);
            client.publish("app/pool.max", "30").toCompletableFuture().get(60, TimeUnit.SECONDS);
            assertThat(json(server.get(KEY + "pool.max?consistency=linearizable"))
                            .getInteger("version"))
                    .isEqualTo(2);
            client.remove("app/pool.max").toCompletableFuture().get(60, TimeUnit.SECONDS);
            assertThat(server.get(KEY + "pool.max?consistency=linearizable").statusCode())
                    .isEqualTo(404);
        }
    }
}

package io.latchkey.server.http;

import static io.latchkey.server.http.Served.bytes;
import static io.latchkey.server.http.Served.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.server.config.HistoryLimits;
import io.latchkey.server.zk.ClientConnection;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.Caller;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Session;
import io.latchkey.zab.tree.Submission;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ClusterApiTest {
    private static final long ANN = 0x1_0000_0001L;
    private static final long BOB = 0xfedc_ba98_7654_3210L;

    private static Served server;

    @BeforeAll
    static void start() {
        HttpConfig config = HttpConfig.of("127.0.0.1", 0);
        ClientConnection connected = new ClientConnection(ANN, "/127.0.0.1:5000", 4_000, 0, 1, 1, 1, 1, 1);
        server = new Served(config, HistoryLimits.DEFAULT, List.of(connected));
        server.submit(new Request.OpenSession(ANN, new byte[16], 4_000));
        server.submit(new Request.OpenSession(BOB, new byte[16], 30_000));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void as(long id, Request request) {
        Session session = server.tree().session(id);
        server.submit(new Submission(id, session.attachment(), new Caller(List.of(), false), null, request));
    }

    private static void queueUp(long session, String lock) {
        String node = lock + "/_c_8a2f9a4e-0000-0000-0000-00000000000" + session % 10 + "-lock-";
        as(session, new Request.Create(node, bytes("host " + session % 10), Acl.OPEN, CreateMode.EPHEMERAL_SEQUENTIAL));
    }

    private static void container(String path) {
        server.submit(new Request.Create(path, null, Acl.OPEN, CreateMode.CONTAINER));
    }

    @Test
    void the_cluster_tells_who_leads_and_how_each_server_is() {
        JsonObject cluster = json(server.get("/api/v1/cluster"));
        assertThat(cluster.getBoolean("serving")).isTrue();
        assertThat(cluster.getInteger("serverId")).isEqualTo(1);
        assertThat(cluster.getInteger("leader")).isEqualTo(1);
        assertThat(cluster.getString("role")).isEqualTo("LEADING");
        assertThat(Long.parseLong(cluster.getString("committedZxid"))).isPositive();
        assertThat(cluster.getInteger("sessions")).isEqualTo(2);
        JsonArray servers = cluster.getJsonArray("servers");
        assertThat(servers).hasSize(1);
        assertThat(servers.getJsonObject(0).getString("state")).isEqualTo("up");
        assertThat(servers.getJsonObject(0).getString("kind")).isEqualTo("VOTER");
        assertThat(servers.getJsonObject(0).getString("role")).isEqualTo("LEADING");
    }

    @Test
    void sessions_come_with_address_and_ephemerals() {
        as(BOB, new Request.Create("/here", bytes("x"), Acl.OPEN, CreateMode.EPHEMERAL));
        JsonObject answer = json(server.get("/api/v1/sessions?consistency=linearizable"));
        assertThat(answer.getInteger("total")).isEqualTo(2);
        JsonArray sessions = answer.getJsonArray("sessions");
        JsonObject bob = sessions.getJsonObject(0);
        JsonObject ann = sessions.getJsonObject(1);
        assertThat(ann.getString("id")).isEqualTo("0x100000001");
        assertThat(ann.getString("address")).isEqualTo("/127.0.0.1:5000");
        assertThat(bob.getString("id")).isEqualTo("0xfedcba9876543210");
        assertThat(bob.getString("address")).isNull();
        assertThat(bob.getInteger("timeoutMs")).isEqualTo(30_000);
        assertThat(bob.getJsonArray("ephemerals")).contains("/here");
    }

    @Test
    void locks_show_holder_token_and_queue() {
        container("/locks/orders");
        container("/locks/orders/42");
        container("/locks/idle");
        queueUp(BOB, "/locks/orders/42");
        queueUp(ANN, "/locks/orders/42");
        server.submit(new Request.Create("/elections", null, Acl.OPEN, CreateMode.PERSISTENT));
        container("/elections/boss");
        queueUp(ANN, "/elections/boss");
        JsonObject answer = json(server.get("/api/v1/locks?consistency=linearizable"));
        assertThat(answer.getBoolean("complete")).isTrue();
        assertThat(answer.getInteger("total")).isEqualTo(2);
        JsonArray locks = answer.getJsonArray("locks");
        assertThat(locks).hasSize(2);
        JsonObject lock = locks.getJsonObject(0);
        assertThat(lock.getString("name")).isEqualTo("orders/42");
        assertThat(lock.getString("path")).isEqualTo("/locks/orders/42");
        assertThat(lock.getString("kind")).isEqualTo("LOCK");
        assertThat(lock.getInteger("held")).isEqualTo(1);
        JsonObject holder = lock.getJsonArray("holders").getJsonObject(0);
        assertThat(holder.getString("session")).isEqualTo("0xfedcba9876543210");
        assertThat(holder.getString("owner")).startsWith("host");
        assertThat(holder.getString("mode")).isEqualTo("MUTEX");
        String entry = server.tree().ephemerals(BOB).stream()
                .filter(path -> path.startsWith("/locks/"))
                .findFirst()
                .orElseThrow();
        assertThat("/locks/orders/42/" + holder.getString("entry")).isEqualTo(entry);
        assertThat(Long.parseLong(holder.getString("token")))
                .isEqualTo(server.tree().node(entry).stat().czxid());
        assertThat(holder.getLong("sinceMs"))
                .isEqualTo(server.tree().node(entry).stat().ctime())
                .isLessThanOrEqualTo(answer.getLong("nowMs") + 1);
        assertThat(holder.getLong("heldSinceMs")).isEqualTo(holder.getLong("sinceMs"));
        assertThat(lock.getJsonArray("queue")).hasSize(1);
        assertThat(lock.getInteger("waiting")).isEqualTo(1);
        assertThat(lock.getJsonArray("queue").getJsonObject(0).getString("session"))
                .isEqualTo("0x100000001");
        assertThat(locks.getJsonObject(1).getString("kind")).isEqualTo("ELECTION");
        JsonObject one = json(server.get("/api/v1/locks?path=/elections/boss"));
        assertThat(one.getJsonArray("locks")).containsExactly(locks.getJsonObject(1));
        assertThat(json(server.get("/api/v1/locks?path=/locks/idle")).getJsonArray("locks"))
                .isEmpty();
        assertThat(json(server.get("/api/v1/locks?order=waiting&limit=1")).getJsonArray("locks"))
                .containsExactly(lock);
        assertThat(server.get("/api/v1/locks?order=age").statusCode()).isEqualTo(400);
        assertThat(server.get("/api/v1/locks?limit=1000&places=1000").statusCode())
                .isEqualTo(400);
    }

    @Test
    void the_tree_shows_any_znode() {
        server.submit(new Request.Create("/tree", bytes("中"), Acl.OPEN, CreateMode.PERSISTENT));
        server.submit(new Request.Create("/tree/bin", new byte[] {-1, 0}, Acl.OPEN, CreateMode.PERSISTENT));
        JsonObject node = json(server.get("/api/v1/tree?path=%2Ftree&consistency=linearizable"));
        assertThat(node.getString("data")).isEqualTo("中");
        assertThat(node.getJsonArray("children")).containsExactly("bin");
        assertThat(node.getJsonObject("stat").getInteger("numChildren")).isEqualTo(1);
        assertThat(node.getJsonObject("stat").getString("ephemeralOwner")).isEqualTo("0x0");
        assertThat(json(server.get("/api/v1/tree?path=/tree/bin")).getString("encoding"))
                .isEqualTo("base64");
        JsonObject root = json(server.get("/api/v1/tree"));
        assertThat(root.getString("path")).isEqualTo("/");
        assertThat(root.getJsonArray("children")).contains("config", "latchkey");
        assertThat(server.get("/api/v1/tree?path=/none").statusCode()).isEqualTo(404);
        for (String bad : List.of("x", "/a//b", "/a/", "/../x", "%00")) {
            HttpResponse<String> answer = server.get("/api/v1/tree?path=" + bad);
            assertThat(answer.statusCode()).as(bad).isEqualTo(400);
        }
    }

    @Test
    void health_is_told_to_those_who_ask() {
        assertThat(server.get("/livez").statusCode()).isEqualTo(200);
        assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
        JsonObject ready = json(server.get("/readyz?verbose"));
        assertThat(ready.getBoolean("ready")).isTrue();
        assertThat(ready.getString("role")).isEqualTo("LEADING");
    }
}

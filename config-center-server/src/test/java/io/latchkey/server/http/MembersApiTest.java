package io.latchkey.server.http;

import static io.latchkey.server.http.Served.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Members of an ensemble of one, which needs nobody else to change; real ensembles are in the integration tests. */
class MembersApiTest {
    private static final String MEMBERS = "/api/v1/cluster/members";
    private static final JsonObject ONE =
            new JsonObject().put("serverId", 1).put("address", "a.example:2888").put("clients", "2181");

    private Served server;

    @BeforeEach
    void start() {
        server = new Served();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> set(JsonObject... members) {
        JsonObject body = new JsonObject().put("members", new JsonArray(List.of(members)));
        return server.put(MEMBERS, body.encode(), "Content-Type", "application/json");
    }

    private static JsonObject observer(int id) {
        return new JsonObject()
                .put("serverId", id)
                .put("address", "b.example:" + id)
                .put("kind", "OBSERVER");
    }

    @Test
    void at_first_they_are_what_the_server_was_started_with() {
        HttpResponse<String> answer = server.get(MEMBERS + "?consistency=linearizable");
        assertThat(answer.headers().firstValue("ETag")).contains("\"0\"");
        JsonObject members = json(answer);
        assertThat(members.getInteger("version")).isZero();
        assertThat(members.getBoolean("changing")).isFalse();
        assertThat(members.getJsonArray("members")).hasSize(1);
    }

    @Test
    void a_change_is_answered_when_it_is_settled() {
        JsonObject members = json(set(ONE, observer(7)));
        assertThat(members.getBoolean("changing")).isFalse();
        assertThat(members.getInteger("version")).isEqualTo(2);
        JsonObject first = members.getJsonArray("members").getJsonObject(0);
        assertThat(first.getString("address")).isEqualTo("a.example:2888");
        assertThat(first.getString("clients")).isEqualTo("2181");
        JsonObject second = members.getJsonArray("members").getJsonObject(1);
        assertThat(second.getString("kind")).isEqualTo("OBSERVER");
        assertThat(second.getString("state")).isEqualTo("down");
        assertThat(new String(server.tree().node("/zookeeper/config").data(), StandardCharsets.UTF_8))
                .startsWith("server.1=a.example:2888:3888:participant;2181\n"
                        + "server.7=b.example:7:1007:observer\nversion=");
    }

    @Test
    void one_at_a_time_comes_and_goes() {
        set(ONE);
        JsonObject body = new JsonObject().put("address", "c.example:2888").put("kind", "OBSERVER");
        assertThat(json(server.put(MEMBERS + "/9", body.encode(), "Content-Type", "application/json"))
                        .getJsonArray("members"))
                .hasSize(2);
        assertThat(json(server.delete(MEMBERS + "/9")).getJsonArray("members")).hasSize(1);
        HttpResponse<String> again = server.delete(MEMBERS + "/9");
        assertThat(again.statusCode()).isEqualTo(404);
        assertThat(json(again).getString("detail")).isEqualTo("server 9 is no member: members are [1]");
    }

    @Test
    void several_come_and_go_in_one_step() {
        set(ONE, observer(7), observer(8));
        JsonObject change = new JsonObject()
                .put("add", new JsonArray().add(observer(9)))
                .put("remove", new JsonArray().add(7).add(8));
        JsonArray members = json(server.post(MEMBERS, change)).getJsonArray("members");
        assertThat(members).hasSize(2);
        assertThat(members.getJsonObject(1).getInteger("serverId")).isEqualTo(9);
    }

    @Test
    void a_condition_keeps_two_from_overrunning_each_other() {
        set(ONE);
        HttpResponse<String> late = server.delete(MEMBERS + "/1", "If-Match", "\"0\"");
        assertThat(late.statusCode()).isEqualTo(412);
        assertThat(json(late).getInteger("version")).isEqualTo(2);
        assertThat(server.put(
                                MEMBERS + "/5",
                                "{\"address\": \"e:1\", \"kind\": \"OBSERVER\"}",
                                "Content-Type",
                                "application/json",
                                "If-Match",
                                "\"2\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_server_that_does_not_run_gets_no_vote() {
        set(ONE);
        HttpResponse<String> refused = server.post(
                MEMBERS,
                new JsonObject()
                        .put(
                                "add",
                                new JsonArray()
                                        .add(new JsonObject().put("serverId", 4).put("address", "d.example:2888"))));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(json(refused).getString("type")).isEqualTo("urn:latchkey:problem:members-not-ready");
        assertThat(json(refused).getString("detail")).contains("Start server 4 with peers.servers");
        assertThat(json(server.get(MEMBERS)).getJsonArray("members")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | name servers to \"add\"",
                "{\"remove\": [1]} | nobody would be left who has a vote",
                "{\"remove\": [0]} | must be a number from 1 to 254",
                "{\"remove\": 1} | must be a list",
                "{\"remvoe\": [1]} | unknown field \"remvoe\"",
                "{\"add\": [1]} | must hold objects like",
                "{\"add\": [{\"serverId\": 2}]} | \"address\" must be the host:port",
                "{\"add\": [{\"serverId\": 2, \"address\": \"x\"}]} | must be host:port",
                "{\"add\": [{\"serverId\": 2, \"address\": \"0.0.0.0:1\"}]} | where nobody can dial it",
                "{\"add\": [{\"serverId\": 2, \"address\": \"a.example:2888\"}]} | two servers would be at a.example:2888",
                "{\"add\": [{\"serverId\": 2, \"address\": \"x:1\", \"weight\": -1}]} | a weight is 0 to 1000",
                "{\"add\": [{\"serverId\": 2, \"address\": \"x:1\", \"kind\": \"JUDGE\"}]} | VOTER or OBSERVER",
                "{\"add\": [{\"serverId\": 2, \"address\": \"x:1\", \"port\": 3}]} | unknown field \"port\"",
            })
    void what_is_wrong_is_refused_with_a_word_on_what_is_right(String body, String detail) {
        set(ONE);
        HttpResponse<String> refused = server.post(MEMBERS, new JsonObject(body));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).getString("detail")).contains(detail);
    }

    @Test
    void leadership_goes_only_to_a_server_that_can_lead() {
        assertThat(json(server.post("/api/v1/cluster/leader", new JsonObject().put("serverId", 1)))
                        .getInteger("leader"))
                .isEqualTo(1);
        HttpResponse<String> refused = server.post("/api/v1/cluster/leader", new JsonObject().put("serverId", 2));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(json(refused).getString("detail")).contains("server 2 has no vote, or is not up to date");
        assertThat(json(server.post("/api/v1/cluster/leader", new JsonObject())).getString("detail"))
                .contains("no other server");
    }
}

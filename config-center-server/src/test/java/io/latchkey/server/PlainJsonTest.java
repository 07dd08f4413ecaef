package io.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.JacksonCodec;
import org.junit.jupiter.api.Test;

class PlainJsonTest {
    @Test
    void vertx_takes_it_and_reads_what_it_writes() {
        assertThat(Json.CODEC).isExactlyInstanceOf(JacksonCodec.class);
        JsonObject json =
                new JsonObject().put("text", "ü\n").put("long", Long.MAX_VALUE).put("yes", true);
        assertThat(new JsonObject(json.encode())).isEqualTo(json);
    }
}

package io.latchkey.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.server.peer.PeerNews;
import io.latchkey.zab.core.Role;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerNewsTest {
    @Test
    void news_survives_the_wire_and_is_short() {
        ServerNews news = new ServerNews(Role.FOLLOWING, true, 7, Long.MAX_VALUE, Long.MAX_VALUE - 1);
        byte[] bytes = news.encode();
        assertThat(bytes).hasSizeLessThan(PeerNews.BYTES_MAX);
        assertThat(ServerNews.decode(bytes)).isEqualTo(news);
    }

    @Test
    void a_newer_release_may_tell_more() {
        String text = "{\"role\":\"LEADING\",\"serving\":true,\"epoch\":1,\"weather\":\"fine\"}";
        assertThat(ServerNews.decode(text.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new ServerNews(Role.LEADING, true, 1, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "[]", "{}", "{\"role\":\"KING\"}", "{\"role\":\"LEADING\",\"epoch\":\"x\"}"})
    void what_is_no_news_is_passed_over(String text) {
        assertThat(ServerNews.decode(text.getBytes(StandardCharsets.UTF_8))).isNull();
    }
}

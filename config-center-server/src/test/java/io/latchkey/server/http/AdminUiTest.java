package io.latchkey.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminUiTest {
    private static Served server;

    @BeforeAll
    static void start() {
        server = new Served();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void the_root_is_the_page_under_a_strict_policy() {
        HttpResponse<String> page = server.get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("js/app.js")
                .isEqualTo(server.get("/index.html").body());
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy")).contains(AdminUi.CONTENT_SECURITY_POLICY);
        assertThat(AdminUi.CONTENT_SECURITY_POLICY).doesNotContain("unsafe");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/js/app.js",
                "/css/app.css",
                "/i18n/zh.json",
                "/favicon.svg",
                "/vendor/editor.js",
                "/vendor/LICENSES.txt"
            })
    void files_come_with_a_type_and_a_tag(String path) {
        HttpResponse<String> file = server.get(path);
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("Content-Type").orElse("")).doesNotContain("octet-stream");
        String tag = file.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again = server.send(server.request(path).header("If-None-Match", tag));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void who_takes_gzip_gets_it() throws IOException, InterruptedException {
        HttpResponse<byte[]> zipped = server.client()
                .send(
                        server.request("/vendor/editor.js")
                                .header("Accept-Encoding", "br, gzip")
                                .build(),
                        BodyHandlers.ofByteArray());
        assertThat(zipped.headers().firstValue("Content-Encoding")).contains("gzip");
        String plain = server.get("/vendor/editor.js").body();
        assertThat(zipped.body().length).isLessThan(plain.length() / 2);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(plain);
        }
        assertThat(server.send(server.request("/js/app.js").header("Accept-Encoding", "gzip;q=0"))
                        .headers()
                        .firstValue("Content-Encoding"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../openapi.yaml",
                "/js/../../openapi.yaml",
                "/%2e%2e/openapi.yaml",
                "/js%2fapp.js",
                "/..%2fopenapi.yaml",
                "/js/",
                "/js",
                "//js/app.js",
                "/js/app.js%00",
                "/META-INF/MANIFEST.MF",
                "/io/latchkey/server/http/HttpApi.class",
                "/admin-ui/index.html",
                "/js/..%5c..%5cx",
                "/.%2e/x"
            })
    void nothing_else_is_served(String path) {
        HttpResponse<String> answer = server.get(path);
        assertThat(answer.statusCode()).as(path).isIn(400, 404);
    }
}

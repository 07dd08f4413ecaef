package io.latchkey.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.server.config.HistoryLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What web pages of others, and senders of odd bytes, can't do. */
@Timeout(120)
class GuardTest {
    private static Served server;

    @BeforeAll
    static void start() {
        HttpConfig config =
                new HttpConfig("127.0.0.1", 0, Set.of("config.example"), 2, 20, 5, 5_000, 10_000, 20_000, 1_000_000);
        server = new Served(config, HistoryLimits.DEFAULT, List.of());
        server.namespace("app");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Sends bytes as they are and gives the status line, or an empty text if there was no answer. */
    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String line = in.readLine();
            return line == null ? "" : line;
        }
    }

    private static String withHost(String host) throws IOException {
        return raw("GET /api/v1/cluster HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8080",
                "LOCALHOST",
                "127.0.0.1",
                "127.3.2.1:1",
                "[::1]:80",
                "config.example"
            })
    void own_names_are_answered(String host) throws IOException {
        assertThat(withHost(host)).contains(" 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "0.0.0.0"})
    void other_names_are_refused(String host) throws IOException {
        assertThat(withHost(host)).contains(" 403 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "@", ":80", "[::1"})
    void what_is_no_host_is_refused(String host) throws IOException {
        assertThat(withHost(host)).containsAnyOf(" 400 ", " 403 ");
    }

    @Test
    void changes_are_taken_from_own_pages_and_programs_only() {
        String key = "/api/v1/namespaces/app/keys/guarded";
        String own = "http://127.0.0.1:" + server.port();
        assertThat(server.put(key, "x", "Origin", own).statusCode()).isEqualTo(201);
        assertThat(server.put(key, "x", "Sec-Fetch-Site", "same-origin").statusCode())
                .isEqualTo(200);
        List<String[]> foreign = List.of(
                new String[] {"Origin", "http://evil.example"},
                new String[] {"Origin", "null"},
                new String[] {"Origin", "http://127.0.0.1:1"},
                new String[] {"Origin", "https://127.0.0.1:" + server.port()},
                new String[] {"Sec-Fetch-Site", "cross-site"},
                new String[] {"Sec-Fetch-Site", "same-site"});
        for (String[] header : foreign) {
            HttpResponse<String> refused = server.put(key, "evil", header);
            assertThat(refused.statusCode()).as(header[1]).isEqualTo(403);
            assertThat(server.delete(key, header).statusCode()).isEqualTo(403);
        }
        assertThat(Served.json(server.get(key)).getString("value")).isEqualTo("x");
    }

    @Test
    void answers_tell_browsers_to_be_careful() {
        HttpResponse<String> answer = server.get("/api/v1/cluster");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void unknown_addresses_and_methods_are_told_apart() {
        assertThat(server.get("/api/v1/nothing").statusCode()).isEqualTo(404);
        assertThat(server.get("/api/v2/cluster").statusCode()).isEqualTo(404);
        HttpResponse<String> post =
                server.send(server.request("/api/v1/cluster").POST(BodyPublishers.noBody()));
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(Served.json(post).getString("detail")).contains("GET");
        assertThat(post.headers().firstValue("Allow")).contains("GET");
        assertThat(server.put("/api/v1/nothing", "").statusCode()).isEqualTo(404);
        HttpResponse<String> patch =
                server.send(server.request("/api/v1/namespaces/app/keys/a/b").method("PATCH", BodyPublishers.noBody()));
        assertThat(patch.statusCode()).isEqualTo(405);
        assertThat(patch.headers().firstValue("Allow")).contains("DELETE, GET, PUT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/9.9\r\n\r\n",
                "\0\1\2\3\r\n\r\n",
                "GET\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api/v1/namespaces/%zz/keys HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "PUT /api/v1/namespaces/app/keys/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
                "PUT /api/v1/namespaces/app/keys/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            })
    void malformed_requests_get_an_error_or_are_closed(String request) throws IOException {
        assertThat(raw(request))
                .satisfiesAnyOf(
                        line -> assertThat(line).isEmpty(),
                        line -> assertThat(line).containsPattern(" (4\\d\\d|501|505) "));
        assertThat(server.get("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void long_lines_and_headers_are_refused() throws IOException {
        assertThat(raw("GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .contains(" 414 ");
        assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(100_000) + "\r\n\r\n"))
                .contains(" 431 ");
    }

    @Test
    void connections_beyond_the_limit_are_closed_and_room_comes_back() throws IOException {
        List<Socket> open = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < 40; i++) {
            Socket socket = new Socket("127.0.0.1", server.port());
            socket.setSoTimeout(60_000);
            open.add(socket);
        }
        for (Socket socket : open) {
            try {
                socket.getOutputStream()
                        .write("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                refused += socket.getInputStream().read() < 0 ? 1 : 0;
            } catch (IOException e) {
                refused++; // closed while we wrote
            }
        }
        assertThat(refused).isBetween(20, 39);
        for (Socket socket : open) {
            socket.close();
        }
        String status = "";
        while (!status.contains(" 200 ")) {
            try {
                status = withHost("localhost");
            } catch (IOException e) {
                status = ""; // the others are not gone yet
            }
        }
    }
}

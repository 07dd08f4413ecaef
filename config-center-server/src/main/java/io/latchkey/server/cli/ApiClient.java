package io.latchkey.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks the HTTP API of the first node that can be reached. Every failure is a {@link CliFailure}. */
final class ApiClient {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROOT = "/api/v1";
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final List<URI> nodes;

    /** Asks these nodes, in this order; at least one. */
    ApiClient(List<URI> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** The JSON at a path below the API's root. */
    JsonNode get(String path) throws InterruptedException {
        return send("GET", path, Map.of(), null);
    }

    /** Sends a request, once: the next node is tried only when this one was not reached at all. */
    JsonNode send(String method, String path, Map<String, String> headers, byte @Nullable [] body)
            throws InterruptedException {
        String trouble = "";
        for (URI node : nodes) {
            HttpRequest.Builder request = request(node, path)
                    .timeout(ANSWER)
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofByteArray(body));
            headers.forEach(request::header);
            try {
                return answer(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
            } catch (ConnectException | HttpConnectTimeoutException e) {
                trouble = nobody(node);
            } catch (HttpTimeoutException e) {
                throw new CliFailure(
                        ExitCode.UNAVAILABLE,
                        node + " does not answer within " + ANSWER.toSeconds() + " s"
                                + (method.equals("GET") ? "" : "; the change may have been made or not"));
            } catch (IOException e) {
                throw new CliFailure(
                        ExitCode.UNAVAILABLE,
                        node + ": the connection broke (" + e.getMessage() + ")"
                                + (method.equals("GET") ? "" : "; the change may have been made or not"));
            }
        }
        throw new CliFailure(ExitCode.UNAVAILABLE, trouble);
    }

    /** Starts a request that accepts JSON. */
    static HttpRequest.Builder request(URI node, String path) {
        return HttpRequest.newBuilder(URI.create(node + ROOT + path)).header("Accept", "application/json");
    }

    HttpClient http() {
        return http;
    }

    List<URI> nodes() {
        return nodes;
    }

    static String nobody(URI node) {
        return "nothing listens at " + node + "; start a node with: bin/latchkey dev (or name another with --api)";
    }

    private static JsonNode answer(HttpResponse<String> response) {
        JsonNode body = parse(response);
        if (response.statusCode() / 100 != 2) {
            throw refusal(response.statusCode(), body);
        }
        return body;
    }

    private static JsonNode parse(HttpResponse<String> response) {
        String text = response.body();
        if (text.isBlank()) {
            return JSON.createObjectNode();
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new CliFailure(
                    ExitCode.FAILED,
                    response.uri() + " answers " + response.statusCode()
                            + " with something that is no JSON; is this a Latchkey node?");
        }
    }

    /** Turns an RFC 9457 problem into the failure of a command. */
    static CliFailure refusal(int status, JsonNode problem) {
        String detail = problem.path("detail").asText(problem.path("title").asText("HTTP " + status));
        int exitCode = switch (status) {
            case 404, 410 -> ExitCode.NOT_FOUND;
            case 409, 412, 428 -> ExitCode.CONFLICT;
            case 502, 503, 504 -> ExitCode.UNAVAILABLE;
            default -> ExitCode.FAILED;
        };
        return new CliFailure(exitCode, detail);
    }
}

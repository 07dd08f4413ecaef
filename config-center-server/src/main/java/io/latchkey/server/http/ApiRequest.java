package io.latchkey.server.http;

import io.latchkey.server.config.Condition;
import io.latchkey.server.config.ConfigKey;
import io.latchkey.server.lease.Lease;
import io.latchkey.server.peer.Ensemble;
import io.latchkey.zab.tree.Note;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request to the API, taken apart: what it asks for is checked here, with a clear word on what is wrong. */
final class ApiRequest {
    static final String AUTHOR = "Latchkey-Author";
    static final String COMMENT = "Latchkey-Comment";

    private static final int AUTHOR_MAX = 200;
    private static final int COMMENT_MAX = 2_000;
    private static final String JSON = "application/json";

    private final RoutingContext context;
    private final Endpoint endpoint;
    private final List<String> path;

    /** @throws Problem.Refusal if its address or a parameter is malformed */
    ApiRequest(RoutingContext context, Endpoint endpoint) {
        this.context = context;
        this.endpoint = endpoint;
        this.path = parts(context.request().path());
        for (Map.Entry<String, String> parameter : context.queryParams()) {
            if (!endpoint.query().contains(parameter.getKey())) {
                String known = endpoint.query().isEmpty()
                        ? "there is none here"
                        : "known are "
                                + String.join(
                                        ", ", endpoint.query().stream().sorted().toList());
                throw Problem.badRequest("unknown query parameter '" + parameter.getKey() + "': " + known)
                        .refusal();
            }
        }
    }

    private static List<String> parts(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.substring(1).split("/", -1)) {
            String decoded = PercentCoding.decode(part);
            if (decoded == null) {
                throw Problem.badRequest("'" + part + "' in the address is not percent-encoded UTF-8")
                        .refusal();
            }
            if (decoded.isEmpty() || decoded.equals(".") || decoded.equals("..")) {
                throw Problem.badName("an address has no empty part and no relative one")
                        .refusal();
            }
            parts.add(decoded);
        }
        return parts;
    }

    RoutingContext context() {
        return context;
    }

    /** The namespace that the address names. */
    String namespace() {
        String namespace = path.get(position("{namespace}"));
        String problem = ConfigKey.namespaceProblem(namespace);
        if (problem != null) {
            throw Problem.badName("'" + namespace + "' is no name for a namespace: " + problem)
                    .refusal();
        }
        return namespace;
    }

    /** The key that the address names. */
    ConfigKey key() {
        List<String> levels = path.subList(position("{key}"), path.size());
        ConfigKey key = new ConfigKey(namespace(), String.join("/", levels));
        String problem = levels.stream().anyMatch(level -> level.indexOf('/') >= 0)
                ? "a level holds no /; write the / between levels as it is, not as %2F"
                : key.problem();
        if (problem != null) {
            throw Problem.badName("'" + key.key() + "' is no name for a key: " + problem)
                    .refusal();
        }
        return key;
    }

    /** The lock that the address names. */
    String lock() {
        List<String> levels = path.subList(position("{lock}"), path.size());
        String name = String.join("/", levels);
        String problem = levels.stream().anyMatch(level -> level.indexOf('/') >= 0)
                ? "a level holds no /; write the / between levels as it is, not as %2F"
                : LockWish.nameProblem(name);
        if (problem != null) {
            throw Problem.badName("'" + name + "' is no name for a lock: " + problem)
                    .refusal();
        }
        return name;
    }

    /** The lease that the address names. */
    Lease lease() {
        return lease(path.get(position("{lease}")));
    }

    static Lease lease(String text) {
        Lease lease = Lease.decode(text);
        if (lease == null) {
            // not repeated: it may be a secret with a slip of the pen
            throw Problem.badRequest(
                            "that is no lease: a lease is what the answer to POST /api/v1/leases calls \"lease\"")
                    .refusal();
        }
        return lease;
    }

    /** The server that the address names. */
    int serverId() {
        return number("a server id", path.get(position("{serverId}")), 1, Ensemble.SERVERS_MAX);
    }

    private int position(String part) {
        return List.of(endpoint.template().substring(1).split("/")).indexOf(part);
    }

    /** A query parameter; null if it is missing. */
    @Nullable
    String query(String name) {
        List<String> values = context.queryParam(name);
        return values.isEmpty() ? null : values.get(0);
    }

    /** A number from the query. */
    int query(String name, int otherwise, int min, int max) {
        String text = query(name);
        return text == null ? otherwise : number("query parameter " + name, text, min, max);
    }

    private static int number(String what, String text, int min, int max) {
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, as a number out of range is
        }
        throw Problem.badRequest(what + " is a number from " + min + " to " + max + ", not '" + text + "'")
                .refusal();
    }

    /** What the headers make the change conditional on. */
    Condition condition() {
        String match = context.request().getHeader("If-Match");
        String noneMatch = context.request().getHeader("If-None-Match");
        if (match != null && noneMatch != null) {
            throw Problem.badRequest("send If-Match or If-None-Match, not both").refusal();
        }
        if (noneMatch != null) {
            if (!noneMatch.trim().equals("*")) {
                throw Problem.badRequest("a change takes If-None-Match: * only, for a key that must not exist yet")
                        .refusal();
            }
            return Condition.ABSENT;
        }
        if (match == null) {
            return Condition.NONE;
        }
        if (match.trim().equals("*")) {
            return Condition.PRESENT;
        }
        Integer version = EntityTag.version(match);
        if (version == null) {
            throw Problem.badRequest("If-Match takes one version in quotes, as \"5\", or *; not " + match)
                    .refusal();
        }
        return Condition.version(version);
    }

    @Nullable
    String header(String name) {
        return context.request().getHeader(name);
    }

    /** Who changes and why, from the headers. */
    Note note(int restores) {
        return note(words(AUTHOR), words(COMMENT), restores);
    }

    static Note note(String author, String comment, int restores) {
        if (author.length() > AUTHOR_MAX) {
            throw Problem.badRequest("the author has at most " + AUTHOR_MAX + " characters")
                    .refusal();
        }
        if (comment.length() > COMMENT_MAX) {
            throw Problem.badRequest("the comment has at most " + COMMENT_MAX + " characters")
                    .refusal();
        }
        return new Note(author, comment, restores);
    }

    private String words(String header) {
        String encoded = context.request().getHeader(header);
        String words = encoded == null ? "" : PercentCoding.decode(encoded);
        if (words == null) {
            throw Problem.badRequest("header " + header + " is not percent-encoded UTF-8")
                    .refusal();
        }
        return words;
    }

    byte[] bytes() {
        Buffer body = context.body().buffer();
        return body == null ? new byte[0] : body.getBytes();
    }

    /** The body as a JSON object. */
    JsonObject json() {
        String type = header("Content-Type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(JSON)) {
            throw Problem.unsupportedMediaType("send JSON, with Content-Type: " + JSON)
                    .refusal();
        }
        try {
            return new JsonObject(Buffer.buffer(bytes()));
        } catch (DecodeException e) {
            throw Problem.badRequest("the body is no JSON object").refusal();
        }
    }

    /** Answers when the reply is there, or with the problem that came instead of it. */
    void answer(Future<Reply> reply) {
        reply.onComplete(this::send, this::fail);
    }

    private void send(Reply reply) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(reply.status());
        reply.headers().forEach(response::putHeader);
        JsonObject body = reply.body();
        if (body == null) {
            response.end();
        } else {
            response.putHeader("Content-Type", JSON).end(body.toBuffer());
        }
    }

    void fail(Throwable failure) {
        Responses.fail(context, Failures.problem(failure, endpoint.writes()));
    }
}

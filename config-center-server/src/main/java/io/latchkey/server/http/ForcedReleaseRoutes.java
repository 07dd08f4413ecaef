package io.latchkey.server.http;

import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;

import io.latchkey.server.lock.ForcedRelease;
import io.latchkey.server.lock.ForcedReleases;
import io.latchkey.server.lock.LockInspection;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes locks away from their holders, and tells who has done so. */
final class ForcedReleaseRoutes {
    private static final String ADDRESS = "/api/v1/locks/forced-releases";
    private static final String LIMIT = "limit";
    private static final int LIMIT_DEFAULT = 100;
    private static final int REASON_MAX = 500;
    private static final Set<String> FIELDS = Set.of("path", "entry", "token", "reason");

    private final Loop loop;
    private final ForcedReleases releases;

    ForcedReleaseRoutes(Loop loop) {
        this.loop = loop;
        this.releases = new ForcedReleases(loop.view());
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of(GET, ADDRESS, this::list, Loop.CONSISTENCY, LIMIT),
                Endpoint.of(POST, ADDRESS, this::release));
    }

    private void list(ApiRequest request) {
        int limit = request.query(LIMIT, LIMIT_DEFAULT, 1, ForcedReleases.KEPT_MAX);
        loop.read(request, tree -> {
            JsonArray array = new JsonArray();
            ForcedReleases.newest(tree, limit).forEach(done -> array.add(json(done)));
            return Reply.ok(new JsonObject().put("forcedReleases", array));
        });
    }

    private void release(ApiRequest request) {
        ForcedReleases.Wish wish = wish(request);
        loop.serving();
        request.answer(loop.timed(releases.perform(wish)).map(done -> {
            loop.floor().show(done.zxid());
            return Reply.ok(json(done));
        }));
    }

    private static ForcedReleases.Wish wish(ApiRequest request) {
        JsonObject json = request.json();
        for (String field : json.fieldNames()) {
            if (!FIELDS.contains(field)) {
                throw Problem.badRequest("unknown field \"" + field + "\": known are entry, path, reason, token")
                        .refusal();
            }
        }
        String reason = text(json, "reason").strip();
        if (reason.isEmpty() || reason.length() > REASON_MAX) {
            throw Problem.badRequest("\"reason\" must say why, in 1 to " + REASON_MAX + " characters")
                    .refusal();
        }
        Long token = number(text(json, "token"));
        if (token == null) {
            throw Problem.badRequest("\"token\" must be that of the place, a number as a string, as \"4294967298\"")
                    .refusal();
        }
        return new ForcedReleases.Wish(
                text(json, "path"),
                text(json, "entry"),
                token,
                request.note(0).author(),
                request.context().request().remoteAddress().hostAddress(),
                reason);
    }

    private static String text(JsonObject json, String field) {
        if (json.getValue(field) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw Problem.badRequest("\"" + field + "\" is missing, or no text").refusal();
    }

    private static @Nullable Long number(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static JsonObject json(ForcedRelease.Done done) {
        ForcedRelease what = done.what();
        return new JsonObject()
                .put("path", what.path())
                .put("name", LockInspection.name(what.path()))
                .put("entry", what.entry())
                .put("token", Json.zxid(what.token()))
                .put("session", Json.session(what.session()))
                .put("owner", what.owner())
                .put("held", what.held())
                .put("author", what.author())
                .put("from", what.from())
                .put("reason", what.reason())
                .put("zxid", Json.zxid(done.zxid()))
                .put("timeMs", done.timeMs());
    }
}

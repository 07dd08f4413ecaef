package io.latchkey.server.http;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A refusal, as RFC 9457 has it.
 *
 * @param status of HTTP
 * @param type a name for programs, which never changes
 * @param title what kind of refusal, for people
 * @param detail what is wrong this time and what to do
 * @param more members beside these
 */
record Problem(int status, String type, String title, String detail, Map<String, Object> more) {
    static final String CONTENT_TYPE = "application/problem+json";

    private static final String TYPE_PREFIX = "urn:latchkey:problem:";

    static Problem badRequest(String detail) {
        return of(400, "bad-request", "The request is not understood", detail);
    }

    static Problem badName(String detail) {
        return of(400, "bad-name", "Not a valid name", detail);
    }

    static Problem forbidden(String detail) {
        return of(403, "forbidden", "Requests from there are not answered", detail);
    }

    static Problem notFound(String detail) {
        return of(404, "not-found", "Not found", detail);
    }

    static Problem methodNotAllowed(String allowed) {
        return of(
                405,
                "method-not-allowed",
                "Not with this method",
                "this address takes " + allowed + "; /openapi.yaml describes them all");
    }

    static Problem conflict(String detail) {
        return of(409, "conflict", "Not possible as things are", detail);
    }

    /** @param holder who has it, as in {@link LockViewRoutes}; null if it was given back just now */
    static Problem held(String detail, @Nullable JsonObject holder, int waiting) {
        Map<String, Object> more =
                holder == null ? Map.of("waiting", waiting) : Map.of("holder", holder, "waiting", waiting);
        return new Problem(409, "held", "Others hold the lock", detail, more);
    }

    static Problem wrongToken(String detail) {
        return of(409, "wrong-token", "Not the token of this hold", detail);
    }

    static Problem leaseGone() {
        return of(
                410,
                "lease-gone",
                "The lease has ended",
                "it was ended or not kept alive in time, and its locks have gone with it; or it never was: "
                        + "ask for a new one, and for its locks again");
    }

    static Problem membersNotReady(String detail) {
        return of(409, "members-not-ready", "Servers that are needed are not ready", detail);
    }

    static Problem preconditionFailed(String detail, int presentVersion) {
        return new Problem(
                412, "version-mismatch", "Another version is there", detail, Map.of("version", presentVersion));
    }

    static Problem exists(String detail) {
        return of(412, "exists-already", "It exists already", detail);
    }

    static Problem tooLarge(String detail) {
        return of(413, "too-large", "The body is too long", detail);
    }

    static Problem unsupportedMediaType(String detail) {
        return of(415, "unsupported-media-type", "This kind of body is not taken", detail);
    }

    static Problem internal() {
        return of(500, "internal", "The server has a fault", "the server's log tells more");
    }

    static Problem notServing() {
        return of(
                503,
                "not-serving",
                "The server does not serve",
                "it has no leader at the moment or is still synchronizing; nothing was changed: try again");
    }

    static Problem readOnly() {
        return of(
                503,
                "read-only",
                "The server takes no writes now",
                "its disk is nearly full; nothing was changed: free space there, or ask another server");
    }

    static Problem overloaded(String detail) {
        return of(503, "overloaded", "Too much to do", detail);
    }

    static Problem outcomeUnknown() {
        return of(
                504,
                "outcome-unknown",
                "The outcome is not known",
                "the change was taken but not confirmed in time; it may have happened or may still happen: "
                        + "read again before you repeat it");
    }

    static Problem noAnswer() {
        return of(504, "no-answer", "No answer in time", "the ensemble did not confirm in time: try again");
    }

    private static Problem of(int status, String type, String title, String detail) {
        return new Problem(status, type, title, detail, Map.of());
    }

    /** Whether trying again later may help. */
    boolean temporary() {
        return status == 503;
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("type", TYPE_PREFIX + type)
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
        more.forEach(json::put);
        return json;
    }

    /** To be thrown, or to fail a future with. */
    Refusal refusal() {
        return new Refusal(this);
    }

    /** Carries a problem to where it is answered. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Problem problem;

        private Refusal(Problem problem) {
            super(problem.detail(), null, false, false);
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }
}

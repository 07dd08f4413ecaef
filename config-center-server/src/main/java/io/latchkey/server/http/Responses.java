package io.latchkey.server.http;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** How problems are sent. */
final class Responses {
    private static final String RETRY_AFTER_SECONDS = "1";

    private Responses() {}

    static void fail(RoutingContext context, Problem problem) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            // too late for a status: a broken answer must not look like a whole one
            context.request().connection().close();
            return;
        }
        if (problem.temporary()) {
            response.putHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        response.setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.CONTENT_TYPE)
                .end(problem.toJson().toBuffer());
    }
}

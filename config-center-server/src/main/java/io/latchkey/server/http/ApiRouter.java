package io.latchkey.server.http;

import static io.vertx.core.http.HttpMethod.GET;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Who answers which address on one event loop. */
final class ApiRouter {
    private final Vertx vertx;
    private final Shared shared;
    private final Guard guard;
    private final List<Endpoint> endpoints;

    ApiRouter(Vertx vertx, Shared shared, Loop loop, EventHub events) {
        this.vertx = vertx;
        this.shared = shared;
        this.guard = new Guard(shared.config());
        EventRoutes streams =
                new EventRoutes(events, shared.streams(), shared.config().streamsMax());
        this.endpoints = endpoints(loop, streams, shared.openApi());
    }

    /** All operations: what the OpenAPI document describes. */
    static List<Endpoint> endpoints(Loop loop, EventRoutes streams, Buffer openApi) {
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.addAll(new HealthRoutes(loop).endpoints());
        endpoints.addAll(new ClusterRoutes(loop).endpoints());
        endpoints.addAll(new MetricRoutes(loop).endpoints());
        endpoints.addAll(new LockViewRoutes(loop).endpoints());
        endpoints.addAll(new ForcedReleaseRoutes(loop).endpoints());
        endpoints.addAll(new LeaseRoutes(loop).endpoints());
        endpoints.addAll(new LockRoutes(loop).endpoints());
        endpoints.addAll(new MemberRoutes(loop).endpoints());
        endpoints.addAll(new ConfigRoutes(loop).endpoints());
        endpoints.addAll(streams.endpoints());
        endpoints.addAll(new LockEventRoutes(loop, streams).endpoints());
        endpoints.add(Endpoint.of(GET, "/openapi.yaml", request -> sendOpenApi(request, openApi)));
        return List.copyOf(endpoints);
    }

    Router router() {
        Router router = Router.router(vertx);
        BodyHandler body =
                BodyHandler.create(false).setBodyLimit(shared.config().valueBytesMax());
        router.route().handler(guard::check);
        for (Endpoint endpoint : endpoints) {
            if (endpoint.writes()) {
                router.route(endpoint.method(), endpoint.route()).handler(body);
            }
            router.route(endpoint.method(), endpoint.route()).handler(context -> perform(context, endpoint));
        }
        router.route(GET, "/*").handler(context -> {
            if (!shared.ui().serve(context.request())) {
                context.fail(404);
            }
        });
        router.route().failureHandler(this::fail);
        router.errorHandler(404, context -> Responses.fail(context, Failures.byStatus(404)));
        router.errorHandler(405, this::methodNotAllowed);
        router.errorHandler(400, context -> Responses.fail(context, Failures.byStatus(400)));
        return router;
    }

    private static void perform(RoutingContext context, Endpoint endpoint) {
        try {
            endpoint.action().perform(new ApiRequest(context, endpoint));
        } catch (RuntimeException e) {
            Responses.fail(context, Failures.problem(e, endpoint.writes()));
        }
    }

    private void fail(RoutingContext context) {
        if (context.statusCode() == 413) {
            int max = shared.config().valueBytesMax();
            Responses.fail(context, Problem.tooLarge("a value has at most " + max + " bytes"));
            return;
        }
        Throwable failure = context.failure();
        Problem problem = context.statusCode() > 0 && context.statusCode() < 500
                ? Failures.byStatus(context.statusCode())
                : Failures.problem(failure == null ? new IllegalStateException("no cause") : failure, false);
        Responses.fail(context, problem);
    }

    /** An address that takes no other method either is none. */
    private void methodNotAllowed(RoutingContext context) {
        String path = context.normalizedPath();
        String allowed = endpoints.stream()
                .filter(endpoint -> endpoint.matches(path))
                .map(endpoint -> endpoint.method().name())
                .sorted()
                .collect(Collectors.joining(", "));
        if (allowed.isEmpty()) {
            Responses.fail(context, Failures.byStatus(404));
        } else {
            context.response().putHeader("Allow", allowed);
            Responses.fail(context, Problem.methodNotAllowed(allowed));
        }
    }

    private static void sendOpenApi(ApiRequest request, Buffer document) {
        request.context()
                .response()
                .putHeader("Content-Type", "application/yaml")
                .end(document);
    }
}

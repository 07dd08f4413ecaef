package io.latchkey.server.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * There is no login yet, so whoever reaches the port may change everything. The port is on loopback, but so is the
 * browser of whoever works there: this keeps web pages of others out. A page that has made its own name point to
 * this machine (DNS rebinding) gives itself away by the Host it asks for, a page that sends a form or a script's request
 * (CSRF) by its Origin.
 */
final class Guard {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|\\[::1]");

    private final Set<String> hosts = new HashSet<>();

    Guard(HttpConfig config) {
        config.hosts().forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
        hosts.add(config.address().toLowerCase(Locale.ROOT));
    }

    /** Lets a request pass or answers it. */
    void check(RoutingContext context) {
        context.response()
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Security-Policy", AdminUi.CONTENT_SECURITY_POLICY)
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Cache-Control", "no-store");
        Problem problem = problem(context.request());
        if (problem == null) {
            context.next();
        } else {
            Responses.fail(context, problem);
        }
    }

    private @Nullable Problem problem(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        if (authority == null || authority.host() == null) {
            return Problem.badRequest("the request has no valid Host header");
        }
        String host = authority.host().toLowerCase(Locale.ROOT);
        if (!LOOPBACK.matcher(host).matches() && !hosts.contains(host)) {
            return Problem.forbidden("this server does not go by the name '" + authority.host()
                    + "': call it localhost, or configure that name");
        }
        if (request.method().equals(HttpMethod.GET)) {
            return null; // changes nothing, and other pages can't read the answer
        }
        String origin = request.getHeader("Origin");
        String site = request.getHeader("Sec-Fetch-Site");
        boolean foreign = origin != null && !origin.equalsIgnoreCase("http://" + request.getHeader("Host"));
        if (foreign || "cross-site".equals(site) || "same-site".equals(site)) {
            return Problem.forbidden("changes are taken from this server's own pages and from programs only");
        }
        return null;
    }
}

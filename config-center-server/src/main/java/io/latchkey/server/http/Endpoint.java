package io.latchkey.server.http;

import io.vertx.core.http.HttpMethod;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One operation of the API.
 *
 * @param template its address as the OpenAPI document writes it; a last part {@code {key}} or {@code
 *     {lock}} takes all levels of a name
 * @param query the query parameters it knows; others are refused, since a misspelt one would be silently without effect
 */
record Endpoint(HttpMethod method, String template, Set<String> query, Action action) {
    /** What it does; runs on the loop. What it throws is answered as {@link Failures} says. */
    interface Action {
        void perform(ApiRequest request);
    }

    static Endpoint of(HttpMethod method, String template, Action action, String... query) {
        return new Endpoint(method, template, Set.of(query), action);
    }

    /** The address as vertx-web writes it. */
    String route() {
        return template.replaceAll("/\\{(key|lock)}", "/*").replaceAll("\\{(\\w+)}", ":$1");
    }

    /** Whether this address, percent-encoded as it is, is one of the template's. */
    boolean matches(String path) {
        return Pattern.matches(
                template.replace(".", "\\.").replaceAll("\\{(key|lock)}", ".+").replaceAll("\\{\\w+}", "[^/]+"), path);
    }

    boolean writes() {
        return !method.equals(HttpMethod.GET);
    }
}

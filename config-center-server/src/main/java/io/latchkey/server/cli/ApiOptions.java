package io.latchkey.server.cli;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where the HTTP API is. */
final class ApiOptions {
    static final String DEFAULT_API = "http://localhost:8080";

    @Option(
            names = "--api",
            paramLabel = "URL[,URL...]",
            split = ",",
            defaultValue = DEFAULT_API,
            description =
                    "HTTP API of the nodes, tried in this order. Default: $$LATCHKEY_API, else " + DEFAULT_API + ".")
    private List<String> urls = List.of(DEFAULT_API);

    /** A client that tries the nodes in their order. */
    ApiClient client() {
        return new ApiClient(nodes());
    }

    /** All nodes that were named. */
    List<URI> nodes() {
        List<URI> nodes = new ArrayList<>();
        for (String url : urls) {
            nodes.add(parse(url.strip()));
        }
        return nodes;
    }

    private static URI parse(String text) {
        String url = text.contains("://") ? text : "http://" + text;
        try {
            URI uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw wrong(text);
        }
        throw wrong(text);
    }

    private static CliFailure wrong(String text) {
        return new CliFailure(ExitCode.USAGE, "'" + text + "' is no URL of an HTTP API, like " + DEFAULT_API);
    }
}

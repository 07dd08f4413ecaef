package io.latchkey.server.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A key as people write it: {@code NAMESPACE/KEY}, where the key may have further levels.
 *
 * @param namespace what comes before the first slash
 * @param key       what comes behind it; empty for the namespace itself
 */
record KeyName(String namespace, String key) {

    /** Reads a key; the namespace alone won't do. */
    static KeyName parse(String text) {
        KeyName name = parsePrefix(text);
        if (name.key().isEmpty()) {
            throw new CliFailure(
                    ExitCode.USAGE, "'" + text + "' names no key: give NAMESPACE/KEY, like orders/pool.max");
        }
        return name;
    }

    /** Reads a namespace, or a namespace and the beginning of keys. */
    static KeyName parsePrefix(String text) {
        String path = text.startsWith("/config/") ? text.substring("/config/".length()) : text;
        int slash = path.indexOf('/');
        String namespace = slash < 0 ? path : path.substring(0, slash);
        if (namespace.isEmpty()) {
            throw new CliFailure(
                    ExitCode.USAGE, "'" + text + "' names no namespace: give NAMESPACE/KEY, like orders/pool.max");
        }
        return new KeyName(namespace, slash < 0 ? "" : path.substring(slash + 1));
    }

    /** The path in the API below a collection of the namespace: {@code keys}, {@code history} or {@code rollback}. */
    String in(String collection) {
        List<String> segments = new ArrayList<>();
        for (String segment : key.split("/", -1)) {
            segments.add(encode(segment));
        }
        return ofNamespace() + "/" + collection + "/" + String.join("/", segments);
    }

    /** The path of the namespace in the API. */
    String ofNamespace() {
        return "/namespaces/" + encode(namespace);
    }

    /** Percent-encodes text as the API wants it in paths and headers. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return key.isEmpty() ? namespace : namespace + "/" + key;
    }
}

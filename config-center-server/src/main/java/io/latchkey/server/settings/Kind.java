package io.latchkey.server.settings;

import io.latchkey.server.cluster.ServerEntry;
import io.latchkey.server.peer.PeerAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What the text of a setting has to look like, and what becomes of it.
 *
 * @param expected what is right, to follow "must be"
 * @param parser throws IllegalArgumentException for anything else
 */
record Kind<T>(String expected, Form form, Function<String, T> parser) {
    /** How a value is written in YAML. */
    enum Form {
        PLAIN,
        QUOTED,
        LIST,
        MAP
    }

    /** @throws IllegalArgumentException if the text is not as expected */
    T parse(String text) {
        return parser.apply(text.strip());
    }

    static Kind<Long> whole(long min, long max) {
        return new Kind<>("a whole number from " + min + " to " + max, Form.PLAIN, text -> {
            long value = Long.parseLong(text);
            if (value < min || value > max) {
                throw new IllegalArgumentException();
            }
            return value;
        });
    }

    static Kind<Integer> small(int min, int max) {
        Kind<Long> whole = whole(min, max);
        return new Kind<>(whole.expected, Form.PLAIN, text -> Math.toIntExact(whole.parse(text)));
    }

    static Kind<Boolean> flag() {
        return new Kind<>("true or false", Form.PLAIN, text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        });
    }

    static Kind<String> host() {
        return new Kind<>(
                "a host name or address, without a port",
                Form.QUOTED,
                text -> new PeerAddress(withoutBrackets(text), 1).host());
    }

    /** @param charsMin a shorter text is refused */
    static Kind<String> text(int charsMin, int charsMax) {
        return new Kind<>("a text of " + charsMin + " to " + charsMax + " characters", Form.QUOTED, text -> {
            if (text.length() < charsMin || text.length() > charsMax) {
                throw new IllegalArgumentException();
            }
            return text;
        });
    }

    /** What a person, a log and a file name can all bear. */
    static Kind<String> name(int charsMax) {
        return new Kind<>("1 to " + charsMax + " letters, digits, dots, hyphens or underscores", Form.QUOTED, text -> {
            if (text.length() > charsMax || !text.matches("[A-Za-z0-9._-]+")) {
                throw new IllegalArgumentException();
            }
            return text;
        });
    }

    /** What ACLs of ZooKeeper's scheme digest hold. */
    static Kind<String> digest() {
        return new Kind<>("user:digest, the digest 28 characters of Base64", Form.QUOTED, text -> {
            if (!text.matches("[^:\\s]+:[A-Za-z0-9+/]{27}=")) {
                throw new IllegalArgumentException();
            }
            return text;
        });
    }

    static Kind<Path> path() {
        return new Kind<>("the path of a file or directory", Form.QUOTED, text -> {
            if (text.isEmpty()) {
                throw new IllegalArgumentException();
            }
            try {
                return Path.of(text).toAbsolutePath().normalize();
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException(e);
            }
        });
    }

    static Kind<Set<String>> words() {
        return new Kind<>("a list of words of four letters, or *", Form.LIST, text -> {
            Set<String> words = new LinkedHashSet<>();
            for (String word : text.isEmpty() ? new String[0] : text.split("\\s*,\\s*", -1)) {
                if (!word.matches("[a-z]{4}|\\*")) {
                    throw new IllegalArgumentException();
                }
                words.add(word);
            }
            return Set.copyOf(words);
        });
    }

    /** Text: {@code 1=host:port, 2=host:port observer}. */
    static Kind<SortedMap<Integer, ServerEntry>> servers() {
        return new Kind<>(
                "a server list: ids from 1 to 254, each once, each with " + ServerEntry.FORM,
                Form.MAP,
                Kind::parseServers);
    }

    private static SortedMap<Integer, ServerEntry> parseServers(String text) {
        SortedMap<Integer, ServerEntry> servers = new TreeMap<>();
        for (String entry : text.split("\\s*,\\s*", -1)) {
            int equals = entry.indexOf('=');
            int id = Integer.parseInt(entry.substring(0, Math.max(0, equals)).strip());
            if (id < 1 || id > 254 || servers.put(id, ServerEntry.parse(entry.substring(equals + 1))) != null) {
                throw new IllegalArgumentException();
            }
        }
        if (servers.values().stream().allMatch(ServerEntry::observer)) {
            throw new IllegalArgumentException("nobody has a vote");
        }
        return servers;
    }

    static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** The parts of a LIST or MAP value. */
    static Iterable<String> parts(String text) {
        return Arrays.asList(text.strip().split("\\s*,\\s*", -1));
    }
}

package io.latchkey.server.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A key's version as an ETag: {@code "5"}. */
final class EntityTag {
    private static final Pattern TAG = Pattern.compile("\\s*\"(\\d{1,9})\"\\s*");

    private EntityTag() {}

    static String of(int version) {
        return "\"" + version + "\"";
    }

    /** The version of a tag; null if it is none of ours. */
    static @Nullable Integer version(String tag) {
        Matcher matcher = TAG.matcher(tag);
        return matcher.matches() ? Integer.valueOf(matcher.group(1)) : null;
    }
}

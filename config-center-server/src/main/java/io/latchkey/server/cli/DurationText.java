package io.latchkey.server.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration as people write it: {@code 250ms}, {@code 30s}, {@code 5m}, {@code 1h}. */
final class DurationText implements ITypeConverter<Duration> {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Map<String, Long> MILLIS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);

    @Override
    public Duration convert(String text) {
        Matcher parts = TEXT.matcher(text.strip());
        if (parts.matches()) {
            return Duration.ofMillis(Long.parseLong(parts.group(1)) * MILLIS.getOrDefault(parts.group(2), 1L));
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException("'" + text + "' is no duration like 250ms, 30s, 5m or 1h");
        }
    }

    /** Milliseconds as people read them, in the largest two units that say something; below 0 counts as 0. */
    static String of(long millis) {
        long seconds = Math.max(0, millis) / 1_000;
        if (seconds < 60) {
            return seconds + "s";
        } else if (seconds < 3_600) {
            return seconds / 60 + "m" + seconds % 60 + "s";
        }
        long hours = seconds / 3_600;
        return hours < 48 ? hours + "h" + seconds % 3_600 / 60 + "m" : hours / 24 + "d" + hours % 24 + "h";
    }
}

package io.latchkey.client.config;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.latchkey.client.ConfigFormatException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns text into values, and remembers what it has turned already. Any thread. */
final class Conversions {
    private static final int REMEMBERED_MAX = 10_000;
    private static final Pattern DURATION = Pattern.compile("(\\d{1,15})\\s*(ms|s|m|h|d)");
    private static final Map<Class<?>, Function<String, Object>> PARSERS = Map.of(
            String.class, text -> text,
            Integer.class, text -> Integer.valueOf(text.strip()),
            Long.class, text -> Long.valueOf(text.strip()),
            Double.class, text -> Double.valueOf(text.strip()),
            Boolean.class, Conversions::parseBoolean,
            Duration.class, Conversions::parseDuration);
    private static final Map<Class<?>, String> WANTED = Map.of(
            Integer.class, "a whole number of 32 bits",
            Long.class, "a whole number of 64 bits",
            Double.class, "a number",
            Boolean.class, "true or false",
            Duration.class, "a duration like 250ms, 2s, 5m, 1h, 7d or PT1M30S");

    private record Question(Class<?> type, String text) {}

    private final Cache<Question, Object> answers =
            Caffeine.newBuilder().maximumSize(REMEMBERED_MAX).build();

    /**
     * Converts.
     *
     * @param key for the message only
     * @throws ConfigFormatException    when the text is no value of the type
     * @throws IllegalArgumentException when the type is not supported
     */
    <T> T convert(String key, String text, Class<T> type) {
        if (type == String.class) {
            return type.cast(text);
        }
        Question question = new Question(type, text);
        Object answer = answers.getIfPresent(question);
        if (answer == null) {
            answer = parse(key, text, type);
            answers.put(question, answer);
        }
        return type.cast(answer);
    }

    private static Object parse(String key, String text, Class<?> type) {
        Function<String, Object> parser = PARSERS.get(type);
        if (parser == null && !type.isEnum()) {
            throw new IllegalArgumentException("key " + key + ": no conversion to " + type.getName());
        }
        try {
            return parser != null ? parser.apply(text) : parseEnum(text, type);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeParseException e) {
            String wanted = WANTED.getOrDefault(type, "one of " + names(type));
            ConfigFormatException failure =
                    new ConfigFormatException("key " + key + ": '" + shortened(text) + "' is not " + wanted);
            failure.initCause(e);
            throw failure;
        }
    }

    private static Object parseBoolean(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Object parseDuration(String text) {
        Matcher simple = DURATION.matcher(text.strip());
        if (!simple.matches()) {
            return Duration.parse(text.strip());
        }
        long amount = Long.parseLong(simple.group(1));
        return switch (simple.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static Object parseEnum(String text, Class<?> type) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equalsIgnoreCase(text.strip())) {
                return constant;
            }
        }
        throw new IllegalArgumentException(text);
    }

    private static String names(Class<?> type) {
        return Arrays.toString(type.getEnumConstants());
    }

    private static String shortened(String text) {
        int limit = 80;
        return text.length() <= limit ? text : text.substring(0, limit) + "...";
    }
}

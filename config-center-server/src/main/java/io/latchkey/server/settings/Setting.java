package io.latchkey.server.settings;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be set, and its names: {@code client.maxPerAddress} in a file, {@code --client-max-per-address} as
 * a flag, {@code LATCHKEY_CLIENT_MAX_PER_ADDRESS} in the environment.
 *
 * @param name sections and key as in a file
 * @param fallback the value when nobody sets it; null: none, and {@code help} says what happens then
 * @param secret not to be shown to anyone
 */
public record Setting<T>(
        String name, Kind<T> kind, @Nullable String fallback, String help, boolean secret) {
    public String flag() {
        return "--" + words("-");
    }

    public String variable() {
        return Settings.ENVIRONMENT_PREFIX + words("_").toUpperCase(Locale.ROOT);
    }

    /** What a value has to be, in words. */
    public String expected() {
        return kind.expected();
    }

    private String words(String separator) {
        return name.replace(".", separator)
                .replaceAll("([a-z0-9])([A-Z])", "$1" + separator + "$2")
                .toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return name;
    }
}

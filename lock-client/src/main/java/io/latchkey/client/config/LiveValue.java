package io.latchkey.client.config;

import io.latchkey.client.ConfigEntry;
import io.latchkey.client.ConfigFormatException;
import io.latchkey.client.ConfigValue;
import io.latchkey.client.Registration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The handle on one key. */
final class LiveValue<T> implements ConfigValue<T> {
    private static final Logger LOG = LoggerFactory.getLogger(LiveValue.class);

    /** What was made of an entry. */
    private record Seen<T>(@Nullable ConfigEntry entry, T value) {}

    private final MirrorView view;
    private final String key;
    private final Class<T> type;
    private final T fallback;
    private final AtomicReference<Seen<T>> last;

    LiveValue(MirrorView view, String key, Class<T> type, T fallback) {
        this.view = view;
        this.key = key;
        this.type = type;
        this.fallback = fallback;
        this.last = new AtomicReference<>(new Seen<>(null, fallback));
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public T get() {
        Seen<T> seen = last.get();
        ConfigEntry entry = view.present(key);
        if (seen.entry() == entry) {
            return seen.value();
        }
        Seen<T> now = new Seen<>(entry, entry == null ? fallback : convert(entry, seen.value()));
        last.compareAndSet(seen, now);
        return now.value();
    }

    private T convert(ConfigEntry entry, T lastGood) {
        try {
            return view.conversions().convert(view.prefix() + "/" + key, entry.value(), type);
        } catch (ConfigFormatException e) {
            LOG.warn("{}; keeping the last good value", e.getMessage());
            return lastGood;
        }
    }

    @Override
    public Registration onChange(BiConsumer<T, T> listener) {
        AtomicReference<T> told = new AtomicReference<>(get());
        return view.onChange(change -> {
            if (change.key().equals(key)) {
                T now = get();
                T before = told.getAndSet(now);
                if (!now.equals(before)) {
                    listener.accept(before, now);
                }
            }
        });
    }
}

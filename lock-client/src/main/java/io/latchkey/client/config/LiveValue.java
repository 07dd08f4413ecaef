package io.latchkey.client.config;

import io.latchkey.client.ConfigChange;
import io.latchkey.client.ConfigEntry;
import io.latchkey.client.ConfigFormatException;
import io.latchkey.client.ConfigListener;
import io.latchkey.client.ConfigValue;
import io.latchkey.client.Registration;
import java.util.Objects;
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
    /** What was seen last; writers may overtake one another, the next look puts it right. */
    private volatile Seen<T> last;

    LiveValue(MirrorView view, String key, Class<T> type, T fallback) {
        this.view = view;
        this.key = key;
        this.type = type;
        this.fallback = fallback;
        this.last = new Seen<>(null, fallback);
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public T get() {
        Seen<T> seen = last;
        ConfigEntry entry = view.present(key);
        if (Objects.equals(seen.entry(), entry)) {
            return seen.value();
        }
        Seen<T> now = new Seen<>(entry, entry == null ? fallback : convert(entry, seen.value()));
        last = now;
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

    /** Remembers what the listener was told last; called by one thread at a time. */
    private final class Told implements ConfigListener {
        private final BiConsumer<T, T> listener;
        private T before;

        Told(T before, BiConsumer<T, T> listener) {
            this.before = before;
            this.listener = listener;
        }

        @Override
        public void onChange(ConfigChange change) {
            T now = get();
            T was = before;
            if (change.key().equals(key) && !now.equals(was)) {
                before = now;
                listener.accept(was, now);
            }
        }
    }

    @Override
    public Registration onChange(BiConsumer<T, T> listener) {
        return view.onChange(new Told(get(), listener));
    }
}

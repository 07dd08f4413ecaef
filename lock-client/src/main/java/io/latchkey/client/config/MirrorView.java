package io.latchkey.client.config;

import io.latchkey.client.ConfigChange;
import io.latchkey.client.ConfigEntry;
import io.latchkey.client.ConfigListener;
import io.latchkey.client.ConfigValue;
import io.latchkey.client.ConfigView;
import io.latchkey.client.Registration;
import io.latchkey.client.ServiceUnavailableException;
import io.latchkey.client.session.ClientCore;
import io.latchkey.client.session.SerialExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A view on a mirror: conversions and listeners. */
public final class MirrorView implements ConfigView {
    private static final Logger LOG = LoggerFactory.getLogger(MirrorView.class);

    private final ClientCore core;
    private final KeyPath prefix;
    private final TreeMirror mirror;
    private final Conversions conversions = new Conversions();
    private final List<Backlog> listeners = new CopyOnWriteArrayList<>();
    private final SerialExecutor serial;

    private MirrorView(ClientCore core, KeyPath prefix) {
        this.core = core;
        this.prefix = prefix;
        this.mirror = new TreeMirror(core.loop(), core.session(), prefix.path(), this::tell);
        this.serial = new SerialExecutor(core.callbacks());
    }

    /** Opens a view, which begins to read at once. Any thread. */
    public static MirrorView open(ClientCore core, KeyPath prefix) {
        MirrorView view = new MirrorView(core, prefix);
        core.onLoop(view.mirror::start);
        return view;
    }

    @Override
    public String prefix() {
        return prefix.key();
    }

    @Override
    public State state() {
        return mirror.state();
    }

    @Override
    public ConfigView ready(Duration atMost) throws InterruptedException {
        core.checkMayBlock();
        CompletableFuture<Void> waited = mirror.ready().copy();
        try {
            core.await(waited.orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS));
        } catch (RuntimeException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new ServiceUnavailableException(
                        "configuration " + prefix() + " could not be read within " + atMost.toMillis()
                                + " ms; last trouble: " + core.session().lastTrouble());
            }
            throw e;
        }
        return this;
    }

    @Override
    public CompletionStage<Void> readyAsync() {
        return core.callbacks().publish(mirror.ready());
    }

    @Override
    public Optional<String> get(String key) {
        return entry(key).map(ConfigEntry::value);
    }

    @Override
    public Optional<ConfigEntry> entry(String key) {
        return Optional.ofNullable(present(key));
    }

    @Nullable
    ConfigEntry present(String key) {
        return mirror.entries().get(key);
    }

    Conversions conversions() {
        return conversions;
    }

    @Override
    public Map<String, String> snapshot() {
        Map<String, String> values = new TreeMap<>();
        mirror.entries().forEach((key, entry) -> values.put(key, entry.value()));
        return values;
    }

    @Override
    public <T> T get(String key, Class<T> type, T fallback) {
        ConfigEntry entry = present(key);
        return entry == null ? fallback : conversions.convert(prefix() + "/" + key, entry.value(), type);
    }

    @Override
    public <T> ConfigValue<T> value(String key, Class<T> type, T fallback) {
        return new LiveValue<>(this, key, type, fallback);
    }

    @Override
    public Registration onChange(ConfigListener listener) {
        return register(listener, serial);
    }

    @Override
    public Registration onChange(ConfigListener listener, Executor executor) {
        return register(listener, task -> core.callbacks().handOver(executor, task));
    }

    private Registration register(ConfigListener listener, Executor executor) {
        Backlog backlog = new Backlog(executor, change -> call(listener, change));
        listeners.add(backlog);
        return () -> listeners.remove(backlog);
    }

    private void tell(ConfigChange change) {
        listeners.forEach(backlog -> backlog.add(change));
    }

    private void call(ConfigListener listener, ConfigChange change) {
        try {
            listener.onChange(change);
        } catch (RuntimeException e) {
            LOG.error("a listener of {} failed on a change of {}", prefix(), change.key(), e);
        }
    }

    @Override
    public void close() {
        core.onLoop(mirror::stop);
    }

    @Override
    public String toString() {
        return "ConfigView[" + prefix() + ", " + state() + "]";
    }
}

package io.latchkey.client;

import io.latchkey.client.config.KeyPath;
import io.latchkey.client.config.MirrorView;
import io.latchkey.client.config.Publication;
import io.latchkey.client.session.ClientCore;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Live configuration: views that follow what is published, and publishing. One client is enough for an application. Safe for
 * use by several threads.
 *
 * <pre>{@code
 * ConfigView orders = client.view("orders").ready(Duration.ofSeconds(5));
 * int poolMax = orders.getInt("pool.max", 20);
 * ConfigValue<Duration> timeout = orders.value("timeout", Duration.class, Duration.ofSeconds(2));
 * }</pre>
 *
 * <p>A key is a namespace, then a name: {@code orders/pool.max}. Names may have further levels: {@code orders/db/url}. Values
 * are text; any ZooKeeper client reads and writes the same under {@code /config}.
 */
public final class ConfigClient implements AutoCloseable {
    private final ClientCore core;
    private final boolean owned;

    private ConfigClient(ClientCore core, boolean owned) {
        this.core = core;
        this.owned = owned;
    }

    /**
     * Connects with the defaults.
     *
     * @param connectString {@code host:port[,host:port...][/chroot]}
     * @throws IllegalArgumentException    when the connect string is wrong
     * @throws ServiceUnavailableException when no server opens a session within 10 s
     */
    public static ConfigClient connect(String connectString) {
        return connect(ClientOptions.builder(connectString).build());
    }

    /**
     * Connects.
     *
     * @throws ServiceUnavailableException when no server opens a session in time
     */
    public static ConfigClient connect(ClientOptions options) {
        return new ConfigClient(ClientCore.open(options), true);
    }

    /** Uses the connection of a lock client, which stays the owner. */
    public static ConfigClient sharing(LockClient client) {
        return new ConfigClient(client.core(), false);
    }

    /**
     * A view on all keys under a prefix. It begins to read at once; see {@link ConfigView#ready}.
     *
     * @param prefix a namespace, or a namespace and further levels, like {@code orders/db}
     */
    public ConfigView view(String prefix) {
        return MirrorView.open(core, new KeyPath(core.options().configRoot(), prefix));
    }

    /**
     * Sets a value, whatever it was before.
     *
     * @param key   a namespace and a name, like {@code orders/pool.max}
     * @param value at most 1,000,000 bytes in UTF-8
     * @return completes with the new version, or fails with {@link ServiceUnavailableException} or
     *     {@link OutcomeUnknownException}
     */
    public CompletionStage<Integer> publish(String key, String value) {
        return core.callbacks().publish(Publication.put(core, key(key), value, Publication.ANY, null));
    }

    /**
     * Sets a value if a lock is still held, which the servers judge in the same transaction.
     *
     * @param guard of a lock on the same servers, see {@link LockLease#guard}
     * @return as {@link #publish(String, String)}, or fails with {@link LeaseLostException}, and nothing was changed
     */
    public CompletionStage<Integer> publish(String key, String value, LockGuard guard) {
        return core.callbacks().publish(Publication.put(core, key(key), value, Publication.ANY, guard));
    }

    /**
     * Sets a value if it still has the version that was seen.
     *
     * @param expectedVersion see {@link ConfigEntry#version}; -1 when the key must not exist
     * @return as {@link #publish(String, String)}, or fails with {@link ConfigConflictException}
     */
    public CompletionStage<Integer> publish(String key, String value, int expectedVersion) {
        return publishIf(key, value, expectedVersion, null);
    }

    /**
     * Sets a value if it still has the version that was seen, and a lock is still held.
     *
     * @return as {@link #publish(String, String, int)} and {@link #publish(String, String, LockGuard)}
     */
    public CompletionStage<Integer> publish(String key, String value, int expectedVersion, LockGuard guard) {
        return publishIf(key, value, expectedVersion, guard);
    }

    private CompletionStage<Integer> publishIf(
            String key, String value, int expectedVersion, @Nullable LockGuard guard) {
        if (expectedVersion < Publication.ABSENT) {
            throw new IllegalArgumentException("version " + expectedVersion + " is below -1");
        }
        return core.callbacks().publish(Publication.put(core, key(key), value, expectedVersion, guard));
    }

    /**
     * Removes a key.
     *
     * @return completes with whether it existed
     */
    public CompletionStage<Boolean> remove(String key) {
        return core.callbacks().publish(Publication.remove(core, key(key), null));
    }

    /**
     * Removes a key if a lock is still held, which the servers judge in the same transaction.
     *
     * @return completes with whether it existed, or fails with {@link LeaseLostException}, and nothing was changed
     */
    public CompletionStage<Boolean> remove(String key, LockGuard guard) {
        return core.callbacks().publish(Publication.remove(core, key(key), guard));
    }

    private KeyPath key(String key) {
        if (key.indexOf('/') <= 0) {
            throw new IllegalArgumentException("key '" + key + "' wants a namespace, like orders/" + key);
        }
        return new KeyPath(core.options().configRoot(), key);
    }

    /** Where the client stands with its servers. */
    public ConnectionState state() {
        return core.session().state();
    }

    /** Closes the session unless it is shared. Waits a moment for the server; may be repeated. */
    @Override
    public void close() {
        if (owned) {
            core.close();
        }
    }
}

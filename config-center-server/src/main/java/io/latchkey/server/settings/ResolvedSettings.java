package io.latchkey.server.settings;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every setting with the value that won, each checked by itself. Immutable. */
public final class ResolvedSettings {
    private final Map<Setting<?>, Given> values;
    private final List<String> notices;
    private final boolean zooKeeperFile;

    ResolvedSettings(Map<Setting<?>, Given> values, List<String> notices, boolean zooKeeperFile) {
        this.values = Map.copyOf(values);
        this.notices = List.copyOf(notices);
        this.zooKeeperFile = zooKeeperFile;
    }

    /** Null only if nobody gave a value and there is no default. */
    public <T> @Nullable T find(Setting<T> setting) {
        Given given = values.get(setting);
        return given == null ? null : setting.kind().parse(given.text());
    }

    /** The value of a setting that has a default. */
    public <T> T get(Setting<T> setting) {
        T value = find(setting);
        if (value == null) {
            throw new IllegalArgumentException(setting + " has no default: use find");
        }
        return value;
    }

    /** Where the value comes from, to begin a message with. */
    public String placeOf(Setting<?> setting) {
        Given given = values.get(setting);
        return given == null ? setting.name() : given.place();
    }

    public boolean isDefault(Setting<?> setting) {
        Given given = values.get(setting);
        return given == null || given.source() == Given.Source.DEFAULT;
    }

    @Nullable
    Given given(Setting<?> setting) {
        return values.get(setting);
    }

    /** What whoever starts the server should be told, a line each. */
    public List<String> notices() {
        return notices;
    }

    /** Whether a ZooKeeper configuration was read. */
    public boolean zooKeeperFile() {
        return zooKeeperFile;
    }
}

package io.latchkey.server.cli;

import io.latchkey.server.settings.Setting;
import io.latchkey.server.settings.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@code latchkey server}.
 *
 * @param file our YAML or a zoo.cfg; null for none
 * @param settings those given as flags
 * @param parent the server stops when the process with this id has ended; null for none
 * @param rehearse whether a {@link Rehearsal} comes first
 */
record ServerArguments(
        @Nullable Path file,
        Map<Setting<?>, String> settings,
        @Nullable Long parent,
        boolean rehearse) {
    static final String COMMAND = "server";
    static final String CONFIG = "--config";
    static final String CONFIG_SHORT = "-c";

    ServerArguments {
        settings = Map.copyOf(settings);
    }

    /**
     * What a command line says that holds nothing but {@code server}, {@code --config FILE} and flags of settings of the
     * form {@code --name VALUE}, each once: as scripts and service managers start a server. It takes a millisecond, where
     * to build the model of the command takes as long as to start Java.
     *
     * @return what {@link ServerCommand#arguments} would be; null if there is anything else in it, a mistake or
     *     {@code --help} for example: then let {@link LatchkeyCommand} see to it
     */
    static @Nullable ServerArguments plain(String... args) {
        if (args.length % 2 == 0 || !args[0].equals(COMMAND)) {
            return null;
        }
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 1; i < args.length; i += 2) {
            String value = args[i + 1];
            boolean special = value.isEmpty() || value.startsWith("-") || value.startsWith("@");
            String name = args[i].equals(CONFIG_SHORT) ? CONFIG : args[i];
            if (special || given.put(name, value) != null) {
                return null;
            }
        }
        String file = given.remove(CONFIG);
        Map<Setting<?>, String> settings = new LinkedHashMap<>();
        for (Setting<?> setting : Settings.ALL) {
            String value = given.remove(setting.flag());
            if (value != null) {
                settings.put(setting, value);
            }
        }
        if (!given.isEmpty()) {
            return null;
        }
        try {
            return new ServerArguments(file == null ? null : Path.of(file), settings, null, false);
        } catch (InvalidPathException e) {
            return null;
        }
    }
}

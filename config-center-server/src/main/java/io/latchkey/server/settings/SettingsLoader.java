package io.latchkey.server.settings;

import io.latchkey.server.settings.Given.Source;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Brings all sources of settings together: a flag wins over the environment, that over a file, that over the default. */
public final class SettingsLoader {
    private static final long FILE_BYTES_MAX = 1 << 20;

    private final Map<String, String> environment;
    private final Map<Setting<?>, String> flags;
    private final Problems problems = new Problems();
    private final List<String> notices = new ArrayList<>();

    private SettingsLoader(Map<String, String> environment, Map<Setting<?>, String> flags) {
        this.environment = environment;
        this.flags = flags;
    }

    /**
     * @param file our YAML or a zoo.cfg; null for none
     * @param environment all variables; those that do not begin with {@code LATCHKEY_} are none of ours
     * @param flags as given on the command line
     * @throws ConfigException with all that is wrong
     */
    public static ResolvedSettings load(
            @Nullable Path file, Map<String, String> environment, Map<Setting<?>, String> flags)
            throws ConfigException {
        return new SettingsLoader(environment, flags).load(file);
    }

    private ResolvedSettings load(@Nullable Path file) throws ConfigException {
        Map<Setting<?>, Given> overrides = new LinkedHashMap<>();
        addEnvironment(overrides);
        flags.forEach((setting, text) -> overrides.put(setting, new Given(text, Source.FLAG, setting.flag())));

        Map<Setting<?>, Given> values = new LinkedHashMap<>();
        for (Setting<?> setting : Settings.ALL) {
            if (setting.fallback() != null) {
                values.put(setting, new Given(setting.fallback(), Source.DEFAULT, setting.name()));
            }
        }
        String text = file == null ? "" : read(file);
        boolean zooKeeper = file != null && isZooKeeper(file, text);
        if (file != null && zooKeeper) {
            values.putAll(zooKeeper(file.getFileName().toString(), text, overrides));
        } else if (file != null) {
            values.putAll(YamlFile.parse(file.getFileName().toString(), text, problems));
        }
        values.putAll(overrides);
        values.forEach(this::check);
        problems.throwIfAny();
        return new ResolvedSettings(values, notices, zooKeeper);
    }

    private void addEnvironment(Map<Setting<?>, Given> values) {
        noticeMistypedVariables();
        for (Setting<?> setting : Settings.ALL) {
            String text = environment.get(setting.variable());
            if (text != null) {
                values.put(setting, new Given(text, Source.ENVIRONMENT, setting.variable() + " in the environment"));
            }
        }
    }

    /** Only what is nearly a setting's name: others may have variables that begin like ours, Kubernetes for one. */
    private void noticeMistypedVariables() {
        List<String> names = Settings.ALL.stream().map(Setting::variable).toList();
        for (String name : new TreeSet<>(environment.keySet())) {
            if (name.startsWith(Settings.ENVIRONMENT_PREFIX) && !names.contains(name)) {
                String suggestion = Suggestion.among(names, name, 2);
                if (!suggestion.isEmpty()) {
                    notices.add(name + " in the environment is not a setting" + suggestion);
                }
            }
        }
    }

    private static String read(Path file) throws ConfigException {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new ConfigException(file + " has more than " + FILE_BYTES_MAX + " bytes: no configuration has");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ConfigException("there is no file " + file.toAbsolutePath());
        } catch (MalformedInputException e) {
            throw new ConfigException(file + " is not text in UTF-8");
        } catch (IOException e) {
            throw new ConfigException("cannot read " + file.toAbsolutePath() + ": " + e);
        }
    }

    /** By its name, or else by its first line that says anything: {@code key=value} is ZooKeeper's. */
    private static boolean isZooKeeper(Path file, String text) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return false;
        }
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .map(line -> line.matches("[A-Za-z0-9._]+\\s*=.*"))
                .orElse(false);
    }

    private Map<Setting<?>, Given> zooKeeper(String name, String text, Map<Setting<?>, Given> overrides) {
        ZooCfg.Result cfg = ZooCfg.parse(name, text, problems);
        if (!overrides.containsKey(Settings.ID)) {
            Given id = myId(cfg, overrides, name);
            if (id != null) {
                cfg.found().put(Settings.ID, id);
            }
        }
        Given id = overrides.getOrDefault(Settings.ID, cfg.found().get(Settings.ID));
        if (id != null && id.text().strip().matches("\\d{1,3}")) {
            ZooCfg.addClientPort(cfg, Integer.parseInt(id.text().strip()), name);
        }
        if (!cfg.withoutMeaning().isEmpty()) {
            notices.add(name + ": these keys have no meaning here and are passed over: "
                    + String.join(", ", cfg.withoutMeaning()) + encryptionNotice(cfg));
        }
        return cfg.found();
    }

    private static String encryptionNotice(ZooCfg.Result cfg) {
        TreeSet<String> security = new TreeSet<>();
        for (String key : cfg.withoutMeaning()) {
            if (key.toLowerCase(Locale.ROOT).matches(".*(ssl|sasl|secure|auth|kerberos|jaas).*")) {
                security.add(key);
            }
        }
        return security.isEmpty()
                ? ""
                : ". Nothing is encrypted or authenticated because of " + String.join(", ", security);
    }

    /** As ZooKeeper does it: the id of one of several servers is in the file {@code myid} of its data directory. */
    private @Nullable Given myId(ZooCfg.Result cfg, Map<Setting<?>, Given> overrides, String name) {
        Given dataDir = overrides.getOrDefault(Settings.DATA_DIR, cfg.found().get(Settings.DATA_DIR));
        if (dataDir == null) {
            problems.add(name + ": dataDir is missing");
            return null;
        }
        Path file = Path.of(dataDir.text().strip()).resolve("myid");
        if (Files.exists(file)) {
            try {
                return new Given(Files.readString(file).strip(), Source.FILE, file.toString());
            } catch (IOException e) {
                problems.add("cannot read " + file + ": " + e);
                return null;
            }
        }
        if (cfg.servers().size() > 1) {
            problems.add("there is no file " + file.toAbsolutePath() + ": it has to hold the id of this server, one of "
                    + cfg.servers().keySet());
        }
        return cfg.servers().size() == 1
                ? new Given(cfg.servers().keySet().iterator().next().toString(), Source.FILE, "server.N in " + name)
                : null;
    }

    private void check(Setting<?> setting, Given given) {
        try {
            setting.kind().parse(given.text());
        } catch (IllegalArgumentException e) {
            problems.wrong(setting, given);
        }
    }
}

package io.latchkey.server.settings;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads our own configuration file: YAML whose every key is known. */
final class YamlFile {
    private static final int CHARS_MAX = 1 << 20;
    private static final int ALIASES_MAX = 10;

    private final String file;
    private final Problems problems;
    private final Map<Setting<?>, Given> found = new LinkedHashMap<>();

    private YamlFile(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** @param file its name, for messages */
    static Map<Setting<?>, Given> parse(String file, String text, Problems problems) {
        YamlFile yaml = new YamlFile(file, problems);
        LoadSettings limits = LoadSettings.builder()
                .setCodePointLimit(CHARS_MAX)
                .setMaxAliasesForCollections(ALIASES_MAX)
                .build();
        try {
            Optional<Node> root = new Compose(limits).composeString(text);
            root.ifPresent(yaml::readRoot);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            problems.add(file + ", line " + line + ": this is not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            problems.add(file + ": this is not YAML: " + e.getMessage());
        }
        return yaml.found;
    }

    private void readRoot(Node root) {
        if (root instanceof MappingNode mapping) {
            readSection("", mapping);
        } else if (!isNull(root)) {
            problems.add(at(root) + ": a configuration consists of \"key: value\" lines");
        }
    }

    private void readSection(String prefix, MappingNode section) {
        Set<String> seen = new HashSet<>();
        for (NodeTuple entry : section.getValue()) {
            String name = prefix + scalar(entry.getKeyNode());
            if (!seen.add(name)) {
                problems.add(at(entry.getKeyNode()) + ": \"" + name + "\" is given twice");
            }
            Setting<?> setting = Settings.byName(name);
            Node value = entry.getValueNode();
            if (setting != null) {
                readValue(setting, entry.getKeyNode(), value);
            } else if (isSection(name) && value instanceof MappingNode mapping) {
                readSection(name + ".", mapping);
            } else if (isSection(name)) {
                if (!isNull(value)) {
                    problems.add(at(value) + ": \"" + name + "\" must be a section of \"key: value\" lines");
                }
            } else {
                problems.add(at(entry.getKeyNode()) + ": \"" + name + "\" is not a setting"
                        + Suggestion.among(names(), name));
            }
        }
    }

    /** A key without a value leaves the setting alone, as a line that is commented out does. */
    private void readValue(Setting<?> setting, Node key, Node value) {
        String text = isNull(value) ? null : text(setting, value);
        if (text != null) {
            found.put(setting, new Given(text, Given.Source.FILE, setting.name() + " in " + at(key)));
        }
    }

    private @Nullable String text(Setting<?> setting, Node value) {
        Kind.Form form = setting.kind().form();
        if (value instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        if (value instanceof SequenceNode list && form == Kind.Form.LIST) {
            List<String> items = new ArrayList<>();
            list.getValue().forEach(item -> items.add(scalar(item)));
            return String.join(",", items);
        }
        if (value instanceof MappingNode map && form == Kind.Form.MAP) {
            List<String> items = new ArrayList<>();
            map.getValue().forEach(e -> items.add(scalar(e.getKeyNode()) + "=" + scalar(e.getValueNode())));
            return String.join(",", items);
        }
        problems.add(at(value) + ": " + setting.name() + " must be " + setting.expected());
        return null;
    }

    private String scalar(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        problems.add(at(node) + ": a single value is expected here");
        return "?";
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static boolean isSection(String name) {
        return Settings.ALL.stream().anyMatch(setting -> setting.name().startsWith(name + "."));
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Setting<?> setting : Settings.ALL) {
            names.add(setting.name());
            int dot = setting.name().indexOf('.');
            if (dot > 0) {
                names.add(setting.name().substring(0, dot));
            }
        }
        return names;
    }

    private String at(Node node) {
        return file
                + node.getStartMark()
                        .map(mark -> ", line " + (mark.getLine() + 1))
                        .orElse("");
    }
}

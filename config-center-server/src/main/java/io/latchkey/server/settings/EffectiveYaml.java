package io.latchkey.server.settings;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints settings as a YAML file that, read again, gives the same server; secrets are left out. */
public final class EffectiveYaml {
    private final StringBuilder out = new StringBuilder();
    private String section = "";

    private EffectiveYaml() {}

    /** A line for each setting, with a comment that tells where its value is from. */
    public static String print(ResolvedSettings settings) {
        EffectiveYaml yaml = new EffectiveYaml();
        for (Setting<?> setting : Settings.ALL) {
            yaml.add(setting, settings.given(setting));
        }
        return yaml.out.toString();
    }

    private void add(Setting<?> setting, @Nullable Given given) {
        int dot = setting.name().indexOf('.');
        String inSection = dot < 0 ? "" : setting.name().substring(0, dot);
        if (!inSection.equals(section)) {
            out.append(inSection).append(":\n");
            section = inSection;
        }
        String indent = dot < 0 ? "" : "  ";
        String key = setting.name().substring(dot + 1);
        if (given == null) {
            out.append(indent).append("# ").append(key).append(" is not set: ").append(setting.help());
        } else if (setting.secret()) {
            out.append(indent)
                    .append("# ")
                    .append(key)
                    .append(" is set, and not shown")
                    .append(origin(given));
        } else if (setting.kind().form() == Kind.Form.MAP) {
            out.append(indent).append(key).append(":").append(origin(given));
            for (String part : Kind.parts(given.text())) {
                String[] entry = part.split("=", 2);
                out.append("\n    ").append(entry[0].strip()).append(": ").append(quoted(entry[1].strip()));
            }
        } else {
            out.append(indent)
                    .append(key)
                    .append(": ")
                    .append(value(setting, given))
                    .append(origin(given));
        }
        out.append('\n');
    }

    private static String value(Setting<?> setting, Given given) {
        String text = String.valueOf(setting.kind().parse(given.text()));
        return switch (setting.kind().form()) {
            case QUOTED -> quoted(text);
            case LIST -> "[" + list(given.text()) + "]";
            default -> text;
        };
    }

    private static String list(String text) {
        StringBuilder list = new StringBuilder();
        if (!text.isBlank()) {
            for (String part : Kind.parts(text)) {
                list.append(list.isEmpty() ? "" : ", ").append(quoted(part));
            }
        }
        return list.toString();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String origin(Given given) {
        return "  # "
                + switch (given.source()) {
                    case DEFAULT -> "default";
                    default -> given.source().name().toLowerCase(Locale.ROOT) + ": " + given.place();
                };
    }
}

package io.latchkey.server.cli;

import io.latchkey.server.settings.Setting;
import io.latchkey.server.settings.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A flag for each setting of a server, made of the table of settings. */
final class SettingOptions {
    private SettingOptions() {}

    static CommandLine addTo(CommandLine command) {
        ArgGroupSpec.Builder group = ArgGroupSpec.builder()
                .validate(false)
                .heading("%nSettings, each also a key of FILE and a variable like LATCHKEY_CLIENT_PORT;"
                        + " flags win over variables, these over FILE:%n");
        for (Setting<?> setting : Settings.ALL) {
            String fallback = setting.fallback() == null ? "" : " Default: " + setting.fallback() + ".";
            group.addArg(OptionSpec.builder(setting.flag())
                    .paramLabel("VALUE")
                    .type(String.class)
                    .description("(" + setting.name() + ") " + setting.help() + "." + fallback)
                    .build());
        }
        command.getCommandSpec().addArgGroup(group.build());
        return command;
    }

    /** What was given on the command line that has just been parsed. */
    static Map<Setting<?>, String> given(CommandSpec spec) {
        Map<Setting<?>, String> flags = new LinkedHashMap<>();
        CommandLine.ParseResult parsed = spec.commandLine().getParseResult();
        for (Setting<?> setting : Settings.ALL) {
            String value = parsed.matchedOptionValue(setting.flag(), null);
            if (value != null) {
                flags.put(setting, value);
            }
        }
        return flags;
    }
}

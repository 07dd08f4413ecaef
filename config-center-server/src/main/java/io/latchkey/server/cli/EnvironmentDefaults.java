package io.latchkey.server.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Defaults of the commands' options from the environment, as their help says. */
final class EnvironmentDefaults implements IDefaultValueProvider {
    private static final Map<String, List<String>> VARIABLES = Map.of(
            "--api", List.of("LATCHKEY_API"),
            "--server", List.of("LATCHKEY_SERVER"),
            "--output", List.of("LATCHKEY_OUTPUT"),
            "--author", List.of("LATCHKEY_AUTHOR", "USER", "LOGNAME", "USERNAME"));

    private final Map<String, String> environment;

    EnvironmentDefaults(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? VARIABLES.getOrDefault(option.longestName(), List.of()).stream()
                        .map(name -> environment.getOrDefault(name, ""))
                        .filter(value -> !value.isBlank())
                        .findFirst()
                        .orElse(null)
                : null;
    }
}

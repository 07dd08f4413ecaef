package io.latchkey.server.settings;

import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with a configuration, so that its author hears of everything at once. */
final class Problems {
    private static final int PROBLEMS_MAX = 50;

    private final List<String> problems = new ArrayList<>();

    void add(String problem) {
        if (problems.size() < PROBLEMS_MAX) {
            problems.add(problem);
        }
    }

    /** A value that isn't what its setting asks for. A secret is not repeated. */
    void wrong(Setting<?> setting, Given given) {
        String shown = setting.secret() ? "the value" : "\"" + given.text() + "\"";
        add(given.place() + ": " + shown + " must be " + setting.expected());
    }

    void throwIfAny() throws ConfigException {
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }
}

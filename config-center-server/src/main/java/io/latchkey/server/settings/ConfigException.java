package io.latchkey.server.settings;

import java.util.List;

/** A configuration is wrong. The message has a line for each problem, each saying where, what, and what is right. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    public ConfigException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
    }

    public ConfigException(String problem) {
        super(problem);
    }
}

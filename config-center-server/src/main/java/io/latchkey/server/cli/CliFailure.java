package io.latchkey.server.cli;

import java.io.Serial;

/** Why a command did not do what it was asked for: one line for people, one number for scripts. */
final class CliFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /**
     * Describes a failure.
     *
     * @param exitCode one of {@link ExitCode}
     * @param message  what is wrong and what to do about it
     */
    CliFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}

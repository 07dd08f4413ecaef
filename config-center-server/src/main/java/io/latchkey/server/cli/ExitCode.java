package io.latchkey.server.cli;

/** What the commands tell the shell; {@code lock} adds the codes of the command it runs. */
final class ExitCode {
    static final int OK = 0;
    /** The server refused, or something local went wrong. */
    static final int FAILED = 1;
    /** The command line is wrong. */
    static final int USAGE = 2;
    /** No such namespace, key or version. */
    static final int NOT_FOUND = 3;
    /** The key has another version than the one that was expected. */
    static final int CONFLICT = 4;
    /** No node answers, or the node has no leader. */
    static final int UNAVAILABLE = 5;
    /** Somebody else holds the lock. */
    static final int NOT_GRANTED = 6;
    /** The lock was lost while the command ran. */
    static final int LOST = 7;
    /** Ctrl-C, as shells count it. */
    static final int INTERRUPTED = 130;

    /** For the footer of every command's help. */
    static final String HELP =
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 another version than expected,"
                    + " 5 no node answers.";

    private ExitCode() {}
}

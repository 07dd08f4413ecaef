package io.latchkey.server;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The process that a command runs in, as far as commands need to know it; {@link Main} alone asks the platform.
 *
 * @param environment all variables
 * @param workingDirectory where relative paths start
 * @param relaunch how to start this program again, as a process of its own; arguments of the program follow
 * @param onShutdown runs an action when the process is about to end, by a signal or by itself; the process waits for it
 */
public record ProcessContext(
        Map<String, String> environment,
        Path workingDirectory,
        InputStream stdin,
        List<String> relaunch,
        Consumer<Runnable> onShutdown) {}

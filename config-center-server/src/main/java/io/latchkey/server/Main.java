package io.latchkey.server;

import io.latchkey.server.cli.LatchkeyCommand;
import io.latchkey.server.cli.ServerRun;
import java.io.File;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where the program starts, and the one place that knows the platform's environment and ends the process. */
public final class Main {
    private Main() {}

    /** @param args a command and its options; {@code --help} lists them */
    public static void main(String[] args) {
        ProcessContext context = new ProcessContext(
                Map.copyOf(System.getenv()),
                Path.of("").toAbsolutePath(),
                System.in,
                relaunch(),
                action -> Runtime.getRuntime().addShutdownHook(new Thread(action, "latchkey-shutdown")));
        System.exit(run(context, args));
    }

    private static int run(ProcessContext context, String[] args) {
        PrintWriter err = utf8(System.err);
        Integer plain = ServerRun.plainly(context, err, args);
        return plain != null
                ? plain
                : LatchkeyCommand.commandLine(context, args)
                        .setOut(utf8(System.out))
                        .setErr(err)
                        .execute(args);
    }

    /** Values are UTF-8, whatever the locale: a script under LANG=C must get what was published, not question marks. */
    private static PrintWriter utf8(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    /** The same Java with the same options; a jar is started as a jar, since its manifest opens what we need. */
    private static List<String> relaunch() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        String classPath = System.getProperty("java.class.path");
        if (classPath.endsWith(".jar") && classPath.indexOf(File.pathSeparatorChar) < 0) {
            command.addAll(List.of("-jar", Path.of(classPath).toAbsolutePath().toString()));
        } else {
            command.addAll(List.of("-cp", classPath, Main.class.getName()));
        }
        return List.copyOf(command);
    }
}

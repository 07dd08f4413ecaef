package io.latchkey.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server that this tool has started. Its process may end, and be started again on the same data. */
final class ServerProcess {
    private static final int WORD_WITHIN_MS = 2_000;
    private static final String MODE = "Mode: ";
    private static final String ZXID = "Zxid: ";

    private final List<String> command;
    private final Path home;
    private final InetSocketAddress address;
    private Process process;

    /** Starts it. */
    ServerProcess(List<String> command, Path home, InetSocketAddress address) throws IOException {
        this.command = command;
        this.home = home;
        this.address = address;
        process = run();
    }

    private Process run() throws IOException {
        return new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        home.resolve("server.log").toFile()))
                .start();
    }

    InetSocketAddress address() {
        return address;
    }

    /** Where it keeps what must survive. */
    Path data() {
        return home.resolve("data");
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** After it has ended. */
    void startAgain() throws IOException {
        process = run();
    }

    /** What it says that it is: leader, follower or standalone; empty if it does not serve. */
    String mode() {
        return figure(MODE);
    }

    /**
     * The last transaction that it has applied.
     *
     * @throws IOException if it does not serve
     */
    long zxid() throws IOException {
        String text = figure(ZXID);
        if (text.isEmpty()) {
            throw new IOException("the server at " + address + " does not serve");
        }
        return Long.decode(text);
    }

    /** What a line of its report says; empty if it does not serve. */
    private String figure(String line) {
        try (Socket s = new Socket(address.getAddress(), address.getPort())) {
            s.setSoTimeout(WORD_WITHIN_MS);
            PrintWriter out = new PrintWriter(s.getOutputStream(), true, StandardCharsets.US_ASCII);
            out.print("srvr");
            out.flush();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.US_ASCII));
            return in.lines()
                    .filter(l -> l.startsWith(line))
                    .map(l -> l.substring(line.length()))
                    .findFirst()
                    .orElse("");
        } catch (IOException | UncheckedIOException notServing) {
            return "";
        }
    }

    /** SIGKILL; it may take a moment to be gone. */
    void kill() {
        process.destroyForcibly();
    }

    /** @param signal such as STOP */
    void signal(String signal) throws IOException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                .inheritIO()
                .start();
        if (await(kill) != 0) {
            throw new IOException("kill -" + signal + " " + pid() + " failed");
        }
    }

    /** Waits until the process is gone. */
    void awaitEnd() throws IOException {
        await(process);
    }

    private static int await(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a process ends", e);
        }
    }

    /** Asks it to end, and makes it if it does not. */
    void end() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

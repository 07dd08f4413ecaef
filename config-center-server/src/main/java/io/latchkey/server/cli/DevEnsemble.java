package io.latchkey.server.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The processes of a {@link DevPlan}: started, watched, started again when they die, stopped together. */
final class DevEnsemble {
    private static final long START_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
    /** Who dies sooner than this would only die again. */
    private static final long LIFE_NANOS_MIN = TimeUnit.SECONDS.toNanos(10);

    private static final int STOP_SECONDS = 6;
    private static final int POLL_MS = 50;
    private static final String HEAP = "-Xmx512m";

    private final DevPlan plan;
    private final List<String> relaunch;
    private final Consumer<String> say;
    private final BlockingQueue<DevNode> ends;
    private final Map<DevNode, Running> running = new TreeMap<>((a, b) -> Integer.compare(a.id(), b.id()));
    private final ReentrantLock lock = new ReentrantLock();
    private boolean stopping;

    /** @param say gets a line for people now and then */
    DevEnsemble(DevPlan plan, List<String> relaunch, Consumer<String> say) {
        this.plan = plan;
        this.relaunch = relaunch;
        this.say = say;
        this.ends = new ArrayBlockingQueue<>(plan.nodes().size());
    }

    private record Running(Process process, long sinceNanos) {}

    /** Starts all, and returns when all serve; false if one of them died or they take too long. */
    boolean start() throws InterruptedException {
        plan.nodes().forEach(this::start);
        long giveUp = System.nanoTime() + START_NANOS_MAX;
        List<DevNode> waiting = new ArrayList<>(plan.nodes());
        while (!waiting.isEmpty()) {
            waiting.removeIf(node -> Probe.mode(node.clientPort()) != null);
            DevNode dead = waiting.isEmpty() ? null : ends.poll(POLL_MS, TimeUnit.MILLISECONDS);
            if (dead != null) {
                say.accept(lastWords(dead));
                return false;
            }
            if (System.nanoTime() > giveUp) {
                DevNode late = waiting.get(0);
                say.accept("node " + late.id() + " does not serve after "
                        + TimeUnit.NANOSECONDS.toSeconds(START_NANOS_MAX) + " s; see " + late.logFile());
                return false;
            }
        }
        return true;
    }

    private void start(DevNode node) {
        lock.lock();
        try {
            if (stopping) {
                return;
            }
            List<String> command = new ArrayList<>(relaunch);
            command.add(1, HEAP); // the options of whoever started this program come later and win
            command.addAll(List.of("server", "--config", node.configFile().toString()));
            command.addAll(
                    List.of("--end-with", Long.toString(ProcessHandle.current().pid())));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(nothing()))
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(node.logFile().toFile()));
            // what was meant for one node cannot hold for all of them
            builder.environment().keySet().removeIf(name -> name.startsWith("LATCHKEY_"));
            Process process = builder.start();
            running.put(node, new Running(process, System.nanoTime()));
            var unused = process.onExit().thenRun(() -> ends.offer(node));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start node " + node.id() + ": " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    private static File nothing() {
        return new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
    }

    /** Starts again who dies, unless it lived for a moment only. Returns when nobody is left. */
    void watch() throws InterruptedException {
        while (anyAlive()) {
            DevNode dead = ends.take();
            Running was = running.get(dead);
            if (was == null || stopping()) {
                return;
            }
            if (System.nanoTime() - was.sinceNanos() < LIFE_NANOS_MIN) {
                say.accept(lastWords(dead) + "; it is not started again");
            } else {
                say.accept(lastWords(dead) + "; it is started again");
                start(dead);
            }
        }
    }

    private boolean anyAlive() {
        lock.lock();
        try {
            return running.values().stream().anyMatch(r -> r.process().isAlive()) || !ends.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private boolean stopping() {
        lock.lock();
        try {
            return stopping;
        } finally {
            lock.unlock();
        }
    }

    private String lastWords(DevNode node) {
        Running was = running.get(node);
        String code = was == null ? "" : " with exit code " + was.process().exitValue();
        String words = lastError(node);
        return "node " + node.id() + " has ended" + code + (words == null ? "" : ": " + words) + "; its log is "
                + node.logFile();
    }

    /** What it said last at level ERROR. */
    private static @Nullable String lastError(DevNode node) {
        try {
            List<String> lines = Files.readAllLines(node.logFile(), StandardCharsets.UTF_8);
            for (int i = lines.size() - 1; i >= Math.max(0, lines.size() - 20); i--) {
                int level = lines.get(i).indexOf(" ERROR ");
                if (level >= 0) {
                    return lines.get(i).substring(level + " ERROR ".length()).strip();
                }
            }
            return null;
        } catch (IOException e) {
            return "its log cannot be read: " + e;
        }
    }

    /** Any thread; returns when all are gone. A terminal's Ctrl-C has reached them already, which does no harm. */
    void stop() {
        List<Process> processes = new ArrayList<>();
        lock.lock();
        try {
            stopping = true;
            running.values().forEach(r -> processes.add(r.process()));
        } finally {
            lock.unlock();
        }
        processes.forEach(Process::destroy);
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        for (Process process : processes) {
            try {
                if (!process.waitFor(giveUp - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}

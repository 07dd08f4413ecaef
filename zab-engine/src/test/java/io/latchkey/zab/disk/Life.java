package io.latchkey.zab.disk;

import io.latchkey.zab.storage.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One life of a {@link LoadedServer}, followed by what it says. */
final class Life implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Thread reader;
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CompletableFuture<Long> recovered = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private volatile long acknowledged = -1;
    private volatile boolean ended;
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private volatile @Nullable String lastWords;

    Life(Path dir, String... flags) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(dir.toString()));
        arguments.addAll(List.of(flags));
        process = ChildJvm.start(LoadedServer.class, arguments.toArray(String[]::new));
        reader = new Thread(this::read, "life-" + process.pid());
        reader.start();
    }

    private void read() {
        try (var lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                hear(line.split(" ", 2));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            IllegalStateException end = new IllegalStateException("it ended too early: " + lastWords);
            begun.completeExceptionally(end);
            recovered.completeExceptionally(end);
            note(() -> ended = true);
        }
    }

    private void hear(String[] words) {
        switch (words[0]) {
            case "begins" -> begun.complete(null);
            case "recovered" -> recovered.complete(Long.valueOf(words[1]));
            case "acked" -> note(() -> acknowledged = Long.parseLong(words[1]));
            case "stopped" -> lastWords = words[1];
            default -> log.add(String.join(" ", words));
        }
    }

    private void note(Runnable what) {
        lock.lock();
        try {
            what.run();
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns when it is about to open its disk. */
    void awaitBegin() {
        begun.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Returns when that write is acknowledged. */
    void awaitAcknowledged(long number) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (acknowledged < number && !ended && left > 0) {
                left = change.awaitNanos(left);
            }
            if (acknowledged < number) {
                throw new IllegalStateException("it acknowledged no more than " + acknowledged + ": " + lastWords);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether it came so far, or will yet. */
    boolean serves() {
        try {
            recovered();
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    /** The last write that was there when it began to serve, all before it being there too; -1 if none was. */
    long recovered() {
        return recovered.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** The last write that it has acknowledged so far, -1 before. */
    long acknowledged() {
        return acknowledged;
    }

    /** Why it had to stop, if it could say so. */
    @Nullable
    String lastWords() {
        return lastWords;
    }

    void kill() {
        // Not through the Process, which would close what is still to be read.
        process.toHandle().destroyForcibly();
    }

    /** Its exit code; all that it said is heard when this returns. */
    int await() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the process goes on and on");
        }
        reader.join();
        return process.exitValue();
    }

    /** What it logged. */
    String log() {
        return String.join("\n", log);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

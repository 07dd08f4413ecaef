package io.latchkey.server.cli;

import io.latchkey.client.LockClient;
import io.latchkey.client.LossReason;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands of the user's while something is held, and takes care of a signal (Ctrl-C, SIGTERM) from its making to its
 * closing: first the command ends, then the hold, then the client, so that nobody waits for a session that is over.
 */
final class HeldRun implements AutoCloseable {
    private static final long RELEASE_MILLIS = 5_000;

    private final LockClient client;
    private final HeldOptions options;
    private final Consumer<String> say;
    private final Thread onSignal = new Thread(this::end, "latchkey-stop");
    private final ReentrantLock lock = new ReentrantLock();
    private boolean ending;
    private @Nullable Running running;

    /**
     * What must be held.
     *
     * @param what      its name for people, such as "the lock a"
     * @param variables for the command's environment
     * @param lost      completes if it is lost
     * @param release   gives it back
     */
    record Held(
            String what,
            Map<String, String> variables,
            CompletableFuture<LossReason> lost,
            Supplier<CompletionStage<Boolean>> release) {}

    private record Running(ChildCommand child, Held held) {}

    /**
     * Begins to listen to signals.
     *
     * @param client is closed with this
     * @param say    tells people
     */
    HeldRun(LockClient client, HeldOptions options, Consumer<String> say) {
        this.client = client;
        this.options = options;
        this.say = say;
        Runtime.getRuntime().addShutdownHook(onSignal);
    }

    /** Runs a command to its end, or until the hold is lost; gives the hold back. Returns one of {@link ExitCode}. */
    int run(List<String> command, Held held) throws InterruptedException {
        try {
            ChildCommand child = start(command, held);
            return child == null ? ExitCode.INTERRUPTED : follow(child, held);
        } finally {
            release(held);
        }
    }

    /** Whether this process has been told to end, so that what fails now fails for that. */
    boolean ending() {
        lock.lock();
        try {
            return ending;
        } finally {
            lock.unlock();
        }
    }

    /** Null if this process is ending. */
    private @Nullable ChildCommand start(List<String> command, Held held) {
        lock.lock();
        try {
            if (ending) {
                return null;
            }
            ChildCommand child = ChildCommand.start(command, held.variables(), options.killAfter());
            running = new Running(child, held);
            return child;
        } finally {
            lock.unlock();
        }
    }

    private int follow(ChildCommand child, Held held) throws InterruptedException {
        try {
            CompletableFuture.anyOf(child.ended(), held.lost()).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("neither an end nor a loss can fail", e);
        }
        if (!held.lost().isDone()) {
            return child.await();
        }
        String lost = "LOST " + held.what() + " (" + held.lost().join() + "): ";
        if (options.onLost() == HeldOptions.OnLost.warn) {
            say.accept(lost + "somebody else may have it now");
            return child.await();
        }
        say.accept(lost + "ending the command");
        child.stop();
        return ExitCode.LOST;
    }

    private @Nullable Running beginToEnd() {
        lock.lock();
        try {
            ending = true;
            return running;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        Running current = beginToEnd();
        try {
            if (current != null) {
                if (current.child().running()) {
                    current.child().stop();
                }
                release(current.held());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.close();
    }

    /** Gives it back and waits a moment for the servers to confirm; if they don't, the session's end will do. */
    private static void release(Held held) throws InterruptedException {
        CompletionStage<Boolean> released = held.release().get();
        try {
            released.toCompletableFuture().get(RELEASE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return; // the client goes on trying until it is closed, which ends the session
        }
    }

    @Override
    public void close() {
        client.close();
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException e) {
            return; // a signal ends this process already, and the hook sees to it
        }
    }
}

package io.latchkey.zab.runtime;

import io.latchkey.zab.format.FormatException;
import io.latchkey.zab.format.TreeAssembly;
import io.latchkey.zab.format.TreePart;
import io.latchkey.zab.format.TreeParts;
import io.latchkey.zab.tree.DataTree;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tree with two threads, for a server that starts and can't serve before: one takes the bytes apart, which is
 * half of the work, and the caller puts the parts together.
 */
final class TreeIntake {
    private static final int PARTS_MAX = 32;

    private final InputStream in;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final ArrayDeque<TreePart> parts = new ArrayDeque<>();
    private @Nullable Throwable failure;
    private boolean ended;
    private boolean abandoned;

    private TreeIntake(InputStream in) {
        this.in = in;
    }

    /**
     * As {@link io.latchkey.zab.format.TreeFormat#read}.
     *
     * @throws FormatException if the bytes are not a tree
     * @throws IOException if {@code in} fails or ends early
     */
    static DataTree read(InputStream in) throws IOException {
        TreeIntake intake = new TreeIntake(in);
        Thread helper = new Thread(intake::takeApart, "latchkey-tree-reader");
        helper.setDaemon(true);
        helper.start();
        try {
            return intake.putTogether();
        } finally {
            intake.abandon();
            Threads.join(helper); // the stream is the caller's again
        }
    }

    private DataTree putTogether() throws IOException {
        TreeAssembly assembly = new TreeAssembly();
        for (TreePart part = next(); part != null; part = next()) {
            assembly.add(part);
        }
        return assembly.finish();
    }

    private @Nullable TreePart next() throws IOException {
        lock.lock();
        try {
            while (parts.isEmpty() && !ended) {
                change.awaitUninterruptibly();
            }
            if (!parts.isEmpty()) {
                change.signal();
                return parts.remove();
            }
            throwFailure();
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void throwFailure() throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        } else if (failure instanceof RuntimeException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        }
    }

    private void abandon() {
        lock.lock();
        try {
            abandoned = true;
            change.signal();
        } finally {
            lock.unlock();
        }
    }

    private void takeApart() {
        Throwable problem = null;
        try {
            TreeParts source = new TreeParts(in);
            TreePart part = source.next();
            while (part != null && offer(part)) {
                part = source.next();
            }
        } catch (IOException | RuntimeException | Error e) {
            problem = e;
        }
        lock.lock();
        try {
            failure = problem;
            ended = true;
            change.signal();
        } finally {
            lock.unlock();
        }
    }

    /** False if nobody wants it any more. */
    private boolean offer(TreePart part) {
        lock.lock();
        try {
            while (parts.size() == PARTS_MAX && !abandoned) {
                change.awaitUninterruptibly();
            }
            parts.add(part);
            change.signal();
            return !abandoned;
        } finally {
            lock.unlock();
        }
    }
}

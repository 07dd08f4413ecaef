package io.latchkey.client.lock;

import io.latchkey.client.ServiceUnavailableException;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.Incarnation;
import io.latchkey.client.session.Outcome;
import io.latchkey.client.session.Watcher;
import io.latchkey.client.session.ZkRequest;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** How many permits a semaphore has: read, watched and written where everybody can see it. Loop only. */
final class MaxNode {
    private static final int ROUNDS_MAX = 16;

    private final LockRoom room;
    private final PermitPath path;
    private final int initial;

    /** @param initial what it is as long as nobody has set it */
    MaxNode(LockRoom room, PermitPath path, int initial) {
        this.room = room;
        this.path = path;
        this.initial = initial;
    }

    /**
     * Reads it, and watches it if a watcher is given: also while it does not exist.
     *
     * @param answer gets {@link Code#OK} and the number; {@link Code#BAD_ARGUMENTS} if what is there is no number
     */
    void read(@Nullable Watcher watcher, @Nullable Incarnation session, BiConsumer<Code, Integer> answer) {
        room.session().submit(new ZkRequest.ReadNode(path.max(), watcher), session, outcome -> {
            if (outcome.ok()) {
                Integer max = PermitPath.decode(outcome.get().data());
                answer.accept(max == null ? Code.BAD_ARGUMENTS : Code.OK, max == null ? initial : max);
            } else if (outcome.code() == Code.NO_NODE && watcher != null) {
                watchMissing(watcher, session, answer);
            } else {
                answer.accept(outcome.code() == Code.NO_NODE ? Code.OK : outcome.code(), initial);
            }
        });
    }

    private void watchMissing(Watcher watcher, @Nullable Incarnation session, BiConsumer<Code, Integer> answer) {
        room.session().submit(new ZkRequest.NodeExists(path.max(), watcher), session, outcome -> {
            if (outcome.ok()) {
                read(watcher, session, answer); // somebody has set it in between
            } else {
                answer.accept(outcome.code() == Code.NO_NODE ? Code.OK : outcome.code(), initial);
            }
        });
    }

    /** Completes when that is the number. */
    CompletableFuture<Void> write(int max) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        write(max, 1, done);
        return done;
    }

    /** To write the same once more when an answer was lost does no harm. */
    private void write(int max, int round, CompletableFuture<Void> done) {
        byte[] data = PermitPath.encode(max);
        room.session().submit(new ZkRequest.WriteNode(path.max(), data, -1), null, written -> {
            boolean again = written.code() == Code.CONNECTION_LOST && round < ROUNDS_MAX;
            if (written.code() == Code.NO_NODE && round < ROUNDS_MAX) {
                room.makeParents(path.queue(), unused -> create(data, () -> write(max, round + 1, done), done));
            } else if (again) {
                write(max, round + 1, done);
            } else {
                end(written, done);
            }
        });
    }

    private void create(byte[] data, Runnable again, CompletableFuture<Void> done) {
        room.session().submit(new ZkRequest.CreateNode(path.max(), data, ZkRequest.Mode.PERSISTENT), null, created -> {
            switch (created.code()) {
                case NODE_EXISTS, NO_NODE, CONNECTION_LOST -> again.run();
                default -> end(created, done);
            }
        });
    }

    private void end(Outcome<?> outcome, CompletableFuture<Void> done) {
        if (outcome.ok()) {
            done.complete(null);
        } else {
            done.completeExceptionally(
                    new ServiceUnavailableException("cannot set the maximum of semaphore " + path.name() + ": "
                            + outcome.code() + "; " + room.session().lastTrouble()));
        }
    }
}

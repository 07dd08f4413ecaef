package io.latchkey.client.count;

import io.latchkey.client.ConnectionState;
import io.latchkey.client.LatchkeyException;
import io.latchkey.client.node.NodeAt;
import io.latchkey.client.node.Trouble;
import io.latchkey.client.session.ClientCore;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.Outcome;
import io.latchkey.client.session.ZkRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A node whose data many change, each change exactly once. What comes while a change is under way is put together into the
 * next one.
 *
 * <p>A change is read, decided, and written on condition of the version that was read. If somebody else was faster, it is
 * decided again. All state belongs to the loop.
 */
final class Cell {
    private static final int BATCH_MAX = 1_000;
    private static final int ROUNDS_MAX = 100;
    private static final int PAUSE_DOUBLINGS_MAX = 7;

    private final ClientCore core;
    private final String what;
    private final NodeAt at;
    private final Receipts receipts;
    private final Deque<Ticket<?>> waiting = new ArrayDeque<>();
    private boolean busy;

    /** What was seen: data null and version -1 when there is no node. */
    record Seen(byte @Nullable [] data, int version) {
        static final Seen NOTHING = new Seen(null, -1);
    }

    /** A change on its way. */
    private static final class Ticket<T> {
        private final Change<T> change;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private @Nullable Runnable answer;

        Ticket(Change<T> change) {
            this.change = change;
        }

        /** Decides on top of what those before have made of the data. */
        byte @Nullable [] decide(byte @Nullable [] data) {
            try {
                Change.Step<T> step = change.apply(data);
                answer = () -> result.complete(step.result());
                return step.write();
            } catch (LatchkeyException | ArithmeticException e) {
                answer = () -> result.completeExceptionally(e);
                return null;
            }
        }

        void answer() {
            if (answer != null) {
                answer.run();
            }
        }
    }

    /** @param what what it is, for errors */
    Cell(ClientCore core, String what, NodeAt at, Receipts receipts) {
        this.core = core;
        this.what = what;
        this.at = at;
        this.receipts = receipts;
    }

    /** Does a change; completes on the loop. Any thread. */
    <T> CompletableFuture<T> change(Change<T> change) {
        Ticket<T> ticket = new Ticket<>(change);
        core.onLoop(() -> {
            waiting.add(ticket);
            if (!busy) {
                busy = true;
                next(null);
            }
        });
        return ticket.result;
    }

    /** Removes the node, whatever it holds; completes on the loop. Any thread. */
    CompletableFuture<Void> delete() {
        CompletableFuture<Void> deleted = new CompletableFuture<>();
        core.onLoop(() -> delete(deleted, ROUNDS_MAX));
        return deleted;
    }

    private void delete(CompletableFuture<Void> deleted, int rounds) {
        core.session().submit(new ZkRequest.DeleteNode(at.path(), -1), null, outcome -> {
            if (outcome.ok() || outcome.code() == Code.NO_NODE) {
                deleted.complete(null);
            } else if (outcome.code() == Code.CONNECTION_LOST && rounds > 0) {
                delete(deleted, rounds - 1);
            } else {
                deleted.completeExceptionally(Trouble.of(core, what, outcome.code()));
            }
        });
    }

    /** @param seen what is known from the change just made; null to look */
    private void next(@Nullable Seen seen) {
        if (waiting.isEmpty()) {
            busy = false;
            return;
        }
        List<Ticket<?>> batch = new ArrayList<>();
        while (!waiting.isEmpty() && batch.size() < BATCH_MAX) {
            batch.add(waiting.remove());
        }
        Round round = new Round(batch);
        if (seen != null) {
            round.decide(seen);
        } else {
            round.look();
        }
    }

    /** Some changes, done at once. */
    private final class Round {
        private final List<Ticket<?>> batch;
        private int rounds;

        Round(List<Ticket<?>> batch) {
            this.batch = batch;
        }

        /** Behind a sync, since the answer may rest on what is read alone. */
        void look() {
            if (++rounds > ROUNDS_MAX) {
                fail(new LatchkeyException(
                        what + ": others were faster " + ROUNDS_MAX + " times, or no connection lasted"));
                return;
            }
            core.session().submit(new ZkRequest.Sync(at.path()), null, outcome -> {});
            core.session().submit(new ZkRequest.ReadNode(at.path(), null), null, this::onSeen);
        }

        private void onSeen(Outcome<ZkRequest.NodeData> outcome) {
            switch (outcome.code()) {
                case OK -> decide(seen(outcome));
                case NO_NODE -> decide(Seen.NOTHING);
                case CONNECTION_LOST -> look();
                case THROTTLED -> pause(this::look);
                default -> fail(Trouble.of(core, what, outcome.code()));
            }
        }

        void decide(Seen seen) {
            byte @Nullable [] data = seen.data();
            boolean changed = false;
            for (Ticket<?> ticket : batch) {
                byte @Nullable [] write = ticket.decide(data);
                if (write != null) {
                    data = write;
                    changed = true;
                }
            }
            if (changed && data != null) {
                new Writing(core, what, at, receipts, seen, data).start(this::onWritten);
            } else {
                succeed(seen);
            }
        }

        private void onWritten(Writing.End end) {
            switch (end.kind()) {
                case DONE -> succeed(end.seen());
                case OTHERS_WERE_FASTER -> pause(this::look);
                case FAILED -> fail(end.failure());
            }
        }

        private void pause(Runnable then) {
            int doublings = Math.min(rounds, PAUSE_DOUBLINGS_MAX);
            long millis = ThreadLocalRandom.current().nextLong(1L << doublings);
            if (millis == 0 || core.session().state() == ConnectionState.CLOSED) {
                then.run();
            } else {
                core.loop().after(millis, then);
            }
        }

        private void succeed(@Nullable Seen seen) {
            batch.forEach(Ticket::answer);
            next(seen);
        }

        private void fail(@Nullable RuntimeException failure) {
            RuntimeException why = failure != null ? failure : new IllegalStateException(what + " failed");
            batch.forEach(ticket -> ticket.result.completeExceptionally(why));
            next(null);
        }
    }

    static Seen seen(Outcome<ZkRequest.NodeData> outcome) {
        return new Seen(outcome.get().data(), outcome.get().stat().version());
    }
}

package io.latchkey.client.lock;

import io.latchkey.client.ServiceUnavailableException;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.NodeStat;
import io.latchkey.client.session.Outcome;
import io.latchkey.client.session.ZkRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks whoever holds a lock to give it back, as Curator's {@code Revoker} does: by a text in the holder's entry. */
final class ReleaseRequest {
    private static final byte[] TEXT = "__REVOKE__".getBytes(StandardCharsets.UTF_8);
    /** Holders that leave while they are asked make us look again, at most so often. */
    private static final int ROUNDS_MAX = 16;

    private final LockRoom room;
    private final QueuePath path;
    private final CompletableFuture<Boolean> result = new CompletableFuture<>();
    private int rounds;
    private int awaited;
    private boolean asked;
    private boolean missed;

    ReleaseRequest(LockRoom room, QueuePath path) {
        this.room = room;
        this.path = path;
    }

    /** Whether the data of an entry are such a request. */
    static boolean isIn(byte @Nullable [] data) {
        return Arrays.equals(TEXT, data);
    }

    /** Completes on the loop, with whether somebody was asked. */
    CompletableFuture<Boolean> result() {
        return result;
    }

    void start() {
        if (++rounds > ROUNDS_MAX) {
            fail(Code.CONNECTION_LOST);
        } else {
            missed = false;
            room.roster().list(path.path(), null, this::onListed);
        }
    }

    private void onListed(Outcome<Queue> outcome) {
        switch (outcome.code()) {
            case OK -> ask(outcome.get().holders());
            case NO_NODE -> result.complete(false);
            case CONNECTION_LOST -> start();
            default -> fail(outcome.code());
        }
    }

    private void ask(List<QueueEntry> holders) {
        awaited = 1;
        for (QueueEntry holder : holders) {
            if (holder.mayBeAskedBack()) {
                awaited++;
                ask(path.entry(holder.node()));
            }
        }
        finishOne();
    }

    private void ask(String entry) {
        room.session().submit(new ZkRequest.WriteNode(entry, TEXT, -1), null, outcome -> onAsked(entry, outcome));
    }

    private void onAsked(String entry, Outcome<NodeStat> outcome) {
        switch (outcome.code()) {
            case OK -> asked = true;
            case NO_NODE -> missed = true;
            case CONNECTION_LOST -> {
                ask(entry); // to be asked twice is to be asked
                return;
            }
            default -> fail(outcome.code());
        }
        finishOne();
    }

    private void finishOne() {
        if (--awaited > 0) {
            return;
        }
        if (missed && !asked) {
            start(); // another holds it by now
        } else {
            result.complete(asked);
        }
    }

    private void fail(Code code) {
        result.completeExceptionally(new ServiceUnavailableException("cannot ask for lock " + path.name() + ": " + code
                + "; " + room.session().lastTrouble()));
    }
}

package io.latchkey.client.elect;

import io.latchkey.client.FencingToken;
import io.latchkey.client.LeaseLostException;
import io.latchkey.client.LockGuard;
import io.latchkey.client.node.Trouble;
import io.latchkey.client.session.ClientCore;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.Outcome;
import io.latchkey.client.session.ZkRequest;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a leader makes known: the data of the election's node, the term's epoch before it. It is written on condition that the
 * leader's entry exists, so a former leader can't write; and what a former leader has left is known by its epoch.
 */
final class Proclamations {
    private static final int VALUE_BYTES_MAX = 1_000_000;

    private final ClientCore core;
    private final String path;
    private final FencingToken epoch;
    private final LockGuard guard;
    private final Deque<Proclamation> waiting = new ArrayDeque<>();

    private record Proclamation(byte[] data, CompletableFuture<Void> done) {}

    Proclamations(ClientCore core, String path, FencingToken epoch, LockGuard guard) {
        this.core = core;
        this.path = path;
        this.epoch = epoch;
        this.guard = guard;
    }

    /** Completes on the loop. Any thread. */
    CompletableFuture<Void> add(byte[] value) {
        if (value.length > VALUE_BYTES_MAX) {
            throw new IllegalArgumentException(value.length + " bytes to proclaim, above " + VALUE_BYTES_MAX);
        }
        byte[] data = ByteBuffer.allocate(Long.BYTES + value.length)
                .putLong(epoch.zxid())
                .put(value)
                .array();
        Proclamation added = new Proclamation(data, new CompletableFuture<>());
        core.onLoop(() -> {
            waiting.add(added);
            if (waiting.size() == 1) {
                send();
            }
        });
        return added.done();
    }

    /** What data says in a term of that epoch; null if nothing. */
    static byte @Nullable [] read(byte @Nullable [] data, FencingToken epoch) {
        if (data == null || data.length < Long.BYTES) {
            return null;
        }
        ByteBuffer parts = ByteBuffer.wrap(data);
        if (parts.getLong() != epoch.zxid()) {
            return null;
        }
        byte[] value = new byte[parts.remaining()];
        parts.get(value);
        return value;
    }

    /** One after another, so that one that is sent again never comes behind a later one. */
    private void send() {
        Proclamation first = waiting.peek();
        if (first != null) {
            ZkRequest.WriteNode write = new ZkRequest.WriteNode(path, first.data(), -1);
            core.session().submit(new ZkRequest.Guarded<>(guard.path(), write), null, outcome -> end(first, outcome));
        }
    }

    private void end(Proclamation sent, Outcome<? extends ZkRequest.GuardedReply<?>> outcome) {
        Code code = outcome.ok() ? outcome.get().code() : outcome.code();
        if (code == Code.CONNECTION_LOST) {
            send(); // again: it says the same, and says it only as long as the term lasts
            return;
        }
        waiting.remove();
        if (code == Code.OK) {
            sent.done().complete(null);
        } else if (code == Code.UNGUARDED) {
            sent.done()
                    .completeExceptionally(new LeaseLostException("election " + epoch.lock() + ": the term is over"));
        } else {
            sent.done().completeExceptionally(Trouble.of(core, "election " + epoch.lock(), code));
        }
        send();
    }
}

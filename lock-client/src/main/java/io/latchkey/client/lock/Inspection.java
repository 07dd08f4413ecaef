package io.latchkey.client.lock;

import io.latchkey.client.FencingToken;
import io.latchkey.client.LockInfo;
import io.latchkey.client.ServiceUnavailableException;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.Outcome;
import io.latchkey.client.session.ZkRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads who is in a queue: the listing, then the entries, in two round trips. */
final class Inspection {
    static final int ENTRIES_MAX = 1_000;

    private final LockRoom room;
    private final QueuePath path;
    private final CompletableFuture<LockInfo> result = new CompletableFuture<>();
    private final List<LockInfo.Entry> entries = new ArrayList<>();
    private final int entriesMax;
    private int awaited;

    /** @param entriesMax how many of the first to describe */
    Inspection(LockRoom room, QueuePath path, int entriesMax) {
        this.room = room;
        this.path = path;
        this.entriesMax = entriesMax;
    }

    /** Completes on the loop. */
    CompletableFuture<LockInfo> result() {
        return result;
    }

    void start() {
        room.roster().list(path.path(), null, this::onListed);
    }

    private void onListed(Outcome<Queue> outcome) {
        if (outcome.code() == Code.NO_NODE) {
            result.complete(new LockInfo(path.name(), List.of(), 0));
        } else if (!outcome.ok()) {
            fail(outcome.code());
        } else {
            read(outcome.get().entries());
        }
    }

    private void read(List<QueueEntry> queue) {
        List<QueueEntry> described = queue.subList(0, Math.min(entriesMax, queue.size()));
        awaited = described.size();
        finishAt(queue.size());
        for (QueueEntry entry : described) {
            room.session().submit(new ZkRequest.ReadNode(path.entry(entry.node()), null), null, outcome -> {
                awaited--;
                if (outcome.ok()) {
                    entries.add(describe(outcome.get()));
                } else if (outcome.code() != Code.NO_NODE) {
                    fail(outcome.code());
                }
                finishAt(queue.size());
            });
        }
    }

    private void finishAt(int size) {
        if (awaited == 0) {
            result.complete(new LockInfo(path.name(), entries, size));
        }
    }

    private LockInfo.Entry describe(ZkRequest.NodeData node) {
        byte @Nullable [] data = node.data();
        return new LockInfo.Entry(
                data == null ? "" : new String(data, StandardCharsets.UTF_8),
                new FencingToken(path.name(), node.stat().czxid()),
                Instant.ofEpochMilli(node.stat().ctimeMillis()),
                node.stat().ephemeralOwner());
    }

    private void fail(Code code) {
        result.completeExceptionally(new ServiceUnavailableException("cannot inspect lock " + path.name() + ": " + code
                + "; " + room.session().lastTrouble()));
    }
}

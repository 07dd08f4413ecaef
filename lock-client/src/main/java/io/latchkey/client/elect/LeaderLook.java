package io.latchkey.client.elect;

import io.latchkey.client.FencingToken;
import io.latchkey.client.LatchkeyException;
import io.latchkey.client.LeaderInfo;
import io.latchkey.client.LockInfo;
import io.latchkey.client.lock.DistributedLock;
import io.latchkey.client.node.Trouble;
import io.latchkey.client.session.ClientCore;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.ZkRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Finds out who leads: the head of the queue, and what the election's node says in its epoch. Loop only. */
final class LeaderLook {
    private static final int ROUNDS_MAX = 16;

    private final ClientCore core;
    private final DistributedLock lock;
    private final CompletableFuture<Optional<LeaderInfo>> result = new CompletableFuture<>();
    private int rounds;

    private LeaderLook(ClientCore core, DistributedLock lock) {
        this.core = core;
        this.lock = lock;
    }

    /** Completes on the loop. */
    static CompletableFuture<Optional<LeaderInfo>> start(ClientCore core, DistributedLock lock) {
        LeaderLook look = new LeaderLook(core, lock);
        look.sync();
        return look.result;
    }

    private void sync() {
        if (++rounds > ROUNDS_MAX) {
            fail(new LatchkeyException("election " + lock.name() + ": leaders come and go, gave up"));
            return;
        }
        core.session().submit(new ZkRequest.Sync(lock.path()), null, outcome -> {});
        var unused = lock.head().whenComplete((queue, failure) -> {
            if (failure != null) {
                fail(failure);
            } else if (queue.size() == 0) {
                result.complete(Optional.empty());
            } else if (queue.holder().isEmpty()) {
                sync(); // it went between the listing and the look at it
            } else {
                readValue(queue.holder().get());
            }
        });
    }

    private void readValue(LockInfo.Entry head) {
        core.session().submit(new ZkRequest.ReadNode(lock.path(), null), null, outcome -> {
            if (outcome.ok()) {
                FencingToken epoch = head.token();
                byte[] value = Proclamations.read(outcome.get().data(), epoch);
                result.complete(Optional.of(new LeaderInfo(head.owner(), epoch, head.since(), value)));
            } else if (outcome.code() == Code.NO_NODE || outcome.code() == Code.CONNECTION_LOST) {
                sync();
            } else {
                fail(Trouble.of(core, "election " + lock.name(), outcome.code()));
            }
        });
    }

    private void fail(Throwable failure) {
        result.completeExceptionally(failure);
    }
}

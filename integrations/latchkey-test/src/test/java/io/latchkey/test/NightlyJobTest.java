package io.latchkey.test;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.client.DLock;
import io.latchkey.client.LockClient;
import io.latchkey.client.LockLease;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The example of the README and of docs/testing.md. */
@LatchkeyTest
class NightlyJobTest {
    @Test
    void it_stops_when_it_loses_its_lock(LatchkeyServer server, LockClient worker, LockClient other) throws Exception {
        NightlyJob job = NightlyJob.start(worker.lock("nightly"));
        server.expireSession(worker);
        assertTrue(job.stopped().get(5, SECONDS));
        other.lock("nightly").acquire().close();
    }

    /** Somebody's code. */
    private record NightlyJob(LockLease lease, CompletableFuture<Boolean> stopped) {
        static NightlyJob start(DLock lock) throws InterruptedException {
            NightlyJob job = new NightlyJob(lock.acquire(), new CompletableFuture<>());
            job.lease.onLost(reason -> job.stopped.complete(true), Runnable::run);
            return job;
        }
    }
}

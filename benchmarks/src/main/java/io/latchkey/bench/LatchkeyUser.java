package io.latchkey.bench;

import io.latchkey.client.DLock;
import io.latchkey.client.LockClient;
import io.latchkey.client.LockLease;
import org.jspecify.annotations.Nullable;

/** Latchkey's own library. */
final class LatchkeyUser implements LockUser {
    private final LockClient client;
    private final DLock lock;
    private @Nullable LockLease lease;

    LatchkeyUser(Ensemble servers, String name) {
        client = LockClient.connect(LockUser.connectString(servers));
        lock = client.lock(name);
    }

    @Override
    public void take() throws InterruptedException {
        lease = lock.acquire();
    }

    @Override
    public boolean takeIfFree() throws InterruptedException {
        lease = lock.tryAcquire().orElse(null);
        return lease != null;
    }

    @Override
    public void giveBack() {
        if (lease != null) {
            lease.close();
            lease = null;
        }
    }

    @Override
    public void close() {
        client.close();
    }
}

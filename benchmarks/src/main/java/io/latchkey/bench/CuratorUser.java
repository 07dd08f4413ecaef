package io.latchkey.bench;

import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.ExponentialBackoffRetry;

/** Curator's mutex. */
final class CuratorUser implements LockUser {
    private static final int RETRY_MS = 100;
    private static final int RETRIES = 10;

    private final CuratorFramework client;
    private final InterProcessMutex mutex;

    CuratorUser(Ensemble servers, String name) throws InterruptedException {
        client = CuratorFrameworkFactory.newClient(
                LockUser.connectString(servers), new ExponentialBackoffRetry(RETRY_MS, RETRIES));
        client.start();
        client.blockUntilConnected();
        mutex = new InterProcessMutex(client, "/locks/" + name);
    }

    @Override
    public void take() throws Exception {
        mutex.acquire();
    }

    @Override
    public boolean takeIfFree() throws Exception {
        return mutex.acquire(0, TimeUnit.MILLISECONDS);
    }

    @Override
    public void giveBack() throws Exception {
        mutex.release();
    }

    @Override
    public void close() {
        client.close();
    }
}

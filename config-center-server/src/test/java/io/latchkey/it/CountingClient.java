package io.latchkey.it;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/**
 * A stock client on one node that writes a znode of its own over and over, some writes under way at a time. The
 * versions that it is told count the writes: one that is lost, done twice or out of order shows.
 */
final class CountingClient implements AutoCloseable {
    private static final int OUTSTANDING = 20;
    private static final int SESSION_MILLIS = 10_000;
    private static final long BOUND_SECONDS = 60;

    private final String path;
    private final ZooKeeper client;
    private final CountDownLatch connected = new CountDownLatch(1);
    private final List<KeeperState> states = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<String> mistakes = new ConcurrentLinkedQueue<>();
    private final List<Long> zxids = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final Semaphore room = new Semaphore(OUTSTANDING);
    private final Thread writer;
    private int sent;
    private volatile boolean ending;

    CountingClient(String server, String path) throws Exception {
        this.path = path;
        client = new ZooKeeper(server, SESSION_MILLIS, event -> {
            states.add(event.getState());
            connected.countDown();
        });
        if (!connected.await(BOUND_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no connection to " + server);
        }
        client.create(path, null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        writer = new Thread(this::write, "writer" + path);
        writer.start();
    }

    private void write() {
        try {
            while (!ending) {
                room.acquire();
                byte[] data = String.valueOf(++sent).getBytes(StandardCharsets.UTF_8);
                client.setData(
                        path,
                        data,
                        -1,
                        (code, p, context, stat) -> {
                            int expected = acknowledged.incrementAndGet();
                            if (code != Code.OK.intValue() || stat.getVersion() != expected) {
                                mistakes.add("write " + expected + ": " + Code.get(code) + ", " + stat);
                            } else {
                                zxids.add(stat.getMzxid());
                            }
                            room.release();
                        },
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int acknowledged() {
        return acknowledged.get();
    }

    String path() {
        return path;
    }

    /** Of each write, in the order of the answers. */
    List<Long> zxids() {
        synchronized (zxids) {
            return List.copyOf(zxids);
        }
    }

    /** What was not as it should be: answers other than OK, and versions that skip or repeat. */
    List<String> mistakes() {
        return List.copyOf(mistakes);
    }

    /** The states of its connection so far. */
    List<KeeperState> states() {
        return List.copyOf(states);
    }

    /** Sends no more, waits for all answers, and returns how many writes the znode says there were, and how many were sent. */
    List<Integer> end() throws Exception {
        ending = true;
        writer.join();
        if (!room.tryAcquire(OUTSTANDING, BOUND_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError(path + ": " + acknowledged + " of " + sent + " writes were answered");
        }
        return List.of(client.exists(path, false).getVersion(), sent);
    }

    @Override
    public void close() throws InterruptedException {
        ending = true;
        writer.interrupt();
        client.close();
    }
}

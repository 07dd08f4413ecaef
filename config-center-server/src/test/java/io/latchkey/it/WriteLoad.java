package io.latchkey.it;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/** Stock clients that write as fast as they are answered, two on each node, and remember every write that was acknowledged. */
final class WriteLoad implements AutoCloseable {
    private static final int WRITERS_PER_NODE = 2;

    private final List<Thread> writers = new ArrayList<>();
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    /** For every write that was acknowledged: when it was answered, and when it had been sent. */
    private final ConcurrentSkipListMap<Long, Long> sentAt = new ConcurrentSkipListMap<>();

    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean ending;

    WriteLoad(Cluster cluster, String name) throws Exception {
        try (ZooKeeper client = Stock.connect(cluster.servers())) {
            client.create("/" + name, null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
        for (int node = 1; node <= cluster.size(); node++) {
            for (int i = 0; i < WRITERS_PER_NODE; i++) {
                String server = cluster.server(node);
                String prefix = "/" + name + "/from-" + node + "-" + i + "-";
                writers.add(new Thread(() -> write(server, prefix), "writer" + prefix));
            }
        }
        writers.forEach(Thread::start);
    }

    private void write(String server, String prefix) {
        try {
            for (int count = 0; !ending; ) {
                try (ZooKeeper client = Stock.connect(server)) {
                    count = writeUntilExpired(client, prefix, count);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception | AssertionError e) {
            failure.compareAndSet(null, e);
        }
    }

    /** A write whose answer is lost may have happened or not; its path is never used again. */
    private int writeUntilExpired(ZooKeeper client, String prefix, int from) throws InterruptedException {
        int count = from;
        while (!ending) {
            String path = prefix + count++;
            String text = path + " sent by session 0x" + Long.toHexString(client.getSessionId());
            long sent = System.nanoTime();
            try {
                client.create(path, text.getBytes(StandardCharsets.UTF_8), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
                acknowledged.put(path, text);
                sentAt.put(System.nanoTime(), sent);
            } catch (KeeperException.SessionExpiredException e) {
                return count;
            } catch (KeeperException e) {
                if (e.code() != KeeperException.Code.CONNECTIONLOSS) {
                    failure.compareAndSet(null, e);
                    return count;
                }
                unanswered.incrementAndGet();
            }
        }
        return count;
    }

    /** Writes whose connection was lost before they were answered. */
    int unanswered() {
        return unanswered.get();
    }

    int count() {
        return acknowledged.size();
    }

    /** Waits until so many more writes are acknowledged. */
    void awaitMore(int writes) {
        int wanted = count() + writes;
        Waiting.until(writes + " more writes", () -> String.valueOf(failure.get()), () -> count() >= wanted);
    }

    /** Milliseconds until a write was answered that had been sent after this moment. */
    long millisUntilServedAgain(long momentNanos) {
        return sentAt.tailMap(momentNanos).entrySet().stream()
                        .filter(write -> write.getValue() - momentNanos > 0)
                        .mapToLong(write -> write.getKey() - momentNanos)
                        .findFirst()
                        .orElse(-1)
                / 1_000_000;
    }

    /** The longest time in which no write was answered at all, in milliseconds. */
    long longestGapMillis() {
        long longest = 0;
        Long before = null;
        for (Long answered : sentAt.keySet()) {
            longest = before == null ? 0 : Math.max(longest, answered - before);
            before = answered;
        }
        return longest / 1_000_000;
    }

    /** Ends the load and returns what was acknowledged: path and value. */
    Map<String, String> end() throws Exception {
        ending = true;
        for (Thread writer : writers) {
            writer.join();
        }
        if (failure.get() != null) {
            throw new AssertionError("a writer failed", failure.get());
        }
        return acknowledged;
    }

    @Override
    public void close() {
        ending = true;
        writers.forEach(Thread::interrupt);
    }
}

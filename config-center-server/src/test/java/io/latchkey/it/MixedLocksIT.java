package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.client.AcquireOptions;
import io.latchkey.client.ClientOptions;
import io.latchkey.client.DLock;
import io.latchkey.client.LockClient;
import io.latchkey.client.LockLease;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.RetryForever;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One lock, three kinds of clients: ours with and without our own requests, and Curator, on all of three servers. */
class MixedLocksIT {
    private static final Duration SESSION = Duration.ofSeconds(8);
    private static final int SOME = 60;

    @TempDir
    Path dir;

    private Cluster cluster;
    private final List<Runner> runners = new ArrayList<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger overlaps = new AtomicInteger();
    private final AtomicLong lastToken = new AtomicLong();
    private final AtomicInteger tokensBack = new AtomicInteger();

    @BeforeEach
    void start() {
        cluster = Cluster.started(dir, 3, "minSessionTimeoutMs: 8000");
    }

    @AfterEach
    void stop() throws Exception {
        for (Runner runner : runners) {
            runner.end();
        }
        cluster.close();
    }

    /** Takes the lock and gives it back, again and again. */
    private abstract class Runner extends Thread {
        final AtomicInteger turns = new AtomicInteger();
        final AtomicInteger failures = new AtomicInteger();
        volatile boolean ending;

        abstract void turn() throws Exception;

        abstract void close();

        @Override
        public void run() {
            while (!ending) {
                try {
                    turn();
                    turns.incrementAndGet();
                } catch (InterruptedException e) {
                    return;
                } catch (Exception e) {
                    failures.incrementAndGet(); // no leader for too long, say: then it is tried again
                }
            }
        }

        void hold() {
            if (inside.incrementAndGet() != 1) {
                overlaps.incrementAndGet();
            }
            Thread.yield();
            inside.decrementAndGet();
        }

        void end() throws InterruptedException {
            ending = true;
            interrupt();
            join(20_000);
            close();
        }
    }

    private final class Ours extends Runner {
        private final LockClient client;
        private final DLock lock;

        Ours(String servers, boolean stockProtocol) {
            client = LockClient.connect(ClientOptions.builder(servers)
                    .sessionTimeout(SESSION)
                    .stockProtocol(stockProtocol)
                    .build());
            lock = client.lock("shared");
        }

        @Override
        void turn() throws Exception {
            try (LockLease lease = lock.acquire()) {
                if (lastToken.getAndSet(lease.token().zxid()) >= lease.token().zxid()) {
                    tokensBack.incrementAndGet();
                }
                hold();
            }
        }

        @Override
        void close() {
            client.close();
        }
    }

    private final class Curator extends Runner {
        private final CuratorFramework curator;
        private final InterProcessMutex mutex;

        Curator(String servers) {
            curator =
                    CuratorFrameworkFactory.newClient(servers, (int) SESSION.toMillis(), 10_000, new RetryForever(100));
            curator.start();
            mutex = new InterProcessMutex(curator, "/locks/shared");
        }

        @Override
        void turn() throws Exception {
            mutex.acquire();
            try {
                hold();
            } finally {
                mutex.release();
            }
        }

        @Override
        void close() {
            curator.close();
        }
    }

    private void awaitMore() {
        int[] wanted = runners.stream().mapToInt(r -> r.turns.get() + SOME).toArray();
        Waiting.until(
                "more turns of each client",
                this::told,
                () -> IntStream.range(0, wanted.length)
                        .allMatch(i -> runners.get(i).turns.get() >= wanted[i]));
    }

    private String told() {
        return runners.stream()
                .map(r -> r.getClass().getSimpleName() + " " + r.turns + " turns, " + r.failures + " failures")
                .collect(Collectors.joining("\n"));
    }

    @Test
    void they_exclude_each_other_and_none_starves_while_the_leader_is_killed_and_comes_back() throws Exception {
        for (int node = 1; node <= 3; node++) {
            String servers = cluster.server(node) + "," + cluster.server(1 + node % 3) + ","
                    + cluster.server(1 + (node + 1) % 3);
            runners.add(new Ours(servers, false));
            runners.add(new Ours(servers, true));
            runners.add(new Curator(servers));
        }
        runners.forEach(Thread::start);
        awaitMore();
        int leader = cluster.leader();
        cluster.kill(IntStream.of(leader));
        awaitMore();
        cluster.start(leader);
        cluster.awaitServing(leader);
        awaitMore();
        assertThat(overlaps).as(told()).hasValue(0);
        assertThat(tokensBack).as("tokens that are not above the one before").hasValue(0);
        System.out.println("one lock, leader killed and restarted:\n" + told());
    }

    @Test
    void a_mixed_queue_is_served_in_order_when_the_leader_is_killed_while_it_waits() throws Exception {
        List<String> order = new ArrayList<>(); // guarded by the lock under test
        Ours first = new Ours(all(), false);
        Ours second = new Ours(all(), true);
        Curator third = new Curator(all());
        runners.addAll(List.of(first, second, third));
        LockLease holder = first.lock.acquire();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int turn = i;
            Thread thread =
                    new Thread(() -> enter(turn, List.of(first, second, third).get(turn % 3), order));
            thread.start();
            threads.add(thread);
            int queued = i + 2;
            Waiting.until("the next is in the queue", () -> first.lock.inspect().size() == queued);
        }
        cluster.kill(IntStream.of(cluster.leader()));
        holder.close();
        for (Thread thread : threads) {
            thread.join(60_000);
        }
        assertThat(order).containsExactly("0", "1", "2", "3", "4", "5");
    }

    private String all() {
        return cluster.nodes().mapToObj(cluster::server).collect(Collectors.joining(","));
    }

    private static void enter(int turn, Runner who, List<String> order) {
        try {
            if (who instanceof Ours ours) {
                try (LockLease lease = ours.lock
                        .acquireAsync(AcquireOptions.waitForever())
                        .toCompletableFuture()
                        .get()) {
                    order.add(Integer.toString(turn));
                }
            } else if (who instanceof Curator theirs) {
                InterProcessMutex mutex = new InterProcessMutex(theirs.curator, "/locks/shared");
                mutex.acquire();
                order.add(Integer.toString(turn));
                mutex.release();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

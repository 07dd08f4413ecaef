package io.latchkey.client;

import io.latchkey.client.testing.Bench;
import io.latchkey.client.testing.FaultProxy;
import io.latchkey.server.zk.BenchNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** What the lock client must withstand on Apache ZooKeeper, it must withstand on this server, in both ways. */
class LocksOnLatchkeyTest {
    private static Bench extended() {
        return new Bench(new BenchNode(), false);
    }

    private static Bench stock() {
        return new Bench(new BenchNode(), true);
    }

    @Nested
    class Fairness extends FairnessTest {
        @Override
        Bench bench(Path home) {
            return extended();
        }

        @Override
        int requestsOfHandOver() {
            return 0;
        }
    }

    @Nested
    class LostReplies extends LostRepliesTest {
        @Override
        Bench bench(Path home) {
            return extended();
        }

        @Override
        int makesEntry() {
            return FaultProxy.ACQUIRE;
        }
    }

    @Nested
    class LostOwnership extends LostOwnershipTest {
        @Override
        Bench bench(Path home) {
            return extended();
        }
    }

    @Nested
    class LostLease extends LostLeaseTest {
        @Override
        Bench bench(Path home) {
            return extended();
        }
    }

    @Nested
    class CuratorInterop extends CuratorInteropTest {
        @Override
        Bench bench(Path home) {
            return extended();
        }
    }

    @Nested
    class Guard extends GuardTest {
        @Override
        Bench bench(Path home) {
            return extended();
        }
    }

    @Nested
    class HoldOptions extends HoldOptionsTest {
        @Override
        Bench bench(Path home) {
            return extended();
        }
    }

    @Nested
    class Election extends ElectionTest {
        @Override
        Bench bench(Path home) {
            return extended();
        }

        @Override
        int makesEntry() {
            return FaultProxy.ACQUIRE;
        }
    }

    @Nested
    class StockFairness extends FairnessTest {
        @Override
        Bench bench(Path home) {
            return stock();
        }
    }

    @Nested
    class StockLostReplies extends LostRepliesTest {
        @Override
        Bench bench(Path home) {
            return stock();
        }
    }

    @Nested
    class StockCuratorInterop extends CuratorInteropTest {
        @Override
        Bench bench(Path home) {
            return stock();
        }
    }

    @Nested
    class Semaphores extends SemaphoreTest {
        @Override
        Bench bench(Path home) {
            return extended();
        }
    }

    @Nested
    class StockSemaphores extends SemaphoreTest {
        @Override
        Bench bench(Path home) {
            return stock();
        }
    }
}

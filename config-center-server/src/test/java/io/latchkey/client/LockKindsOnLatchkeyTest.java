package io.latchkey.client;

import io.latchkey.client.testing.Bench;
import io.latchkey.client.testing.FaultProxy;
import io.latchkey.server.zk.BenchNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** Locks for readers and writers, and several locks at once, as on Apache ZooKeeper: on this server, in both ways. */
class LockKindsOnLatchkeyTest {
    private static Bench extended() {
        return new Bench(new BenchNode(), false);
    }

    private static Bench stock() {
        return new Bench(new BenchNode(), true);
    }

    @Nested
    class ReadWrite extends ReadWriteLockTest {
        @Override
        Bench bench(Path home) {
            return extended();
        }
    }

    @Nested
    class CuratorReadWrite extends CuratorReadWriteTest {
        @Override
        Bench bench(Path home) {
            return extended();
        }
    }

    @Nested
    class StockReadWrite extends ReadWriteLockTest {
        @Override
        Bench bench(Path home) {
            return stock();
        }
    }

    @Nested
    class StockCuratorReadWrite extends CuratorReadWriteTest {
        @Override
        Bench bench(Path home) {
            return stock();
        }
    }

    @Nested
    class Multi extends MultiLockTest {
        @Override
        Bench bench(Path home) {
            return extended();
        }

        @Override
        int makesEntries() {
            return FaultProxy.ACQUIRE;
        }
    }

    @Nested
    class StockMulti extends MultiLockTest {
        @Override
        Bench bench(Path home) {
            return stock();
        }
    }
}

package io.latchkey.client;

import io.latchkey.client.testing.Bench;
import io.latchkey.server.zk.BenchNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** What the other kinds of coordination must withstand on Apache ZooKeeper, they must withstand on this server. */
class CoordinationOnLatchkeyTest {
    private static Bench latchkey() {
        return new Bench(new BenchNode(), false);
    }

    @Nested
    class Counters extends CounterTest {
        @Override
        Bench bench(Path home) {
            return latchkey();
        }
    }

    @Nested
    class Barriers extends BarrierTest {
        @Override
        Bench bench(Path home) {
            return latchkey();
        }
    }

    @Nested
    class Groups extends GroupTest {
        @Override
        Bench bench(Path home) {
            return latchkey();
        }
    }
}

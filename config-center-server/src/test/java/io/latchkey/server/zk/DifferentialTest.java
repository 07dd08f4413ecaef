package io.latchkey.server.zk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.proto.CreateRequest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same requests to Apache ZooKeeper and to us: every reply, Stat and event must be the same. */
@Timeout(180)
class DifferentialTest {
    private static final int CLIENTS = 3;
    private static final int STEPS = 1_500;
    private static final int HISTORY = 6;

    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void we_answer_as_zookeeper_does(long seed) throws Exception {
        // one loop: with several, an event may come a moment after another loop's client has its reply
        ZkConfig config = TestNode.config(Set.of(), 0, ZkLimits.DEFAULT, 1);
        try (StockServer stock = new StockServer(dir);
                TestNode node = TestNode.start(config);
                Side theirs = new Side(stock.port(), CLIENTS);
                Side ours = new Side(node.port(), CLIENTS)) {
            Random random = new Random(seed);
            Commands commands = new Commands(random);
            Deque<String> history = new ArrayDeque<>();
            Command top = Command.of(OpCode.CREATE2, new CreateRequest("/t", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, 0));
            for (int step = 1; step <= STEPS; step++) {
                Command command = step % 20 == 1 ? top : commands.next();
                int client = random.nextInt(CLIENTS);
                String expected = theirs.play(step, client, command);
                history.add("step " + step + ", client " + client + ": " + command + "\n  " + expected);
                if (history.size() > HISTORY) {
                    history.remove();
                }
                assertThat(ours.play(step, client, command))
                        .as("seed %d\n%s", seed, String.join("\n", List.copyOf(history)))
                        .isEqualTo(expected);
            }
        }
    }
}

package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leader goes, and clients of the other servers don't notice. */
class ChangeOfLeaderIT {
    private static final int SOME = 500;
    private static final int CLIENTS_PER_NODE = 2;

    @TempDir
    Path dir;

    private final List<CountingClient> clients = new ArrayList<>();
    private Cluster cluster;

    @BeforeEach
    void start() {
        // sessions that bear waiting for a leader longer than a busy machine takes to elect one
        cluster = Cluster.started(dir, 3, "minSessionTimeoutMs: 6000");
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (CountingClient client : clients) {
            client.close();
        }
        cluster.close();
    }

    private void connectTo(IntStream nodes) throws Exception {
        for (int node : nodes.toArray()) {
            for (int i = 0; i < CLIENTS_PER_NODE; i++) {
                clients.add(new CountingClient(cluster.server(node), "/counted-" + node + "-" + i));
            }
        }
    }

    private void awaitMore() {
        int[] wanted = clients.stream()
                .mapToInt(client -> client.acknowledged() + SOME)
                .toArray();
        Waiting.until(
                "more writes of each client",
                this::mistakes,
                () -> IntStream.range(0, wanted.length)
                        .allMatch(i -> clients.get(i).acknowledged() >= wanted[i]));
    }

    private String mistakes() {
        return clients.stream().map(CountingClient::mistakes).toList().toString();
    }

    private void assertUndisturbed() throws Exception {
        for (CountingClient client : clients) {
            List<Integer> doneAndSent = client.end();
            assertThat(client.mistakes()).isEmpty();
            assertThat(client.states()).containsExactly(KeeperState.SyncConnected);
            assertThat(doneAndSent.get(0)).isEqualTo(doneAndSent.get(1));
        }
    }

    @Test
    void clients_of_the_others_keep_their_connections_and_have_every_answer_once() throws Exception {
        int leader = cluster.leader();
        connectTo(cluster.nodes().filter(node -> node != leader));
        awaitMore();
        cluster.kill(IntStream.of(leader));
        awaitMore();
        assertUndisturbed();
    }
}

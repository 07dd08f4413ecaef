package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nobody may lose: nodes are killed without warning while stock clients write on all of them. */
class ThreeNodesIT {
    private static final int SOME = 300;

    @TempDir
    Path dir;

    @Test
    void the_leader_is_killed_under_load_and_nothing_acknowledged_is_lost() throws Exception {
        try (Cluster cluster = Cluster.started(dir, 3);
                WriteLoad load = new WriteLoad(cluster, "load")) {
            load.awaitMore(SOME);
            int leader = cluster.leader();
            long killed = System.nanoTime();
            cluster.kill(IntStream.of(leader));
            load.awaitMore(SOME);
            cluster.start(leader);
            cluster.awaitServing(leader);
            load.awaitMore(SOME);
            Map<String, String> acknowledged = load.end();
            System.out.printf(
                    "leader %d of 3 killed under load: a write sent afterwards was answered after %d ms;"
                            + " longest gap %d ms; %d writes acknowledged%n",
                    leader, load.millisUntilServedAgain(killed), load.longestGapMillis(), acknowledged.size());
            assertAllThere(cluster, acknowledged);
        }
    }

    @Test
    void all_are_killed_at_once_under_load_and_nothing_acknowledged_is_lost() throws Exception {
        try (Cluster cluster = Cluster.started(dir, 3);
                WriteLoad load = new WriteLoad(cluster, "load")) {
            load.awaitMore(SOME);
            cluster.kill(cluster.nodes());
            int before = load.count();
            long restarted = System.nanoTime();
            cluster.startAll();
            load.awaitMore(SOME);
            Map<String, String> acknowledged = load.end();
            System.out.printf(
                    "all 3 killed under load: %d writes acknowledged before, served again %d ms after the restart began,"
                            + " %d acknowledged in all%n",
                    before, load.millisUntilServedAgain(restarted), acknowledged.size());
            assertAllThere(cluster, acknowledged);
        }
    }

    @Test
    void a_follower_that_was_away_is_like_the_others_again() throws Exception {
        try (Cluster cluster = Cluster.started(dir, 3);
                WriteLoad load = new WriteLoad(cluster, "load")) {
            load.awaitMore(SOME);
            int follower = 1 + cluster.leader() % 3;
            cluster.kill(IntStream.of(follower));
            load.awaitMore(2 * SOME);
            cluster.start(follower);
            cluster.awaitServing(follower);
            load.awaitMore(SOME);
            assertAllThere(cluster, load.end());
        }
    }

    private static void assertAllThere(Cluster cluster, Map<String, String> acknowledged) throws Exception {
        SortedMap<String, String> first = Stock.tree(cluster.server(1));
        acknowledged.forEach((path, text) -> assertThat(first.get(path))
                .as(path)
                .startsWith(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + " "));
        for (int node = 2; node <= cluster.size(); node++) {
            assertThat(Stock.tree(cluster.server(node)))
                    .as("tree of node " + node)
                    .isEqualTo(first);
        }
    }
}

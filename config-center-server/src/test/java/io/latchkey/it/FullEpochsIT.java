package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latchkey.client.FencingToken;
import io.latchkey.client.LockClient;
import io.latchkey.client.LockLease;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Epochs are full again and again, at counters that no int can hold, and nobody notices. */
class FullEpochsIT {
    /** Before the first counter of a short epoch. */
    private static final long COUNTER_START = 0xffff_ff00L;

    private static final long COUNTER_MAX = 0xffff_ffffL;

    private static final int EPOCHS = 12;
    private static final int TURNS = 15;
    private static final String KEY = "/api/v1/namespaces/it/keys/counted";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path dir;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<ConnectionState> curatorStates = new CopyOnWriteArrayList<>();
    private final List<CountingClient> counting = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private Cluster cluster;

    @BeforeEach
    void start() {
        cluster = Cluster.started(
                dir, 3, "minSessionTimeoutMs: 6000", "{shortEpochs: true, snapshotTxns: 400, snapshotsKept: 2}");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        cluster.close();
    }

    private <T extends AutoCloseable> T opened(T one) {
        open.add(0, one);
        return one;
    }

    private static long epoch(long zxid) {
        return zxid >>> 32;
    }

    private static long counter(long zxid) {
        return zxid & COUNTER_MAX;
    }

    private void countOnAll() throws Exception {
        for (int node : cluster.nodes().toArray()) {
            counting.add(opened(new CountingClient(cluster.server(node), "/counted-" + node)));
        }
    }

    /** How many epochs the writes of each client have seen. */
    private long epochsSeen() {
        return counting.stream()
                .map(CountingClient::zxids)
                .mapToLong(zxids -> zxids.isEmpty() ? 0 : epoch(zxids.get(zxids.size() - 1)) - epoch(zxids.get(0)))
                .min()
                .orElseThrow();
    }

    private void assertEveryWriteDoneOnce() throws Exception {
        for (CountingClient client : counting) {
            List<Integer> doneAndSent = client.end();
            assertThat(client.mistakes()).isEmpty();
            assertThat(client.states()).containsExactly(KeeperState.SyncConnected);
            assertThat(doneAndSent.get(0)).isEqualTo(doneAndSent.get(1));
            assertThat(client.zxids())
                    .hasSize(doneAndSent.get(1))
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .allMatch(zxid -> counter(zxid) > COUNTER_START);
        }
        assertThat(counting.stream().flatMap(client -> client.zxids().stream())).doesNotHaveDuplicates();
    }

    private CuratorFramework curator(int node) {
        CuratorFramework curator = opened(CuratorFrameworkFactory.newClient(
                cluster.server(node), 10_000, 10_000, new RetryOneTime(Integer.MAX_VALUE)));
        curator.getConnectionStateListenable().addListener((client, state) -> curatorStates.add(state));
        curator.start();
        return curator;
    }

    /** Under a mutex of Curator's, another entry of a log. */
    private Repeating.Turn mutex(int node, AtomicInteger inside) {
        CuratorFramework curator = curator(node);
        InterProcessMutex mutex = new InterProcessMutex(curator, "/curator/mutex");
        return number -> {
            mutex.acquire();
            assertThat(inside.incrementAndGet()).isOne();
            curator.create()
                    .creatingParentsIfNeeded()
                    .withMode(CreateMode.PERSISTENT_SEQUENTIAL)
                    .forPath("/curator/log/entry-");
            inside.decrementAndGet();
            mutex.release();
        };
    }

    /** Under a lock of ours, its token, which is greater than the one before it and the same over HTTP. */
    private Repeating.Turn lock(int node, List<FencingToken> tokens, AtomicInteger lost) {
        LockClient client = opened(LockClient.connect(cluster.server(node)));
        return number -> {
            try (LockLease lease = client.lock("it/full").acquire()) {
                lease.lost().thenRun(lost::incrementAndGet);
                FencingToken token = lease.token();
                assertThat(FencingToken.parse(token.toHeader())).isEqualTo(token);
                assertThat(counter(token.zxid())).isGreaterThan(COUNTER_START);
                if (!tokens.isEmpty()) {
                    assertThat(token).isGreaterThan(tokens.get(tokens.size() - 1));
                }
                tokens.add(token);
                JsonNode locks = get(1 + number % 3, "/api/v1/locks?consistency=linearizable")
                        .path("locks");
                assertThat(locks.findValuesAsText("token")).contains(Long.toString(token.zxid()));
            }
        };
    }

    /** A new version of a configuration key through one server, read through another. */
    private Repeating.Turn publish(List<Long> zxids) {
        return number -> {
            URI uri = URI.create(cluster.api(1 + number % 3) + KEY);
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .PUT(BodyPublishers.ofString("value " + number))
                    .header("Content-Type", "text/plain")
                    .build();
            JsonNode written = json(http.send(request, BodyHandlers.ofString()));
            assertThat(written.path("version").asInt()).isEqualTo(number + 1);
            zxids.add(Long.parseLong(written.path("zxid").asText()));
            JsonNode read = get(1 + (number + 1) % 3, KEY + "?consistency=linearizable");
            assertThat(read.path("value").asText()).isEqualTo("value " + number);
            assertThat(read.path("zxid")).isEqualTo(written.path("zxid"));
        };
    }

    private JsonNode get(int node, String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(cluster.api(node) + path)).build();
        return json(http.send(request, BodyHandlers.ofString()));
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return JSON.readTree(answer.body());
    }

    @Test
    void clients_of_all_kinds_notice_nothing() throws Exception {
        int leader = cluster.leader();
        List<Spectator> spectators = new ArrayList<>();
        for (int node : cluster.nodes().toArray()) {
            spectators.add(opened(new Spectator(cluster.server(node), "/held-" + node)));
        }
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger lost = new AtomicInteger();
        List<FencingToken> tokens = new CopyOnWriteArrayList<>();
        List<Long> published = new CopyOnWriteArrayList<>();
        List<Repeating> repeating = List.of(
                opened(new Repeating("curator 1", mutex(1, inside))),
                opened(new Repeating("curator 2", mutex(2, inside))),
                opened(new Repeating("lock 2", lock(2, tokens, lost))),
                opened(new Repeating("lock 3", lock(3, tokens, lost))),
                opened(new Repeating("config", publish(published))));
        EventReader reader = opened(new EventReader(http, URI.create(cluster.api(2) + "/api/v1/namespaces/it/events")));
        reader.open();
        countOnAll();
        awaitEpochs(EPOCHS / 2, repeating, TURNS / 2);
        reader.close();
        awaitEpochs(EPOCHS / 2 + 2, repeating, TURNS / 2 + 2);
        reader.open();
        awaitEpochs(EPOCHS, repeating, TURNS);

        assertEveryWriteDoneOnce();
        for (Repeating one : repeating) {
            one.end();
        }
        assertThat(lost).hasValue(0);
        assertThat(curatorStates).containsExactly(ConnectionState.CONNECTED, ConnectionState.CONNECTED);
        assertLogIsComplete(repeating.get(0).turns() + repeating.get(1).turns());
        assertThat(tokens).hasSize(repeating.get(2).turns() + repeating.get(3).turns());
        assertThat(published).isSorted().doesNotHaveDuplicates();
        assertToldInOrder(reader, published);
        assertSeenByAll(spectators);
        assertThat(cluster.leader()).isEqualTo(leader);
        assertSameTreeOverHttp();
        System.out.printf(
                "%d full epochs: %d writes counted, %d turns under locks, %d versions published%n",
                epochsSeen(),
                counting.stream().mapToInt(CountingClient::acknowledged).sum(),
                repeating.stream().limit(4).mapToInt(Repeating::turns).sum(),
                published.size());
    }

    private void awaitEpochs(int epochs, List<Repeating> repeating, int turns) {
        Waiting.until(
                epochs + " epochs and " + turns + " turns of each",
                () -> repeating.stream().map(Repeating::trouble).toList() + " "
                        + counting.stream().map(CountingClient::mistakes).toList(),
                () -> epochsSeen() >= epochs && repeating.stream().allMatch(one -> one.turns() >= turns));
    }

    /** Sequence numbers without a gap, made in their order. */
    private void assertLogIsComplete(int entries) throws Exception {
        try (ZooKeeper client = Stock.connect(cluster.server(3))) {
            List<String> names =
                    client.getChildren("/curator/log", false).stream().sorted().toList();
            assertThat(names)
                    .containsExactlyElementsOf(IntStream.range(0, entries)
                            .mapToObj("entry-%010d"::formatted)
                            .toList());
            List<Long> created = new ArrayList<>();
            for (String name : names) {
                created.add(client.exists("/curator/log/" + name, false).getCzxid());
            }
            assertThat(created).isSorted().doesNotHaveDuplicates();
        }
    }

    /** A stream that broke off and went on tells of no version twice, of the last one, and never starts over. */
    private static void assertToldInOrder(EventReader reader, List<Long> published) throws IOException {
        long last = published.get(published.size() - 1);
        Waiting.until(
                "the last version is told",
                () -> reader.events().toString(),
                () -> reader.events().get(reader.events().size() - 1).id().equals(Long.toString(last)));
        List<Long> versions = new ArrayList<>();
        for (EventReader.Event event : reader.events()) {
            assertThat(event.type()).isEqualTo("put");
            long version = JSON.readTree(event.data()).path("version").asLong();
            assertThat(event.id()).isEqualTo(published.get((int) version - 1).toString());
            versions.add(version);
        }
        assertThat(versions).isSorted().doesNotHaveDuplicates();
    }

    /** Each watch fired once for each write, with its zxid; each session kept its connection and what it holds. */
    private void assertSeenByAll(List<Spectator> spectators) throws Exception {
        for (Spectator spectator : spectators) {
            for (CountingClient client : counting) {
                Waiting.until(
                        "all of " + client.path() + " is seen",
                        () -> spectator.changes(client.path()).size()
                                >= client.zxids().size());
                assertThat(spectator.changes(client.path())).isEqualTo(client.zxids());
            }
            assertThat(spectator.events().stream().map(WatchedEvent::getZxid)).isSorted();
            assertThat(spectator.states()).containsExactly(KeeperState.SyncConnected);
            assertThat(spectator.holds()).isTrue();
        }
    }

    private void assertSameTreeOverHttp() throws Exception {
        for (int node : cluster.nodes().toArray()) {
            try (ZooKeeper client = Stock.connect(cluster.server(node))) {
                for (CountingClient counted : counting) {
                    Stat stat = client.exists(counted.path(), false);
                    JsonNode shown =
                            get(node, "/api/v1/tree?path=" + counted.path()).path("stat");
                    assertThat(shown.path("mzxid").asText()).isEqualTo(Long.toString(stat.getMzxid()));
                    assertThat(shown.path("czxid").asText()).isEqualTo(Long.toString(stat.getCzxid()));
                    assertThat(stat.getMzxid()).isEqualTo(counted.zxids().get(counted.acknowledged() - 1));
                }
            }
        }
    }

    @Test
    void commands_and_disks_tell_the_same_and_a_restart_goes_on_from_there() throws Exception {
        countOnAll();
        Waiting.until("some epochs are full", () -> epochsSeen() >= 5);
        assertEveryWriteDoneOnce();
        for (CountingClient client : counting) {
            client.close();
        }
        SortedMap<String, String> before = Stock.tree(cluster.server(1));
        long first = epoch(counting.get(0).zxids().get(0));
        assertThat(latchkey("status", "--api", cluster.apis()))
                .containsPattern("leader +yes +(\\d+) +\\1:4294967[012]\\d\\d ");
        for (int node : cluster.nodes().toArray()) {
            assertThat(cluster.word(node, "srvr")).containsPattern("Zxid: 0x[0-9a-f]ffffff[0-9a-f]{2}\n");
            cluster.program(node).terminate();
            cluster.program(node).awaitEnd();
            String data = cluster.dataDir(node).toString();
            assertThat(latchkey("inspect", "verify", data)).startsWith("sound: ");
            assertThat(latchkey("inspect", "list", data))
                    .containsPattern("snapshot-0000000[0-9a-f]ffffff[0-9a-f]{2} +\\d+:4294967[012]\\d\\d ");
            long full = first + node; // one after another
            String hex = "0x" + Long.toHexString(full);
            assertThat(latchkey("inspect", "show", full + ":4294967295", data))
                    .contains(full + ":4294967295 (" + hex + "ffffffff)", "in the history");
            assertThat(latchkey("inspect", "show", hex + "ffffff01", data)).contains(full + ":4294967041");
        }
        cluster.startAll();
        for (int node : cluster.nodes().toArray()) {
            assertThat(Stock.tree(cluster.server(node))).isEqualTo(before);
        }
        try (CountingClient again = new CountingClient(cluster.server(1), "/again")) {
            Waiting.until(
                    "more epochs are full", () -> again.mistakes().toString(), () -> again.acknowledged() > 1_000);
            again.end();
            assertThat(again.mistakes()).isEmpty();
            assertThat(again.zxids()).isSorted().allMatch(zxid -> counter(zxid) > COUNTER_START);
            long last = counting.get(0).zxids().get(counting.get(0).acknowledged() - 1);
            assertThat(again.zxids().get(0)).isGreaterThan(last);
        }
    }

    private String latchkey(String... words) throws InterruptedException {
        try (Program program = Program.latchkey(dir.resolve("command-" + System.nanoTime()), List.of(words))) {
            assertThat(program.awaitEnd()).as(program.said()).isZero();
            return program.said();
        }
    }
}

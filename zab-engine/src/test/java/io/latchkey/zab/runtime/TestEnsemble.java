package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.ZabConfig;
import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.storage.DiskSpace;
import io.latchkey.zab.storage.MemoryStorage;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Stat;
import io.latchkey.zab.tree.Submission;
import io.latchkey.zab.tree.ZNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Three servers of one process, with disks that outlive them. */
final class TestEnsemble implements AutoCloseable {
    private static final int SIZE = 3; // voters of the first hour; more may join
    private static final int IDS = 5;

    /** One life of a server, and who follows it. */
    record Member(
            int id, ReplicatedServer server, Recorder recorder, Ticker ticker, CompletableFuture<Throwable> fatal) {}

    final MemoryNetwork network = new MemoryNetwork();
    private final UnaryOperator<EngineConfig> tuning;
    private final Function<EngineConfig, Ticker> tickers;
    private final MemoryStorage[] disks = new MemoryStorage[IDS + 1];
    private final AtomicReferenceArray<SpacedStorage> storages = new AtomicReferenceArray<>(IDS + 1);
    private final AtomicReferenceArray<@Nullable Member> members = new AtomicReferenceArray<>(IDS + 1);

    TestEnsemble(UnaryOperator<EngineConfig> tuning) {
        this(
                tuning,
                config -> new ThreadTicker("latchkey-ticker-" + config.zab().self(), config.tickMs()));
    }

    TestEnsemble(UnaryOperator<EngineConfig> tuning, Function<EngineConfig, Ticker> tickers) {
        this.tuning = tuning;
        this.tickers = tickers;
        for (int id = 1; id <= IDS; id++) {
            disks[id] = MemoryStorage.empty();
        }
    }

    static ZabConfig withHistoryKeep(ZabConfig c, int keep) {
        return new ZabConfig(
                c.self(),
                c.quorum(),
                c.electionQuietTicks(),
                c.discoveryLimitTicks(),
                c.initLimitTicks(),
                c.syncLimitTicks(),
                keep,
                c.diffBytesMax(),
                c.epochTxnsMax(),
                c.epochStart());
    }

    static ZabConfig withEpochs(ZabConfig c, long start, long txnsMax) {
        return new ZabConfig(
                c.self(),
                c.quorum(),
                c.electionQuietTicks(),
                c.discoveryLimitTicks(),
                c.initLimitTicks(),
                c.syncLimitTicks(),
                c.historyKeep(),
                c.diffBytesMax(),
                txnsMax,
                start);
    }

    /** All of them. */
    void start() {
        for (int id = 1; id <= SIZE; id++) {
            start(id);
        }
        for (int id = 1; id <= SIZE; id++) {
            member(id).recorder().awaitServing();
        }
    }

    Member start(int id) {
        // ticks of 10 ms, and patience for a machine that has other things to do
        QuorumConfig quorum = id <= SIZE ? QuorumConfig.majorityOf(1, 2, 3) : QuorumConfig.majorityOf(1, 2, 3, id);
        ZabConfig zab = new ZabConfig(id, quorum, 3, 200, 1_500, 300, 10_000, 1 << 20, Zxid.COUNTER_MAX, 0);
        EngineConfig config =
                tuning.apply(new EngineConfig(zab, 10, 10, 1_000, 10_000, 64 << 20, 100_000, 1 << 28, 3, 3_000));
        CompletableFuture<Throwable> fatal = new CompletableFuture<>();
        Ticker ticker = tickers.apply(config);
        SpacedStorage storage = new SpacedStorage(disks[id]);
        storages.set(id, storage);
        EnginePorts ports = new EnginePorts(storage, network.transport(id), ticker, System::currentTimeMillis);
        ReplicatedServer server = ReplicatedServer.create(config, ports, List.of(), fatal::complete);
        Recorder recorder = new Recorder();
        server.subscribe(recorder);
        Member member = new Member(id, server, recorder, ticker, fatal);
        members.set(id, member);
        server.start();
        return member;
    }

    Member member(int id) {
        Member member = members.get(id);
        if (member == null) {
            throw new IllegalStateException("server " + id + " is down");
        }
        return member;
    }

    @Nullable
    Member memberIfUp(int id) {
        return members.get(id);
    }

    /** Any that serves, as soon as one does. */
    Member awaitServing() {
        Member any = memberIfUp(1) == null ? member(2) : member(1);
        any.recorder().awaitServing();
        return any;
    }

    /** The disk of a server that is down is replaced by an empty one. */
    void replaceDisk(int id) {
        disks[id] = MemoryStorage.empty();
    }

    /** How much room the disk of a running server has. */
    void setSpace(int id, DiskSpace space) {
        storages.get(id).space = space;
    }

    MemoryStorage disk(int id) {
        return disks[id];
    }

    void forEach(Consumer<Member> action) {
        for (int id = 1; id <= IDS; id++) {
            Member member = memberIfUp(id);
            if (member != null) {
                action.accept(member);
            }
        }
    }

    boolean allServe() {
        boolean[] all = {true};
        forEach(member -> all[0] &= member.server().status().state().inBroadcast());
        return all[0];
    }

    /** Tries again when the answer is lost with the leader or a link: the request must bear that. */
    Committed requestUntilDone(Member member, Request request) {
        while (true) {
            member.recorder().awaitServing();
            CompletableFuture<Committed> answer =
                    member.recorder().trySubmit(member.server(), Submission.ofServer(request));
            if (answer != null) {
                try {
                    return Recorder.await(answer);
                } catch (CompletionException e) {
                    assertThat(e).hasCauseInstanceOf(Recorder.Lost.class);
                }
            }
        }
    }

    /** One that serves and leads now. */
    Member leader() {
        for (int id = 1; id <= IDS; id++) {
            Member member = members.get(id);
            if (member != null && member.server().status().state().leading()) {
                return member;
            }
        }
        throw new AssertionError("nobody leads");
    }

    /** One that serves and follows now. */
    Member follower() {
        for (int id = 1; id <= IDS; id++) {
            Member member = members.get(id);
            if (member != null && member.server().status().state().inBroadcast() && member != leader()) {
                return member;
            }
        }
        throw new AssertionError("nobody follows");
    }

    /** As if its power failed: what was not forced is lost, and nobody hears of it any more. */
    void kill(int id) {
        Member member = member(id);
        network.isolate(id);
        disks[id].crash(0);
        member.server().close();
        network.heal(id);
        members.set(id, null);
    }

    void stop(int id) {
        member(id).server().close();
        members.set(id, null);
    }

    /** Closes one that has stopped by itself. */
    void abandon(int id) {
        assertThat(member(id).fatal()).isDone();
        stop(id);
    }

    /**
     * Waits until all that run have the same tree at {@code zxid} or later, then compares every node. What the leader
     * does by itself, as letting a server in again, may come behind {@code zxid}.
     */
    void awaitEqualTrees(long zxid) {
        List<DataTree> trees = awaitTrees(zxid);
        long newest = trees.stream().mapToLong(DataTree::zxid).max().orElse(zxid);
        if (trees.stream().anyMatch(tree -> tree.zxid() < newest)) {
            awaitEqualTrees(newest);
            return;
        }
        for (DataTree tree : trees) {
            assertThat(tree.digest()).isEqualTo(trees.get(0).digest());
            assertThat(stats(tree)).isEqualTo(stats(trees.get(0)));
        }
    }

    private List<DataTree> awaitTrees(long zxid) {
        List<DataTree> trees = new ArrayList<>();
        forEach(member -> trees.add(member.recorder()
                .awaitBatch(batch -> batch.state().inBroadcast() && batch.tree().zxid() >= zxid)
                .tree()));
        return trees;
    }

    private static TreeMap<String, Stat> stats(DataTree tree) {
        TreeMap<String, Stat> stats = new TreeMap<>();
        ZNode root = tree.node("/");
        if (root != null) {
            collect("", root, stats);
        }
        return stats;
    }

    private static void collect(String path, ZNode node, TreeMap<String, Stat> stats) {
        stats.put(path, node.stat());
        for (String name : node.childNames()) {
            ZNode child = node.child(name);
            if (child != null) {
                collect(path + "/" + name, child, stats);
            }
        }
    }

    @Override
    public void close() {
        for (int id = 1; id <= IDS; id++) {
            Member member = memberIfUp(id);
            if (member != null) {
                member.server().close();
                assertThat(member.fatal()).isNotDone();
            }
        }
    }
}

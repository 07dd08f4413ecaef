package io.latchkey.bench.micro;

import io.latchkey.zab.format.TxnFormat;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.Applied;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Preparer;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import io.latchkey.zab.tree.TxnRecord;
import io.latchkey.zab.tree.ZNode;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What reading, preparing and applying cost on a tree of many znodes, 100 bytes each, a hundred to a parent. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TreeBenchmark {
    private static final int SIBLINGS = 100;
    private static final long TIME_MS = 1_000;

    @Param({"1000", "100000"})
    public int nodes;

    private final Preparer preparer = new Preparer(List.of());
    private final SplittableRandom random = new SplittableRandom(1);
    private final byte[] data = new byte[100];
    private DataTree tree = DataTree.empty();
    private String[] paths = new String[0];
    private TxnRecord[] writes = new TxnRecord[0];
    private byte[] encoded = new byte[0];

    /** Plants the tree and decides one write to each znode. */
    @Setup
    public void plant() {
        paths = new String[nodes];
        writes = new TxnRecord[nodes];
        create("/bench");
        for (int i = 0; i < nodes; i++) {
            if (i % SIBLINGS == 0) {
                create("/bench/parent-" + i / SIBLINGS);
            }
            paths[i] = "/bench/parent-" + i / SIBLINGS + "/child-" + i;
            create(paths[i]);
        }
        for (int i = 0; i < nodes; i++) {
            writes[i] = prepare(new Request.SetData(paths[i], data, -1)).txn();
        }
        encoded = TxnFormat.encode(writes[0]);
    }

    private void create(String path) {
        tree = prepare(new Request.Create(path, data, Acl.OPEN, CreateMode.PERSISTENT))
                .applied()
                .tree();
    }

    private Preparer.Prepared prepare(Request request) {
        return preparer.prepare(tree, tree.zxid() + 1, 1, 0, TIME_MS, Submission.ofServer(request));
    }

    @Benchmark
    public @Nullable ZNode read() {
        return tree.node(paths[random.nextInt(nodes)]);
    }

    /** The leader's part of a write: checks, the transaction, and the tree ahead. */
    @Benchmark
    public Preparer.Prepared prepareWrite() {
        return prepare(new Request.SetData(paths[random.nextInt(nodes)], data, -1));
    }

    /** A follower's part of a write. */
    @Benchmark
    public Applied applyWrite() {
        return tree.apply(tree.zxid() + 1, writes[random.nextInt(nodes)]);
    }

    @Benchmark
    public Preparer.Prepared prepareCreate() {
        String path = "/bench/parent-" + random.nextInt(nodes / SIBLINGS) + "/new";
        return prepare(new Request.Create(path, data, Acl.OPEN, CreateMode.PERSISTENT));
    }

    @Benchmark
    public byte[] encodeWrite() {
        return TxnFormat.encode(writes[random.nextInt(nodes)]);
    }

    @Benchmark
    public TxnRecord decodeWrite() {
        return TxnFormat.decode(encoded);
    }
}

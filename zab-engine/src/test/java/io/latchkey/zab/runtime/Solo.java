package io.latchkey.zab.runtime;

import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.ZabConfig;
import io.latchkey.zab.storage.Storage;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.WriteRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** One life of an ensemble of one, whose clocks are in the test's hand: ticks of 10 ms, buckets of one tick. */
final class Solo implements AutoCloseable {
    static final EngineConfig CONFIG = new EngineConfig(
            ZabConfig.of(1, QuorumConfig.majorityOf(1)), 10, 1, 0, 1_000, 64 << 20, 100_000, 1 << 28, 3, 5);

    final Recorder recorder = new Recorder();
    final List<Throwable> fatal = Collections.synchronizedList(new ArrayList<>());
    final CompletableFuture<Throwable> stopped = new CompletableFuture<>();
    final ReplicatedServer server;
    private final ManualTicker ticker = new ManualTicker();

    Solo(EngineConfig config, Storage storage, AtomicLong wallClockMs, WriteRule... rules) {
        EnginePorts ports = new EnginePorts(storage, PeerTransport.none(), ticker, wallClockMs::get);
        server = ReplicatedServer.create(config, ports, List.of(rules), problem -> {
            fatal.add(problem);
            stopped.complete(problem);
        });
    }

    Solo(EngineConfig config, Storage storage) {
        this(config, storage, new AtomicLong(1_000));
    }

    Solo start() {
        server.subscribe(recorder);
        server.start();
        return this;
    }

    Solo serve() {
        start();
        recorder.awaitServing();
        return this;
    }

    Committed request(Request request) {
        return recorder.request(server, request);
    }

    void tick(int ticks) {
        for (int i = 0; i < ticks; i++) {
            ticker.tick(server);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}

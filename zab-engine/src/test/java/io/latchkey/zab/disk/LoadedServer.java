package io.latchkey.zab.disk;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.ZabConfig;
import io.latchkey.zab.runtime.Batch;
import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.runtime.EngineConfig;
import io.latchkey.zab.runtime.PeerTransport;
import io.latchkey.zab.runtime.Pending;
import io.latchkey.zab.runtime.ReplicatedServer;
import io.latchkey.zab.runtime.Subscriber;
import io.latchkey.zab.storage.DiskConfig;
import io.latchkey.zab.storage.DiskStorage;
import io.latchkey.zab.storage.Storage;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Submission;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import org.slf4j.LoggerFactory;

/**
 * A process with one server, alone in its ensemble, that writes without a pause. On standard output it says
 * {@code begins}, {@code recovered N} when it serves, {@code acked N} for what it has acknowledged, and {@code stopped WHY} when it has
 * to stop; it exits with {@link #EXIT_STOPPED} then.
 */
final class LoadedServer implements Subscriber {
    static final int EXIT_STOPPED = 3;

    /** A flag: the disk is never asked to make anything durable. */
    static final String NO_SYNC = "no-sync";

    private static final int OUTSTANDING_MAX = 64;

    /** Snapshots often, so that they are cut short too, and segments go. */
    private static final int SNAPSHOT_TXNS = 2_000;

    private final CompletableFuture<DataTree> recovered = new CompletableFuture<>();
    private final Semaphore room = new Semaphore(OUTSTANDING_MAX);

    private LoadedServer() {}

    public static void main(String[] arguments) throws InterruptedException {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        Path dir = Path.of(arguments[0]);
        System.out.println("begins");
        try {
            Storage storage = DiskStorage.open(new DiskConfig(dir, dir, 1 << 20, 64 << 10, false, 0));
            boolean lies = List.of(arguments).contains(NO_SYNC);
            new LoadedServer().run(lies ? new UnsyncedStorage(storage) : storage);
        } catch (IOException | RuntimeException | ExecutionException e) {
            stop(e);
        }
    }

    private void run(Storage storage) throws InterruptedException, ExecutionException {
        ReplicatedServer server =
                ReplicatedServer.create(config(), storage, PeerTransport.none(), List.of(), LoadedServer::stop);
        server.subscribe(this);
        server.start();
        long next = Writes.lastOf(recovered.get()) + 1;
        System.out.println("recovered " + (next - 1));
        while (true) {
            room.acquire();
            while (!server.submit(Submission.ofServer(Writes.request(next)), new Pending(this, next))) {
                Thread.onSpinWait();
            }
            next++;
        }
    }

    private static EngineConfig config() {
        ZabConfig zab = ZabConfig.of(1, QuorumConfig.majorityOf(1));
        return new EngineConfig(zab, 20, 10, 65, 1_000, 64 << 20, SNAPSHOT_TXNS, 1 << 28, 3, 3_000);
    }

    private static void stop(Throwable problem) {
        System.out.println("stopped " + problem.getMessage());
        System.out.flush();
        Runtime.getRuntime().halt(EXIT_STOPPED);
    }

    @Override
    public void onBatch(Batch batch) {
        if (batch.state().serving()) {
            recovered.complete(batch.tree());
        }
        for (Committed one : batch.committed()) {
            Pending pending = one.pending();
            if (pending != null && pending.owner() == this) {
                if (one.result() instanceof Result.Failed failed) {
                    stop(new IOException("write " + pending.handle() + " failed: " + failed));
                }
                System.out.println("acked " + pending.handle());
                room.release();
            }
        }
    }
}

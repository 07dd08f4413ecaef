package io.latchkey.zab.runtime;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One server's end of a {@link MemoryNetwork}. */
final class MemoryTransport implements PeerTransport {
    /** Something to be told to the listener, on this transport's thread. */
    interface Word {
        void tell(Listener listener);
    }

    private final MemoryNetwork network;
    private final int id;
    private final ExecutorService wire;
    private volatile @Nullable Listener listener;

    MemoryTransport(MemoryNetwork network, int id) {
        this.network = network;
        this.id = id;
        wire = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "wire-" + id);
            thread.setDaemon(true);
            return thread;
        });
    }

    int id() {
        return id;
    }

    @Override
    public void start(Listener newListener) {
        listener = newListener;
        network.start(this);
    }

    void run(Word word) {
        Listener to = listener;
        if (to != null) {
            try {
                wire.execute(() -> word.tell(to));
            } catch (RejectedExecutionException e) {
                listener = null; // closed
            }
        }
    }

    /** Everybody reaches everybody here. */
    @Override
    public void peersChanged(Map<Integer, String> addressById) {}

    @Override
    public void send(int peer, long link, List<byte[]> frames) {
        network.send(id, peer, link, frames);
    }

    @Override
    public void reset(int peer, long link) {
        network.reset(id, peer, link);
    }

    @Override
    public void close() {
        network.stop(this);
        wire.shutdownNow();
        try {
            if (!wire.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new AssertionError("the wire of server " + id + " does not end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

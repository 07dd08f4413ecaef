package io.latchkey.zab.runtime;

import io.latchkey.zab.format.FormatException;
import io.latchkey.zab.storage.SnapshotStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The snapshot that is on its way here, of which there is one at most. Engine thread. */
final class Downloads {
    private final SnapshotStore store;
    private final PeerTransport transport;
    private @Nullable Download current;
    private @Nullable Download ended;
    /** Those that have not been found to have ended yet. */
    private final List<Download> running = new ArrayList<>();

    Downloads(SnapshotStore store, PeerTransport transport) {
        this.store = store;
        this.transport = transport;
    }

    /** How many chunks of what is offered are here already. */
    long start(int peer, long link, PeerFrame.SnapshotStart start) {
        Download download = current;
        if (download == null || !download.isOf(start)) {
            drop();
            running.removeIf(Download::hasEnded);
            download = new Download(store, transport, start);
            running.add(download);
            download.start();
            current = download;
        }
        return download.attach(peer, link, start);
    }

    /** @throws FormatException if none was announced */
    Download current() {
        if (current == null) {
            throw new FormatException("a part of a snapshot that was not announced");
        }
        return current;
    }

    /** The whole of it, which {@link #settle} drops unless it has been kept by then. */
    ReceivedSnapshot end(long session) {
        ReceivedSnapshot whole = current().received(session);
        ended = current;
        current = null;
        return whole;
    }

    /** After what came last has been dealt with. */
    void settle() {
        if (ended != null) {
            ended.cancel();
            ended = null;
        }
    }

    private void drop() {
        if (current != null) {
            current.cancel();
            current = null;
        }
    }

    /** Returns when no thread runs any more. */
    void close() {
        settle();
        drop();
        running.forEach(Download::join);
    }
}

package io.latchkey.server.http;

import io.latchkey.server.config.ConfigChange;
import io.latchkey.server.config.ConfigTree;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * The changes of one namespace, told to one client. While the client keeps up it is told each change as it commits.
 * One who reads too slowly, or was away, catches up from the tree: of each key it has missed, it is told the newest change.
 * So nothing is queued for it beyond what the connection holds. Loop only.
 */
final class EventStream {
    /** Beyond it the client reads everything again. */
    private static final int REPLAY_MAX = 10_000;

    private static final int WRITE_QUEUE_BYTES = 1 << 20;

    private final EventHub hub;
    private final HttpServerResponse response;
    private final String namespace;
    /** All up to here has been told; below 0 when the client knows nothing yet. */
    private long told;

    private boolean live;

    /** @param told zxid that the client resumes after, or -1 */
    EventStream(EventHub hub, HttpServerResponse response, String namespace, long told) {
        this.hub = hub;
        this.response = response;
        this.namespace = namespace;
        this.told = told;
        response.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
        response.drainHandler(ignored -> onDrained());
    }

    String namespace() {
        return namespace;
    }

    /** Starts at the tree as it is, or where the client broke off. */
    void begin() {
        if (told >= 0) {
            catchUp();
            return;
        }
        long now = hub.view().tree().zxid();
        tell(EventFrames.beat(now), now);
        live = true;
    }

    private void tell(Buffer frames, long zxid) {
        hub.show(zxid);
        response.write(frames);
        told = zxid;
    }

    /** A transaction has changed the namespace. */
    void live(long zxid, Buffer frames) {
        if (!live) {
            return;
        }
        if (response.writeQueueFull()) {
            live = false; // goes on when the client has read: onDrained
            return;
        }
        tell(frames, zxid);
    }

    /** What is told from now on could have gaps. */
    void fallBehind() {
        live = false;
    }

    private void onDrained() {
        if (!live && hub.view().state().serving()) {
            catchUp();
        }
    }

    /** Tells what has been missed, as far as the connection takes it; with all of it told, the stream is live again. */
    void catchUp() {
        if (told > hub.view().tree().zxid()) {
            // the client has been told more by another server than this one has heard of
            live = false;
            hub.syncThenCatchUp(this);
        } else {
            replay();
        }
    }

    void catchUpAfterSync() {
        if (told > hub.view().tree().zxid()) {
            resync(); // what it was told is not of this ensemble, or the data was restored
        } else {
            replay();
        }
    }

    private void replay() {
        ConfigTree center = new ConfigTree(hub.view().tree());
        List<ConfigChange> missed = told < 0 ? null : ConfigChange.after(center, namespace, told, REPLAY_MAX);
        if (missed == null) {
            resync();
            return;
        }
        live = false;
        int at = 0;
        while (at < missed.size()) {
            if (response.writeQueueFull()) {
                return; // goes on in onDrained, with what has changed by then
            }
            long zxid = missed.get(at).revision().zxid();
            List<ConfigChange> ofOne = new ArrayList<>();
            while (at < missed.size() && missed.get(at).revision().zxid() == zxid) {
                ofOne.add(missed.get(at++));
            }
            tell(EventFrames.changes(ofOne, zxid), zxid);
        }
        told = Math.max(told, center.tree().zxid());
        live = true;
    }

    private void resync() {
        long now = hub.view().tree().zxid();
        tell(EventFrames.resync(now), now);
        live = true;
    }

    /** @param serving whether the view is one that may be told of */
    void beat(boolean serving) {
        if (response.writeQueueFull()) {
            return;
        }
        if (!serving) {
            response.write(EventFrames.waiting());
        } else if (live) {
            long now = Math.max(told, hub.view().tree().zxid());
            tell(EventFrames.beat(now), now);
        } else {
            catchUp();
        }
    }

    void end() {
        response.end();
    }
}

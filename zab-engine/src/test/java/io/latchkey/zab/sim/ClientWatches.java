package io.latchkey.zab.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The watches of a client's session, and what it must hear: no event is lost, told twice, out of order, or later than
 * data that shows what it tells of. A one-shot watch ends with its event, a persistent one goes on. While there is no
 * connection, watches sleep; the next server compares them with what it has.
 */
final class ClientWatches {
    /**
     * A watch as the client tells the next server of it.
     *
     * @param since the client knows the state at this zxid
     * @param existed whether there was a node then
     */
    record Watch(String path, long since, boolean existed, boolean persistent) {}

    private final Verdict verdict;
    private final ReferenceModel model;
    private final Map<String, Watch> watches = new TreeMap<>();
    private final RecursiveWatches recursive;
    private boolean asleep;

    ClientWatches(Verdict verdict, ReferenceModel model) {
        this.verdict = verdict;
        this.model = model;
        recursive = new RecursiveWatches(verdict, model);
    }

    /** A read that asked for a watch shows the state at {@code zxid}. */
    void onRead(Op op, long zxid) {
        if (op.watch == Op.Watch.RECURSIVE) {
            recursive.add(op.path, zxid);
        } else if (op.watch != Op.Watch.NONE) {
            boolean existed = !op.result.equals(Results.ABSENT);
            watches.put(op.path, new Watch(op.path, zxid, existed, op.watch == Op.Watch.PERSISTENT));
        }
    }

    /** The client is shown something as of {@code zxid}: of every change up to there it must have heard. */
    void onShown(long zxid) {
        if (asleep) {
            return;
        }
        recursive.onShown(zxid);
        for (Watch watch : watches.values()) {
            verdict.that(
                    !model.changes(watch.path, watch.since, zxid),
                    "Watches",
                    () -> watch + ": what changed is shown, at " + Long.toHexString(zxid) + ", before it is told");
        }
    }

    void onEvent(String path, long zxid) {
        onShown(zxid - 1);
        Watch watch = watches.get(path);
        if (recursive.covers(path)) {
            recursive.onEvent(path, zxid);
            if (watch == null) {
                return;
            }
        }
        verdict.that(watch != null, "Watches", () -> "an event of " + path + " that was told before");
        boolean isNews = zxid > watch.since || (watch.persistent && zxid == watch.since); // a multi has several
        verdict.that(
                isNews && model.touches(path, zxid - 1, zxid),
                "Watches",
                () -> watch + ": nothing happened at " + Long.toHexString(zxid));
        goOn(watch, zxid);
    }

    private void goOn(Watch watch, long zxid) {
        if (watch.persistent) {
            boolean exists = !model.read(watch.path, zxid).equals(Results.ABSENT);
            watches.put(watch.path, new Watch(watch.path, zxid, exists, true));
        } else {
            watches.remove(watch.path);
        }
    }

    void onConnectionLost() {
        asleep = true;
    }

    void onNewSession() {
        watches.clear();
        recursive.clear();
        asleep = false;
    }

    /** Paths of those that are of everything below too, for the next server. */
    List<String> recursive() {
        return recursive.roots();
    }

    /** What to tell the next server of the others. */
    List<Watch> all() {
        return new ArrayList<>(watches.values());
    }

    /** The next server has them, and tells which have something to tell as of {@code zxid}. */
    void onSet(long zxid, List<String> fired) {
        asleep = false;
        recursive.onSet(zxid);
        for (Watch watch : all()) {
            if (fired.contains(watch.path)) {
                verdict.that(
                        model.touches(watch.path, watch.since, zxid),
                        "Watches",
                        () -> watch + ": nothing happened up to " + Long.toHexString(zxid));
                goOn(watch, zxid);
            } else {
                verdict.that(
                        model.read(watch.path, watch.since).equals(model.read(watch.path, zxid)),
                        "Watches",
                        () -> watch + ": nobody tells of what changed while there was no connection");
                watches.put(watch.path, new Watch(watch.path, zxid, watch.existed, watch.persistent));
            }
        }
    }
}

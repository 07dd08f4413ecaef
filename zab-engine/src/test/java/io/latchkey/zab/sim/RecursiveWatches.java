package io.latchkey.zab.sim;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The recursive watches of a client's session, and what it must hear: of each change to a path or below it, before it is
 * shown anything as of then; of none more often than it happened. They go with the session to the next server. Of what
 * happened in between nobody tells.
 */
final class RecursiveWatches {
    private final Verdict verdict;
    private final ReferenceModel model;
    private final TreeMap<String, Long> since =
            new TreeMap<>(); // by root: changes up to there have been told, or shown
    private final Map<String, Integer> heard = new HashMap<>(); // of the transaction heard of last, by path
    private long heardZxid;

    RecursiveWatches(Verdict verdict, ReferenceModel model) {
        this.verdict = verdict;
        this.model = model;
    }

    List<String> roots() {
        return List.copyOf(since.keySet());
    }

    /** One that stands already goes on. */
    void add(String root, long zxid) {
        since.putIfAbsent(root, zxid);
    }

    boolean covers(String path) {
        return since.keySet().stream().anyMatch(root -> SimWatches.isBelow(path, root));
    }

    void onEvent(String path, long zxid) {
        if (zxid != heardZxid) {
            heard.clear();
            heardZxid = zxid;
        }
        int times = heard.merge(path, 1, Integer::sum);
        verdict.that(
                times <= model.timesTouched(path, zxid),
                "Watches",
                () -> "a recursive watch is told " + times + " times of " + path + " at " + Long.toHexString(zxid));
    }

    /** Something is shown as of {@code zxid}: every change up to there must have been told. */
    void onShown(long zxid) {
        for (Map.Entry<String, Long> watch : since.entrySet()) {
            if (watch.getValue() < zxid) {
                model.touchedBetween(watch.getValue(), zxid).forEach((at, paths) -> check(watch.getKey(), at, paths));
                watch.setValue(zxid);
            }
        }
    }

    private void check(String root, long zxid, Map<String, Integer> paths) {
        for (String path : paths.keySet()) {
            boolean due = SimWatches.isBelow(path, root) && model.changes(path, zxid - 1, zxid);
            boolean told = zxid == heardZxid && heard.containsKey(path);
            verdict.that(
                    !due || told,
                    "Watches",
                    () -> "a recursive watch of " + root + " is not told of " + path + " at " + Long.toHexString(zxid));
        }
    }

    /** They stand at the next server as of {@code zxid}. */
    void onSet(long zxid) {
        since.replaceAll((root, before) -> zxid);
    }

    void clear() {
        since.clear();
    }
}

package io.latchkey.zab.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configurations that a history brings, in order. A server goes by the latest, committed or not: that one quorum
 * can't miss another rests on it.
 */
final class Configs {
    private record Entry(long zxid, QuorumConfig config) {}

    private final QuorumConfig initial;
    private final ArrayList<Entry> entries = new ArrayList<>(); // of the history, by zxid
    private QuorumConfig base; // before the first of them

    /**
     * @param initial the one that the server was started with: it holds as long as no history says otherwise
     * @param ofSnapshot the configuration as of the snapshot that the history starts with, null if it never changed
     */
    Configs(QuorumConfig initial, @Nullable QuorumConfig ofSnapshot) {
        this.initial = initial;
        base = ofSnapshot == null ? initial : ofSnapshot;
    }

    QuorumConfig latest() {
        return entries.isEmpty() ? base : entries.get(entries.size() - 1).config;
    }

    /** Whether the latest one is committed. */
    boolean isLatestCommitted(long committed) {
        return entries.isEmpty() || entries.get(entries.size() - 1).zxid <= committed;
    }

    /** The last one that is committed, and those after it: any of them may be the one that holds in the end. */
    List<QuorumConfig> possible(long committed) {
        List<QuorumConfig> possible = new ArrayList<>();
        possible.add(base);
        for (Entry e : entries) {
            if (e.zxid <= committed) {
                possible.clear();
            }
            possible.add(e.config);
        }
        return possible;
    }

    void add(Proposal p) {
        QuorumConfig config = p.config();
        if (config != null) {
            entries.add(new Entry(p.zxid(), config));
        }
    }

    void truncateAfter(long zxid) {
        entries.removeIf(e -> e.zxid > zxid);
    }

    /** The history up to {@code zxid} is let go of. */
    void dropUpTo(long zxid) {
        while (!entries.isEmpty() && entries.get(0).zxid <= zxid) {
            base = entries.remove(0).config;
        }
    }

    void reset(@Nullable QuorumConfig config) {
        entries.clear();
        base = config == null ? initial : config;
    }
}

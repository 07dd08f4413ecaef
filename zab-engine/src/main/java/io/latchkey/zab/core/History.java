package io.latchkey.zab.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The accepted proposals in zxid order that follow {@link #floor}, how many of them are committed, and the
 * configurations that they bring. Whatever is committed here has been delivered; nothing else has.
 */
public final class History {
    private final ArrayList<Proposal> proposals = new ArrayList<>();
    private long floor;
    private final Configs configs;
    private int committedCount;

    /**
     * @param snapshotZxid everything up to here is committed, and delivered by way of the snapshot
     * @param configs told of each configuration that comes and goes; has that of the snapshot
     */
    History(long floor, List<Proposal> log, long snapshotZxid, Configs configs) {
        Check.that(floor <= snapshotZxid, "the history starts at or below the snapshot");
        this.floor = floor;
        this.configs = configs;
        for (Proposal p : log) {
            append(p);
        }
        if (last() < snapshotZxid) { // the snapshot outlived the end of the log, which it covers
            proposals.clear();
            configs.truncateAfter(Zxid.NONE);
            this.floor = snapshotZxid;
        }
        committedCount = indexAfter(snapshotZxid);
        Check.that(committed() == snapshotZxid, "the log holds the proposal that the snapshot was taken at");
    }

    /** The history starts after this zxid. */
    public long floor() {
        return floor;
    }

    public long last() {
        return proposals.isEmpty() ? floor : proposals.get(proposals.size() - 1).zxid();
    }

    public long committed() {
        return committedCount == 0 ? floor : proposals.get(committedCount - 1).zxid();
    }

    /** Proposals held, committed or not. */
    public int size() {
        return proposals.size();
    }

    void append(Proposal p) {
        Check.that(Zxid.follows(p.zxid(), last()), "a history has no gap");
        proposals.add(p);
        configs.add(p);
    }

    /** The largest zxid here that is not above {@code zxid}, or -1 if {@code zxid} lies below the floor. */
    long floorOf(long zxid) {
        if (zxid < floor) {
            return -1;
        }
        int i = indexAfter(zxid);
        return i == 0 ? floor : proposals.get(i - 1).zxid();
    }

    /** The last zxid of each epoch above {@link #committed}, falling. */
    List<Long> epochEnds() {
        List<Long> ends = new ArrayList<>();
        long epoch = -1;
        for (int i = proposals.size() - 1; i >= committedCount; i--) {
            long zxid = proposals.get(i).zxid();
            if (Zxid.epoch(zxid) != epoch) {
                ends.add(zxid);
                epoch = Zxid.epoch(zxid);
            }
        }
        return ends;
    }

    /** A copy of the committed proposals held. */
    public List<Proposal> committedProposals() {
        return List.copyOf(proposals.subList(0, committedCount));
    }

    List<Proposal> after(long zxid) {
        Check.that(zxid >= floor, "only what follows the floor is here");
        return List.copyOf(proposals.subList(indexAfter(zxid), proposals.size()));
    }

    /** The proposals after {@code zxid}, which is not below the floor, up to {@code end}. */
    List<Proposal> between(long zxid, long end) {
        Check.that(zxid >= floor, "only what follows the floor is here");
        int from = indexAfter(zxid);
        return List.copyOf(proposals.subList(from, Math.max(from, indexAfter(end))));
    }

    void truncateAfter(long keepTo) {
        Check.that(keepTo >= committed(), "a committed proposal is never truncated");
        int keep = indexAfter(keepTo);
        proposals.subList(keep, proposals.size()).clear();
        Check.that(last() == keepTo, "TRUNC names a zxid of this history");
        configs.truncateAfter(keepTo);
    }

    /** The history is now the one that led to a snapshot at {@code zxid}, with that configuration. */
    void reset(long zxid, @Nullable QuorumConfig config) {
        Check.that(zxid >= committed(), "a snapshot never goes back in time");
        proposals.clear();
        configs.reset(config);
        committedCount = 0;
        floor = zxid;
    }

    /** Commits everything up to {@code zxid}; each proposal that was not yet committed goes to {@code out}. */
    void commitTo(long zxid, Outbox out) {
        while (committedCount < proposals.size()
                && proposals.get(committedCount).zxid() <= zxid) {
            out.deliver(proposals.get(committedCount++));
        }
    }

    /** Whether the committed proposals above {@code zxid}, which is not below the floor, have more bytes than this. */
    boolean committedExceeds(long bytesMax, long zxid) {
        long bytes = 0;
        for (int i = indexAfter(zxid); i < committedCount && bytes <= bytesMax; i++) {
            bytes += proposals.get(i).txn().length;
        }
        return bytes > bytesMax;
    }

    /**
     * A snapshot at {@code zxid} is durable: drops what it covers, but for the last {@code keep} proposals, or as many
     * of them as have {@code bytesMax} bytes.
     */
    void compact(long zxid, int keep, long bytesMax) {
        Check.that(zxid <= committed(), "a snapshot covers committed proposals only");
        int drop = zxid < floor ? 0 : indexAfter(zxid);
        long bytes = 0;
        for (int kept = 0; kept < keep && drop > 0; kept++) {
            bytes += proposals.get(drop - 1).txn().length;
            if (bytes > bytesMax) {
                break;
            }
            drop--;
        }
        if (drop > 0) {
            floor = proposals.get(drop - 1).zxid();
            proposals.subList(0, drop).clear();
            committedCount -= drop;
            configs.dropUpTo(floor);
        }
    }

    private int indexAfter(long zxid) {
        int low = 0;
        int high = proposals.size();
        while (low < high) {
            int mid = (low + high) >>> 1;
            if (proposals.get(mid).zxid() <= zxid) {
                low = mid + 1;
            } else {
                high = mid;
            }
        }
        return low;
    }
}

package io.latchkey.server.inspect;

import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.storage.SnapshotReport;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the histories of two servers part. That one goes on further than the other is no difference.
 *
 * @param after what both journals still have begins after this zxid
 * @param upTo what both have ends here
 * @param compared transactions that both have, and that are the same
 * @param first the first difference, null if there is none
 */
public record Difference(
        long after, long upTo, int compared, @Nullable Finding first) {
    /** What each of the two has at a zxid, in words. */
    public record Finding(long zxid, String left, String right) {}

    /** @throws IOException if the system fails */
    public static Difference between(DataSet left, DataSet right) throws IOException {
        long after = Math.max(left.journal().floor(), right.journal().floor());
        long upTo = Math.min(left.journal().last(), right.journal().last());
        List<Proposal> ours = between(left, after, upTo);
        List<Proposal> theirs = between(right, after, upTo);
        int same = 0;
        while (same < ours.size() && same < theirs.size() && same(ours.get(same), theirs.get(same))) {
            same++;
        }
        Finding first = same < ours.size() || same < theirs.size()
                ? finding(at(ours, same), at(theirs, same))
                : snapshots(left, right);
        return new Difference(after, upTo, same, first);
    }

    private static List<Proposal> between(DataSet data, long after, long upTo) {
        return data.journal().log().stream()
                .filter(p -> p.zxid() > after && p.zxid() <= upTo)
                .toList();
    }

    private static boolean same(Proposal one, Proposal other) {
        return one.zxid() == other.zxid()
                && Arrays.equals(one.txn(), other.txn())
                && Objects.equals(one.config(), other.config());
    }

    private static @Nullable Proposal at(List<Proposal> proposals, int index) {
        return index < proposals.size() ? proposals.get(index) : null;
    }

    private static Finding finding(@Nullable Proposal left, @Nullable Proposal right) {
        long zxid = Math.min(zxid(left), zxid(right));
        return new Finding(zxid, text(left, zxid), text(right, zxid));
    }

    private static long zxid(@Nullable Proposal proposal) {
        return proposal == null ? Long.MAX_VALUE : proposal.zxid();
    }

    private static String text(@Nullable Proposal proposal, long zxid) {
        if (proposal == null) {
            return "nothing more";
        }
        return proposal.zxid() == zxid
                ? TxnReport.summary(proposal)
                : "nothing; " + Zxid.toString(proposal.zxid()) + " comes next: " + TxnReport.summary(proposal);
    }

    /** Snapshots at the same zxid hold the same tree. */
    private static @Nullable Finding snapshots(DataSet left, DataSet right) throws IOException {
        Map<Long, SnapshotReport> theirs = new HashMap<>();
        right.snapshots().forEach(snapshot -> theirs.put(snapshot.zxid(), snapshot));
        for (SnapshotReport snapshot : left.snapshots()) {
            SnapshotReport other = theirs.get(snapshot.zxid());
            if (other != null && snapshot.problem() == null && other.problem() == null) {
                long one = left.tree(snapshot).digest();
                long two = right.tree(other).digest();
                if (one != two) {
                    return new Finding(snapshot.zxid(), tree(one), tree(two));
                }
            }
        }
        return null;
    }

    private static String tree(long digest) {
        return "a snapshot of a tree with the digest " + Long.toHexString(digest);
    }
}

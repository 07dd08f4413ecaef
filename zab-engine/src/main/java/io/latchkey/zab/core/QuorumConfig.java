package io.latchkey.zab.core;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Who has a vote, and which sets of voters are quorums: majorities. The one place that knows, so that weights,
 * observers and joint configurations find room here alone.
 *
 * <p>Server ids are 1 to 254. Voters are also known by their index, 0 to {@link #size} - 1, in order of their ids.
 */
public final class QuorumConfig {
    private static final int ID_MAX = 254;

    private final int[] voters;
    private final int[] indexById = new int[ID_MAX + 1];

    private QuorumConfig(int[] sorted) {
        voters = sorted;
        Arrays.fill(indexById, -1);
        for (int i = 0; i < sorted.length; i++) {
            indexById[sorted[i]] = i;
        }
    }

    /** @throws IllegalArgumentException if there is no id, one twice, or one out of range */
    public static QuorumConfig majorityOf(int... ids) {
        int[] sorted = ids.clone();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            throw new IllegalArgumentException("an ensemble has at least one voter");
        }
        for (int i = 0; i < sorted.length; i++) {
            if (sorted[i] < 1 || sorted[i] > ID_MAX) {
                throw new IllegalArgumentException("server id " + sorted[i] + " is not within 1 to " + ID_MAX);
            }
            if (i > 0 && sorted[i] == sorted[i - 1]) {
                throw new IllegalArgumentException("server id " + sorted[i] + " is given twice");
            }
        }
        return new QuorumConfig(sorted);
    }

    public int size() {
        return voters.length;
    }

    /** Id of the voter at {@code index}. */
    public int voter(int index) {
        return voters[index];
    }

    /** Index of the voter with this id, or -1 when it has no vote. */
    public int indexOf(int id) {
        return id >= 0 && id <= ID_MAX ? indexById[id] : -1;
    }

    public boolean isVoter(int id) {
        return indexOf(id) >= 0;
    }

    /** Whether the voters whose ids {@code member} accepts are a quorum; each is asked once. */
    boolean isQuorum(IntPredicate member) {
        int members = 0;
        for (int voter : voters) {
            if (member.test(voter)) {
                members++;
            }
        }
        return members > voters.length / 2;
    }

    /**
     * The highest of {@code values} that a quorum has reached. Ensembles are small, so looking at each pair beats
     * sorting, and allocates nothing.
     *
     * @param values one for each voter, by index
     */
    long reachedByQuorum(long[] values) {
        long best = Long.MIN_VALUE;
        for (long candidate : values) {
            if (candidate > best && isReachedByQuorum(candidate, values)) {
                best = candidate;
            }
        }
        return best;
    }

    private boolean isReachedByQuorum(long candidate, long[] values) {
        int reached = 0;
        for (long value : values) {
            if (value >= candidate) {
                reached++;
            }
        }
        return reached > voters.length / 2;
    }

    @Override
    public String toString() {
        return "majority of " + Arrays.toString(voters);
    }
}

package io.latchkey.zab.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to the ensemble, who has a vote, and which sets of voters are quorums: those with more than half of the
 * weight. The one place that knows.
 *
 * <p>While the ensemble changes from one set of members to the next, the configuration is <em>joint</em>: a quorum is
 * then one of the outgoing members and one of the new ones (Ongaro, Ousterhout: Raft, section 6). So no two quorums of
 * adjacent configurations can miss each other, however many members change at once.
 *
 * <p>Immutable; members are in order of their ids.
 */
public final class QuorumConfig {
    private final List<Member> members;
    private final List<Member> outgoing; // empty unless joint

    private QuorumConfig(List<Member> members, List<Member> outgoing) {
        this.members = members;
        this.outgoing = outgoing;
    }

    /** @throws IllegalArgumentException if there is no voter with a weight, or an id twice */
    public static QuorumConfig of(List<Member> members) {
        return new QuorumConfig(sound(members), List.of());
    }

    /** Voters of the first hour with one vote each. */
    public static QuorumConfig majorityOf(int... ids) {
        List<Member> voters = new ArrayList<>();
        for (int id : ids) {
            voters.add(Member.voter(id, ""));
        }
        return of(voters);
    }

    /** A joint configuration as it was written down. */
    public static QuorumConfig joint(List<Member> members, List<Member> outgoing) {
        return new QuorumConfig(sound(members), sound(outgoing));
    }

    private static List<Member> sound(List<Member> members) {
        List<Member> sorted =
                members.stream().sorted(Comparator.comparingInt(Member::id)).toList();
        for (int i = 1; i < sorted.size(); i++) {
            int id = sorted.get(i).id();
            if (id == sorted.get(i - 1).id()) {
                throw new IllegalArgumentException("server id " + id + " is given twice");
            }
        }
        if (sorted.stream().noneMatch(m -> m.isVoter() && m.weight() > 0)) {
            throw new IllegalArgumentException("an ensemble has at least one voter with a weight");
        }
        return sorted;
    }

    /** On the way from this configuration, which is not joint, to these members. */
    public QuorumConfig towards(List<Member> next) {
        Check.that(!isJoint(), "one change of membership at a time");
        return joint(next, members);
    }

    /** The change is done: the outgoing members count no more. */
    public QuorumConfig settled() {
        return new QuorumConfig(members, List.of());
    }

    public boolean isJoint() {
        return !outgoing.isEmpty();
    }

    /** The members; of a joint configuration, those that it leads to. */
    public List<Member> members() {
        return members;
    }

    /** Of a joint configuration, the members that it comes from; otherwise empty. */
    public List<Member> outgoing() {
        return outgoing;
    }

    /** The member with this id; of two, the new one. */
    public @Nullable Member member(int id) {
        Member member = find(members, id);
        return member != null ? member : find(outgoing, id);
    }

    private static @Nullable Member find(List<Member> members, int id) {
        for (Member m : members) {
            if (m.id() == id) {
                return m;
            }
        }
        return null;
    }

    /** Whether the server with this id and this disk has a vote, in either set of members. */
    public boolean isVoter(int id, long disk) {
        return all().anyMatch(m -> m.isVoter() && m.id() == id && m.disk() == disk);
    }

    /** Whether the server with this id has a vote, if it has the right disk. */
    public boolean isVoter(int id) {
        return all().anyMatch(m -> m.isVoter() && m.id() == id);
    }

    /** Ids of all members, outgoing ones too, rising. */
    public List<Integer> ids() {
        return List.copyOf(new TreeSet<>(all().map(Member::id).toList()));
    }

    private Stream<Member> all() {
        return Stream.concat(members.stream(), outgoing.stream());
    }

    /** Whether the voters that {@code in} accepts are a quorum. */
    boolean isQuorum(Predicate<Member> in) {
        return isMajority(members, in) && (outgoing.isEmpty() || isMajority(outgoing, in));
    }

    private static boolean isMajority(List<Member> members, Predicate<Member> in) {
        int all = 0;
        int accepted = 0;
        for (Member m : members) {
            if (m.isVoter()) {
                all += m.weight();
                if (in.test(m)) {
                    accepted += m.weight();
                }
            }
        }
        return 2 * accepted > all;
    }

    /** Whether {@code in} accepts every voter. */
    boolean isUnanimous(Predicate<Member> in) {
        return all().filter(Member::isVoter).allMatch(in);
    }

    /** The highest value that a quorum has reached. Ensembles are small: looking at each pair beats sorting. */
    long reachedByQuorum(ToLongFunction<Member> value) {
        long reached = reachedByMajority(members, value);
        return outgoing.isEmpty() ? reached : Math.min(reached, reachedByMajority(outgoing, value));
    }

    private static long reachedByMajority(List<Member> members, ToLongFunction<Member> value) {
        long best = Long.MIN_VALUE;
        for (Member m : members) {
            long candidate = m.isVoter() ? value.applyAsLong(m) : Long.MIN_VALUE;
            if (candidate > best && isMajority(members, other -> value.applyAsLong(other) >= candidate)) {
                best = candidate;
            }
        }
        return best;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof QuorumConfig that
                        && members.equals(that.members)
                        && outgoing.equals(that.outgoing));
    }

    @Override
    public int hashCode() {
        return 31 * members.hashCode() + outgoing.hashCode();
    }

    @Override
    public String toString() {
        return isJoint() ? text(outgoing) + " towards " + text(members) : text(members);
    }

    private static String text(List<Member> members) {
        StringJoiner text = new StringJoiner(", ");
        for (Member m : members) {
            String weight = m.isVoter() && m.weight() != 1 ? " (weight " + m.weight() + ")" : "";
            text.add(m.id() + (m.isVoter() ? "" : " (observer)") + weight + (m.disk() == 0 ? "" : " on another disk"));
        }
        return "[" + text + "]";
    }
}

package io.latchkey.zab.sim;

import io.latchkey.zab.core.Phase;
import io.latchkey.zab.core.Role;
import io.latchkey.zab.sim.Cell.Relation;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which cells of the coverage matrix can't be reached at all, and why. Everything else has to be seen. */
final class Legality {
    private record Rule(Predicate<Cell> covers, String why) {}

    /** What a leader says in a bond once the follower has acknowledged its epoch. */
    private static final Set<String> AFTER_THE_PROMISE =
            Set.of("Trunc", "Snap", "NewLeader", "UpToDate", "Propose", "Commit");

    private static final Set<String> ONCE_IN_A_BOND = Set.of("Trunc", "Snap", "NewLeader", "UpToDate");

    private static final List<Rule> RULES = List.of(
            new Rule(
                    cell -> AFTER_THE_PROMISE.contains(cell.message()) && cell.relation() == Relation.HIGHER,
                    "a leader says it only to who has promised its epoch, and a promise outlives the process"),
            new Rule(
                    cell -> cell.message().equals("Ping") && cell.relation() == Relation.HIGHER,
                    "it goes both ways, but only when both have promised the leader's epoch"),
            new Rule(
                    cell -> Set.of("Ack", "AckEpoch").contains(cell.message()) && cell.relation() == Relation.HIGHER,
                    "a follower says it in the leader's own epoch, and the leader never promises less"),
            new Rule(
                    cell -> AFTER_THE_PROMISE.contains(cell.message())
                            && cell.relation() == Relation.EQUAL
                            && cell.role() == Role.LEADING
                            && cell.phase() != Phase.DISCOVERY,
                    "who leads has promised its own epoch, which is later than any it followed in"),
            new Rule(
                    cell -> ONCE_IN_A_BOND.contains(cell.message()) && is(cell, Relation.EQUAL, Phase.BROADCAST),
                    "an epoch has one leader, whose earlier bond's messages came before those of this one"),
            new Rule(
                    cell -> cell.message().equals("Commit") && is(cell, Relation.EQUAL, Phase.SYNCHRONIZATION),
                    "commits follow UPTODATE, and those of an earlier bond came before this one's LEADERINFO"),
            new Rule(
                    cell -> cell.message().equals("Ack") && is(cell, Relation.EQUAL, Phase.BROADCAST),
                    "this epoch has another leader, so nobody acknowledged it to me"));

    private Legality() {}

    private static boolean is(Cell cell, Relation relation, Phase phase) {
        return cell.role() == Role.FOLLOWING && cell.relation() == relation && cell.phase() == phase;
    }

    /** Why this can't be, or null if it can. */
    static @Nullable String whyNot(Cell cell) {
        for (Rule rule : RULES) {
            if (rule.covers.test(cell)) {
                return rule.why;
            }
        }
        return null;
    }
}

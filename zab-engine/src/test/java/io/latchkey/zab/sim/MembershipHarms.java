package io.latchkey.zab.sim;

import io.latchkey.zab.core.Member;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What operators do while everything goes on. */
final class MembershipHarms {
    private MembershipHarms() {}

    /**
     * Any servers as voters and observers, of any small weight; mostly a few changes to what there is. Not while damage
     * waits to be found: it might then be more than the new configuration can bear. Nor in calm, when a leader that stood
     * still comes to it: those that the change needs may stay away.
     */
    static void reconfigure(Strike s) {
        s.whenSoon(SimNode::isLeading, leader -> {
            List<Member> members = new ArrayList<>();
            boolean anew = s.luck().oneIn(4);
            for (SimNode node : s.nodes()) {
                Member present = leader.zab().quorum().member(node.id());
                boolean changes = anew || s.luck().oneIn(s.nodes().size());
                Member next = changes ? any(s, node) : present;
                if (next != null) {
                    members.add(next);
                }
            }
            boolean votes = members.stream().filter(Member::isVoter).count() >= 2;
            leader.step(() -> {
                if (votes && allSound(s) && !s.isCalm()) {
                    leader.service().membership().changeTo(members);
                }
            });
        });
    }

    private static boolean allSound(Strike s) {
        return s.nodes().stream().noneMatch(node -> node.disk().isDamaged());
    }

    private static @Nullable Member any(Strike s, SimNode node) {
        return switch (s.luck().below(6)) {
            case 0 -> null;
            case 1 -> Member.observer(node.id(), "");
            case 2 -> new Member(node.id(), Member.Kind.VOTER, s.luck().between(1, 3), 0, "");
            default -> Member.voter(node.id(), "");
        };
    }

    static void transfer(Strike s) {
        s.whenSoon(SimNode::isLeading, leader -> {
            SimNode successor = s.any();
            leader.step(() -> leader.service().membership().transferTo(successor.id()));
        });
    }

    static void replaceDisk(Strike s) {
        SimNode node = s.any();
        if (s.sim().atlas().mayLose(node)) {
            if (node.isUp()) {
                s.sim().stats().crashes++;
                node.crash();
            }
            node.replaceDisk();
            s.restart(node, s.whileMs());
        }
    }

    /** A record, or a snapshot, is not what was written; that is seen at the next start. */
    static void damageDisk(Strike s) {
        SimNode node = s.any();
        if (s.sim().atlas().mayLose(node) && node.disk().damage(s.luck())) {
            int whileMs = s.whileMs();
            s.later(whileMs, () -> s.crash(node));
        }
    }
}

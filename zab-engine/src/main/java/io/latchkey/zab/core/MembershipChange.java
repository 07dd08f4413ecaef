package io.latchkey.zab.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which configuration may follow the present one. Each quorum of a configuration must meet each quorum of the next, and a
 * leader begins a change only when the one before is done.
 */
final class MembershipChange {
    private final Zab zab;
    private final Learners learners;

    MembershipChange(Zab zab, Learners learners) {
        this.zab = zab;
        this.learners = learners;
    }

    /** What is due: the end of a change, or the readmission of voters whose disk is another; else null. */
    @Nullable
    QuorumConfig due() {
        if (!zab.isConfigCommitted()) {
            return null;
        }
        QuorumConfig present = zab.quorum();
        if (present.isJoint()) {
            return present.settled();
        }
        List<Member> members = learners.withPresentDisks(present.members());
        return members.equals(present.members()) ? null : towards(members);
    }

    /** The way to these members, with the disks that they have now; null if it can't be gone now. */
    @Nullable
    QuorumConfig towards(List<Member> members) {
        QuorumConfig present = zab.quorum();
        if (present.isJoint() || !zab.isConfigCommitted()) {
            return null;
        }
        QuorumConfig next = present.towards(learners.withPresentDisks(members));
        boolean newcomersReady = next.members().stream()
                .allMatch(m -> !m.isVoter() || present.isVoter(m.id(), m.disk()) || learners.isCurrent(m));
        return newcomersReady && learners.canSettle(next) ? next : null;
    }

    /** That the next configuration, which is about to be proposed, may follow. */
    void check(QuorumConfig next) {
        QuorumConfig present = zab.quorum();
        Check.that(zab.isConfigCommitted(), "one change of membership at a time");
        boolean settles = present.isJoint() && next.equals(present.settled());
        boolean begins = !present.isJoint() && next.isJoint() && next.outgoing().equals(present.members());
        Check.that(settles || begins, "each quorum of a configuration meets each quorum of the next");
    }
}

package io.latchkey.zab.sim;

import io.latchkey.zab.core.Member;
import io.latchkey.zab.core.QuorumConfig;
import java.util.List;
import java.util.function.Predicate;

/** What a quorum is, told a second time: checkers don't believe the core. */
final class Quorums {
    private Quorums() {}

    /** Whether the members that {@code in} accepts are a quorum, of both sides if there are two. */
    static boolean isQuorum(QuorumConfig config, Predicate<Member> in) {
        return isMajority(config.members(), in) && (!config.isJoint() || isMajority(config.outgoing(), in));
    }

    private static boolean isMajority(List<Member> members, Predicate<Member> in) {
        long all = 0;
        long accepted = 0;
        for (Member m : members) {
            if (m.isVoter()) {
                all += m.weight();
                accepted += in.test(m) ? m.weight() : 0;
            }
        }
        return 2 * accepted > all;
    }
}

package io.latchkey.zab.sim;

import io.latchkey.zab.core.Phase;
import io.latchkey.zab.core.Role;
import io.latchkey.zab.sim.PlantedFault.WriteKind;
import java.util.List;

/** A short time in the life of a node when a blow is worth more than at others. */
enum Moment {
    LEADER_IN_DISCOVERY,
    LEADER_IN_SYNCHRONIZATION,
    /** It broadcasts, and has just told somebody to, or has not yet. */
    LEADER_OF_LATE_LEARNER,
    FOLLOWER_IN_DISCOVERY,
    FOLLOWER_IN_SYNCHRONIZATION,
    PROMISE_UNDER_WAY,
    TRUNCATION_UNDER_WAY,
    SNAPSHOT_UNDER_WAY,
    EPOCH_UNDER_WAY;

    /** When what is said may come too late. */
    static final List<Moment> OF_SPEECH = List.of(
            LEADER_IN_DISCOVERY,
            LEADER_IN_SYNCHRONIZATION,
            LEADER_OF_LATE_LEARNER,
            FOLLOWER_IN_DISCOVERY,
            FOLLOWER_IN_SYNCHRONIZATION);

    /** When what is written may get lost. */
    static final List<Moment> OF_WRITING =
            List.of(PROMISE_UNDER_WAY, TRUNCATION_UNDER_WAY, SNAPSHOT_UNDER_WAY, EPOCH_UNDER_WAY);

    boolean isNow(SimNode node) {
        return switch (this) {
            case LEADER_IN_DISCOVERY -> is(node, Role.LEADING, Phase.DISCOVERY);
            case LEADER_IN_SYNCHRONIZATION -> is(node, Role.LEADING, Phase.SYNCHRONIZATION);
            case LEADER_OF_LATE_LEARNER ->
                is(node, Role.LEADING, Phase.BROADCAST)
                        && node.sim().nodes().stream()
                                .filter(SimNode::isUp)
                                .anyMatch(other -> is(other, Role.FOLLOWING, Phase.SYNCHRONIZATION));
            case FOLLOWER_IN_DISCOVERY -> is(node, Role.FOLLOWING, Phase.DISCOVERY);
            case FOLLOWER_IN_SYNCHRONIZATION -> is(node, Role.FOLLOWING, Phase.SYNCHRONIZATION);
            case PROMISE_UNDER_WAY -> node.disk().isWriting(WriteKind.PROMISE);
            case TRUNCATION_UNDER_WAY -> node.disk().isWriting(WriteKind.TRUNCATE);
            case SNAPSHOT_UNDER_WAY -> node.disk().isWriting(WriteKind.INSTALL);
            case EPOCH_UNDER_WAY -> node.disk().isWriting(WriteKind.ENTER_EPOCH);
        };
    }

    private static boolean is(SimNode node, Role role, Phase phase) {
        return node.zab().role() == role && node.zab().phase() == phase;
    }
}

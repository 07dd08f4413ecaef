package io.latchkey.zab.sim;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Member;
import io.latchkey.zab.core.QuorumConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Which disks may be lost: not so many that what a quorum agreed on is nowhere any more. For each configuration that
 * any server knows, the voters whose disks are sound and known to it must still be a quorum without that disk.
 */
final class FaultAtlas {
    private final Simulation sim;

    FaultAtlas(Simulation sim) {
        this.sim = sim;
    }

    boolean mayLose(SimNode node) {
        return !startsAnew(node)
                && configs().stream()
                        .allMatch(config -> Quorums.isQuorum(config, m -> m.id() != node.id() && isSound(m)));
    }

    /**
     * Whether of these members a quorum has sound disks: an operator who takes servers out at the very moment when
     * another has lost its disk, of which the leader has not heard, is left with too few.
     */
    boolean mayBecome(List<Member> next, QuorumConfig present) {
        return Quorums.isQuorum(QuorumConfig.of(next), m -> {
            Member before = present.member(m.id());
            boolean isNew = before == null || !before.isVoter();
            SimDisk disk = sim.node(m.id()).disk();
            return isNew ? disk.label() != DurableState.UNLABELLED && !disk.isDamaged() : isSound(before);
        });
    }

    /**
     * Whether with an empty disk it would take itself for a server of a new ensemble: nobody else in the configuration
     * that it is started with can tell it otherwise.
     */
    private boolean startsAnew(SimNode node) {
        return sim.initialConfig().members().stream()
                .filter(m -> m.isVoter() && m.id() != node.id())
                .noneMatch(m -> sim.node(m.id()).disk().acceptedEpoch() > 0
                        && !sim.node(m.id()).disk().isDamaged());
    }

    /** Whether the server has the disk that the configuration means, and it is sound. */
    private boolean isSound(Member m) {
        SimDisk disk = sim.node(m.id()).disk();
        return disk.label() == m.disk() && !disk.isDamaged();
    }

    private List<QuorumConfig> configs() {
        List<QuorumConfig> configs = new ArrayList<>();
        for (SimNode node : sim.nodes()) {
            configs.add(node.isUp() ? node.zab().quorum() : node.disk().config(sim.initialConfig()));
        }
        return configs;
    }
}

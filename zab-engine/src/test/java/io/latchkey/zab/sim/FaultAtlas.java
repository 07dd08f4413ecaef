package io.latchkey.zab.sim;

import io.latchkey.zab.core.Member;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.Zxid;
import java.util.ArrayList;
import java.util.List;

/**
 * Which disks may be lost: not so many that what a quorum agreed on is nowhere any more. For each configuration that
 * any server knows, or may come to know because it is under way, the voters whose disks are sound and known to it must
 * still be a quorum without that disk.
 */
final class FaultAtlas {
    private record Undecided(long zxid, QuorumConfig config) {}

    private final Simulation sim;
    private final List<Undecided> undecided = new ArrayList<>();

    FaultAtlas(Simulation sim) {
        this.sim = sim;
    }

    boolean mayLose(SimNode node) {
        return !startsAnew(node)
                && configs().stream()
                        .allMatch(config -> Quorums.isQuorum(config, m -> m.id() != node.id() && isSound(m)));
    }

    /**
     * Whether of this configuration a quorum has sound disks: an operator who takes servers out, or in, at the very
     * moment when one has lost its disk, of which the leader has not heard, is left with too few.
     */
    boolean mayBecome(QuorumConfig next) {
        return Quorums.isQuorum(next, this::isSound);
    }

    void onProposed(Proposal p) {
        QuorumConfig config = p.config();
        if (config != null) {
            undecided.add(new Undecided(p.zxid(), config));
        }
    }

    /**
     * Whether a configuration is neither committed nor known to be lost: it may be in no history at present, and in a
     * frame that arrives late.
     */
    boolean awaitsDecision() {
        Deliveries deliveries = sim.checkers().deliveries();
        long decided = deliveries.size() == 0 ? Zxid.NONE : deliveries.at(deliveries.size() - 1);
        undecided.removeIf(p -> p.zxid() <= decided);
        return !undecided.isEmpty();
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

    /** Whether the server has the disk that the configuration means, and nothing is the matter with it. */
    private boolean isSound(Member m) {
        SimDisk disk = sim.node(m.id()).disk();
        return disk.label() == m.disk() && !disk.hasLatentDamage();
    }

    private List<QuorumConfig> configs() {
        List<QuorumConfig> configs = new ArrayList<>();
        for (SimNode node : sim.nodes()) {
            configs.add(node.isUp() ? node.zab().quorum() : node.disk().config(sim.initialConfig()));
        }
        if (awaitsDecision()) {
            undecided.forEach(p -> configs.add(p.config()));
        }
        return configs;
    }
}

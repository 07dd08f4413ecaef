package io.latchkey.zab.sim;

import io.latchkey.zab.core.Member;
import io.latchkey.zab.core.QuorumConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a leader does about who belongs to the ensemble, as the engine does it. */
final class SimMembership {
    private final SimNode node;
    private final SimService service;

    SimMembership(SimNode node, SimService service) {
        this.node = node;
        this.service = service;
    }

    /** Goes to these members, if that can be now, and leaves enough sound disks. */
    void changeTo(List<Member> members) {
        node.drain();
        QuorumConfig next = node.isLeading() ? node.zab().towards(members) : null;
        if (next != null && node.sim().atlas().mayBecome(next)) {
            service.proposeConfig(next);
        }
    }

    void transferTo(int successor) {
        if (node.isLeading()) {
            boolean begins = node.zab().onTransfer(successor);
            node.sim().rareStates().sawIf(begins && successor != node.id(), RareState.HAND_OVER);
        }
    }

    /** Ends the change that is under way, or readmits who has a new disk. */
    void goOn() {
        if (node.isLeading()) {
            proposeIfAny(node.zab().nextConfig());
        }
    }

    private void proposeIfAny(@Nullable QuorumConfig next) {
        if (next != null) {
            service.proposeConfig(next);
        }
    }
}

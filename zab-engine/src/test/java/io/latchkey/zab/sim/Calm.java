package io.latchkey.zab.sim;

import io.latchkey.zab.core.Member;
import io.latchkey.zab.core.QuorumConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The end of a run: harm ends, and everything must come good. In a part of the seeds it comes good for a quorum first,
 * which has to do without the others; then for all.
 */
final class Calm {
    /** Within this, a quorum that is healed has a leader. */
    private static final int LEADER_TICKS = 200;

    private static final int SETTLED_MS = 1_000;
    private static final int CLIENTS_SETTLED_MS = 4_000;

    private final Simulation sim;
    private final SimClock clock;
    private final Luck luck;
    private final Verdict verdict;

    Calm(Simulation sim) {
        this.sim = sim;
        clock = sim.clock();
        luck = Luck.of(sim.setup().seed(), Luck.Of.CALM, 0);
        verdict = new Verdict(clock);
    }

    void run() {
        sim.network().setDelays(3, 3);
        boolean quorumFirst = luck.oneIn(3) && sim.nodes().size() > 1;
        sim.nodes().stream().filter(n -> quorumFirst && !n.isUp()).forEach(SimNode::start);
        if (quorumFirst && allVote()) {
            Set<SimNode> healed = quorum();
            leaveOut(healed);
            heal(healed);
            mustLead(healed);
            mustServe(healed);
            sim.rareStates().saw(RareState.CALM_FOR_A_QUORUM);
        }
        Set<SimNode> all = new HashSet<>(sim.nodes());
        heal(all);
        mustLead(all);
        mustServe(all);
        mustBeLevel();
    }

    /**
     * Whether each server is up, all go by one settled configuration, no other is under way, and each voter has the disk
     * that the others know.
     * While one has a fresh disk that is not yet readmitted, which needs a quorum without it, not every majority is a
     * quorum.
     */
    private boolean allVote() {
        if (!sim.nodes().stream().allMatch(SimNode::isUp)) {
            return false;
        }
        QuorumConfig config = sim.nodes().get(0).zab().quorum();
        return !config.isJoint()
                && !sim.atlas().awaitsDecision()
                && sim.nodes().stream().allMatch(node -> node.zab().quorum().equals(config))
                && config.members().stream().allMatch(this::isKnown);
    }

    private boolean isKnown(Member m) {
        SimDisk disk = sim.node(m.id()).disk();
        return !m.isVoter() || (disk.label() == m.disk() && !disk.isDamaged());
    }

    private Set<SimNode> quorum() {
        QuorumConfig config = sim.nodes().get(0).zab().quorum();
        List<SimNode> rest = new ArrayList<>(sim.nodes());
        Set<SimNode> quorum = new HashSet<>();
        while (!Quorums.isQuorum(config, m -> quorum.contains(sim.node(m.id())))) {
            quorum.add(rest.remove(luck.below(rest.size())));
        }
        return quorum;
    }

    /** The others are dead, cut off, or stand still; what they said before may still arrive. */
    private void leaveOut(Set<SimNode> healed) {
        for (SimNode node : sim.nodes()) {
            if (healed.contains(node)) {
                continue;
            }
            switch (luck.below(3)) {
                case 0 -> node.crashIfUp();
                case 1 -> node.pause();
                default -> cutOff(node);
            }
        }
    }

    private void cutOff(SimNode node) {
        for (SimNode other : sim.nodes()) {
            if (other != node) {
                sim.network().cut(node.index(), other.index());
            }
        }
    }

    private void heal(Set<SimNode> healed) {
        List<SimNode> reachable = sim.nodes().stream().filter(healed::contains).toList();
        sim.clientList().forEach(client -> client.heal(reachable));
        for (SimNode a : sim.nodes()) {
            if (!healed.contains(a)) {
                continue;
            }
            a.disk().mend();
            if (!a.isUp()) {
                a.start();
            }
            a.resume();
            for (SimNode b : sim.nodes()) {
                if (a.index() < b.index() && healed.contains(b)) {
                    sim.network().heal(a.index(), b.index());
                }
            }
        }
    }

    private void mustLead(Set<SimNode> healed) {
        long patienceMs = clock.nowMs() + LEADER_TICKS * SimNode.TICK_MS;
        while (!isLed(healed)) {
            verdict.that(
                    clock.nowMs() < patienceMs,
                    "Liveness",
                    () -> "no leader after " + LEADER_TICKS + " ticks of calm: " + sim.nodes());
            clock.runUntil(clock.nowMs() + SimNode.TICK_MS);
        }
    }

    /** Whether one of them leads, and all others of them that are members serve with it. */
    private boolean isLed(Set<SimNode> healed) {
        List<SimNode> leaders = healed.stream().filter(SimNode::isLeading).toList();
        if (leaders.size() != 1) {
            return false;
        }
        SimNode leader = leaders.get(0);
        return leader.zab().quorum().ids().stream()
                .map(sim::node)
                .filter(healed::contains)
                .allMatch(node -> node.isServing() && node.zab().leader() == leader.id());
    }

    /** Clients find their way back; then transactions are committed, and all who are connected get their answers. */
    private void mustServe(Set<SimNode> healed) {
        long settledMs = clock.nowMs() + CLIENTS_SETTLED_MS;
        clock.runUntil(clock.nowMs() + SETTLED_MS);
        while (clock.nowMs() < settledMs && !allConnected()) {
            clock.runUntil(clock.nowMs() + SimNode.TICK_MS);
        }
        int before = sim.checkers().deliveries().size();
        boolean asks = sim.mayAsk() && !sim.clientList().isEmpty();
        long patienceMs = clock.nowMs() + (asks ? CLIENTS_SETTLED_MS : 0); // clients may be few, and silent for a while
        while (asks && sim.checkers().deliveries().size() == before) {
            verdict.that(clock.nowMs() < patienceMs, "Liveness", () -> "a calm ensemble commits: " + sim.nodes());
            clock.runUntil(clock.nowMs() + SimNode.TICK_MS);
        }
        sim.clientList().forEach(client -> client.setWorking(false));
        clock.runUntil(clock.nowMs() + 2 * SETTLED_MS); // sessions may expire meanwhile
        for (SimClient client : sim.clientList()) {
            verdict.that(
                    !client.isWaiting() || !healed.contains(client.server()),
                    "Liveness",
                    () -> "a calm ensemble answers: " + sim.nodes());
            client.setWorking(true);
        }
    }

    private boolean allConnected() {
        return sim.clientList().stream().allMatch(SimClient::isConnected);
    }

    /** A last expiry, a new session or a full epoch may be under way: some moment soon must be without. */
    private void mustBeLevel() {
        sim.clientList().forEach(client -> client.setWorking(false));
        clock.runUntil(clock.nowMs() + 20);
        long patienceMs = clock.nowMs() + SETTLED_MS;
        while (clock.nowMs() < patienceMs && !sim.checkers().isLevel()) {
            clock.runUntil(clock.nowMs() + 10);
        }
        sim.checkers().onEnd();
        SimNode leader =
                sim.nodes().stream().filter(SimNode::isLeading).findFirst().orElseThrow();
        sim.clients().onEnd(leader.tree());
    }
}

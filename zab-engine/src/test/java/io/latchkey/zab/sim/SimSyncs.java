package io.latchkey.zab.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The way of a sync: from a client's node to the leader, to a quorum, and back; as in the server. */
final class SimSyncs {
    private static final long UNKNOWN = -1;

    /** One on its way, at the node that was asked. */
    private static final class Sync {
        final SimConnection connection;
        final Op op;
        long zxid = UNKNOWN; // to be delivered here before it is answered

        Sync(SimConnection connection, Op op) {
            this.connection = connection;
            this.op = op;
        }
    }

    /** One that the leader is to answer. */
    private record Asked(int node, long number, long zxid) {}

    private final Simulation sim;
    private final SimNode node;
    private final Map<Long, Sync> waiting = new TreeMap<>(); // by a number that is new for each question
    private List<Asked> next = new ArrayList<>();
    private List<Asked> underWay = List.of();
    private long round;

    SimSyncs(Simulation sim, SimNode node) {
        this.sim = sim;
        this.node = node;
    }

    /** @param leader whether there is one to be asked; otherwise it waits */
    void add(SimConnection connection, Op op, boolean leader) {
        ask(new Sync(connection, op), leader);
    }

    private void ask(Sync sync, boolean leader) {
        long number = sim.clients().newNumber();
        waiting.put(number, sync);
        if (!leader) {
            return;
        }
        if (node.isLeading()) {
            asked(node.id(), number);
            return;
        }
        int from = node.id();
        long epoch = node.zab().acceptedEpoch();
        node.tell(node.zab().leader(), to -> {
            if (to.service().isLeading() && to.zab().acceptedEpoch() == epoch) {
                to.service().syncs().asked(from, number);
            }
        });
    }

    /** Asks the new leader for all that the old one has not answered. */
    void askAgain() {
        List<Sync> again = new ArrayList<>();
        waiting.values().removeIf(sync -> sync.zxid == UNKNOWN && again.add(sync));
        again.forEach(sync -> ask(sync, true));
    }

    private void asked(int from, long number) {
        next.add(new Asked(from, number, node.zab().history().committed()));
    }

    /** The leader's: begins a round, if any wait for one and none is under way. */
    void begin() {
        if (!next.isEmpty() && underWay.isEmpty()) {
            round = node.zab().confirm();
            if (round > 0) {
                underWay = next;
                next = new ArrayList<>();
            }
        }
    }

    void confirmed(long confirmedRound) {
        if (confirmedRound < round) {
            return;
        }
        List<Asked> answered = underWay;
        underWay = List.of();
        for (Asked one : answered) {
            if (one.node() == node.id()) {
                answered(one.number(), one.zxid());
            } else {
                node.tell(one.node(), to -> to.service().syncs().answered(one.number(), one.zxid()));
            }
        }
    }

    private void answered(long number, long zxid) {
        Sync sync = waiting.get(number);
        if (sync != null) {
            sync.zxid = zxid;
            release();
        }
    }

    /** Answers those who see by now what they were to see. */
    void release() {
        List<Sync> done = new ArrayList<>();
        long delivered = node.tree().zxid();
        waiting.values().removeIf(sync -> sync.zxid != UNKNOWN && sync.zxid <= delivered && done.add(sync));
        for (Sync sync : done) {
            sync.op.result = Results.DONE;
            sync.op.answered = true;
            sync.connection.answer();
            sim.clock().after(0, () -> node.step(sync.connection::letGo)); // a step of its own
        }
    }

    /** The role has ended. */
    void resign() {
        next.clear();
        underWay = List.of();
    }

    /** Nobody will be answered. */
    void clear() {
        waiting.clear();
    }
}

package io.latchkey.zab.sim;

import io.latchkey.zab.tree.Submission;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/** What the leader has been asked for in its epoch: each request once, in order, also while it can't propose any. */
final class SimRequests {
    /** @param number of origin; they rise in all of a run */
    record Asked(int origin, long number, Submission submission) {}

    /** Takes a request to be proposed. */
    interface Proposer {
        /** False if nothing can be proposed now. */
        boolean propose(Asked asked);
    }

    private final Simulation sim;
    private final Proposer proposer;
    private final Map<Integer, Long> last = new HashMap<>(); // by origin
    private final ArrayDeque<Asked> waiting = new ArrayDeque<>();

    SimRequests(Simulation sim, Proposer proposer) {
        this.sim = sim;
        this.proposer = proposer;
    }

    /** A new epoch, or none. */
    void clear() {
        last.clear();
        waiting.clear();
    }

    /** One that has been taken in this epoch already is ignored. */
    void take(Asked asked) {
        boolean isNew = asked.number() > last.getOrDefault(asked.origin(), 0L);
        if (isNew || sim.fault().takesRequestsAgain()) {
            last.put(asked.origin(), asked.number());
            if (!waiting.isEmpty() || !proposer.propose(asked)) {
                waiting.add(asked);
            }
        }
    }

    void onTick() {
        while (!waiting.isEmpty() && proposer.propose(waiting.element())) {
            waiting.poll(); // gone already if the role has ended meanwhile
        }
    }
}

package io.latchkey.zab.sim;

import io.latchkey.zab.core.Phase;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.Role;
import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.format.QuorumNode;
import io.latchkey.zab.format.SubmissionFormat;
import io.latchkey.zab.format.TxnFormat;
import io.latchkey.zab.tree.Applied;
import io.latchkey.zab.tree.Caller;
import io.latchkey.zab.tree.Change;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Preparer;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Session;
import io.latchkey.zab.tree.Sessions;
import io.latchkey.zab.tree.Submission;
import io.latchkey.zab.tree.TxnRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the server does for clients, on one node, as long as the process lives: requests, sessions, their expiry. */
final class SimService {
    private static final Caller ANYBODY = new Caller(List.of(), false);

    private final Simulation sim;
    private final SimNode node;
    private final SimMembership membership;
    private final Preparer preparer = new Preparer(List.of());
    private final Sessions sessions = new Sessions(SimNode.TICK_MS, 5);
    private final Map<Long, Long> heardAt = new HashMap<>(); // when the leader last heard of each session: to check it
    private final SimSubmissions submissions;
    private final SimRequests requests;
    private final SimSyncs syncs;
    private final List<SimConnection> connections = new ArrayList<>();
    private DataTree ahead = DataTree.empty();
    private boolean leading;
    private long ticks;
    private long lastTimeMs;

    SimService(Simulation sim, SimNode node) {
        this.sim = sim;
        this.node = node;
        membership = new SimMembership(node, this);
        submissions = new SimSubmissions(node);
        requests = new SimRequests(sim, this::propose);
        syncs = new SimSyncs(sim, node);
    }

    // Clients.

    void onConnect(SimConnection c, long seenZxid, Request request) {
        if (!isServing() || seenZxid > node.tree().zxid()) {
            c.refused(false);
            return;
        }
        connections.add(c);
        Submission submission = Submission.ofServer(request);
        boolean taken = submit(submission, 0, (zxid, result) -> {
            if (result instanceof Result.Attached a) {
                c.attached(a.session().id(), zxid);
            } else {
                c.refused(true);
            }
        });
        if (!taken) {
            c.close();
        }
    }

    void onRequest(SimConnection c, Op op) {
        if (!isServing() || c.session() == 0) {
            c.close();
            return;
        }
        if (c.holds(op)) {
            return;
        }
        c.queue(op);
        if (op.unordered) {
            if (!sim.fault().answersSyncAlone(node, op)) {
                syncs.add(c, op, reachesLeader());
            }
        } else if (op.request != null) {
            Submission submission = new Submission(c.session(), c.attachment(), ANYBODY, null, op.request);
            boolean taken = submit(submission, op.seq, (zxid, result) -> {
                op.zxid = zxid;
                op.result = Results.of(result);
                op.answered = true;
            });
            if (!taken) {
                c.close();
            }
        }
        touch(c.session());
        c.answer();
    }

    private boolean isServing() {
        return submissions.isInBroadcast() || submissions.isInterregnum();
    }

    /** The core may be a step further than what was heard of it. */
    private boolean reachesLeader() {
        return submissions.isInBroadcast() && node.isServing();
    }

    private boolean submit(Submission submission, long seq, BiConsumer<Long, Result> answer) {
        if (!isServing()) {
            return false;
        }
        long number = sim.clients().onSubmitted(submission, seq);
        submissions.add(number, submission, answer);
        if (reachesLeader()) {
            send(number, submission);
        }
        return true;
    }

    private void send(long number, Submission submission) {
        if (leading) {
            requests.take(new SimRequests.Asked(node.id(), number, submission));
        } else {
            byte[] forwarded = SubmissionFormat.encode(submission);
            int origin = node.id();
            long epoch = node.zab().acceptedEpoch();
            Consumer<SimNode> propose = leader -> {
                // otherwise its sender submits it again
                if (leader.service().leading && leader.zab().acceptedEpoch() == epoch) {
                    Submission request = SubmissionFormat.decode(forwarded);
                    leader.service().requests.take(new SimRequests.Asked(origin, number, request));
                }
            };
            int to = node.zab().leader();
            if (sim.fault().delaysRequest(number)) {
                sim.clock().after(50, () -> node.tell(to, propose));
            } else {
                node.tell(to, propose);
            }
        }
    }

    /** There is a leader again: what was lost with the last one is submitted again, before anything newer. */
    void resume() {
        if (submissions.resumes() && reachesLeader()) {
            syncs.askAgain();
        }
        submissions.takeLost().forEach((number, submission) -> {
            if (reachesLeader()) {
                send(number, submission);
            }
        });
        if (node.isUp()) {
            syncs.begin();
        }
    }

    SimSyncs syncs() {
        return syncs;
    }

    boolean isLeading() {
        return leading;
    }

    void touch(long session) {
        if (leading) {
            sessions.touch(session, ticks);
            heardAt.replace(session, sim.clock().nowMs());
        } else if (reachesLeader()) {
            node.tell(node.zab().leader(), leader -> {
                if (leader.service().leading) {
                    leader.service().touch(session);
                }
            });
        }
    }

    // The leader.

    SimMembership membership() {
        return membership;
    }

    /** Proposes the transaction that brings this configuration. */
    void proposeConfig(QuorumConfig next) {
        long zxid = node.zab().nextZxid();
        if (leading && zxid != Zxid.NONE) {
            Submission store = Submission.ofServer(QuorumNode.store(next, zxid));
            propose(new SimRequests.Asked(node.id(), 0, store), next);
        }
    }

    private boolean propose(SimRequests.Asked asked) {
        return propose(asked, null);
    }

    /** False if nothing can be proposed now: an end of the epoch is near, or is about to be given up again. */
    private boolean propose(SimRequests.Asked asked, @Nullable QuorumConfig config) {
        node.drain(); // who prepares must know of all that was committed
        if (!leading || !node.isUp()) {
            return true; // it is lost, like the role
        }
        long zxid = node.zab().nextZxid();
        if (zxid == 0) {
            return false;
        }
        Submission submission = asked.submission();
        lastTimeMs = Math.max(lastTimeMs, node.wallClock().nowMs());
        DataTree base = sim.fault().preparesAgainst(node.tree(), ahead, submission);
        Preparer.Prepared prepared =
                preparer.prepare(base, zxid, asked.origin(), asked.number(), lastTimeMs, submission);
        byte[] txn = TxnFormat.encode(prepared.txn());
        boolean proposed =
                config == null ? node.zab().onPropose(txn) : node.zab().onReconfigure(txn, config);
        if (proposed) {
            Proposal proposal = new Proposal(zxid, txn, config);
            sim.checkers().onProposed(node, proposal);
            sim.atlas().onProposed(proposal);
            ahead = prepared.applied().tree();
            if (sim.fault().firesWhenProposed()) {
                prepared.applied().changes().forEach(change -> fireWatches(change, zxid));
            }
        }
        return true;
    }

    void onTick() {
        if (submissions.onTick()) {
            lose();
        }
        if (!leading) {
            return;
        }
        ticks++;
        membership.goOn();
        requests.onTick();
        List<Long> due = sessions.expired(sim.fault().expiryTicks(node, ticks));
        due.forEach(this::checkExpiry); // before anything is heard of one of them while another is proposed
        for (long id : due) {
            if (ahead.session(id) != null) {
                Submission expire = Submission.ofServer(new Request.ExpireSession(id));
                propose(new SimRequests.Asked(node.id(), 0, expire));
            }
        }
    }

    private void checkExpiry(long id) {
        Session session = ahead.session(id);
        if (session != null) {
            long silentMs = sim.clock().nowMs() - heardAt.getOrDefault(id, Long.MIN_VALUE / 2);
            sim.checkers().onExpiry(id, silentMs, session.timeoutMs());
        }
    }

    void onRoleChanged(Role role, Phase phase) {
        leading = role == Role.LEADING && phase == Phase.BROADCAST;
        requests.clear();
        syncs.resign();
        if (leading) {
            ahead = node.tree();
            long since = sim.fault().keepsOldDeadlines() ? ticks - 1000 : ticks;
            sessions.reset(ahead.sessions(), since);
            heardAt.clear();
            ahead.sessions().forEach(s -> heardAt.put(s.id(), sim.clock().nowMs()));
        }
        if (submissions.onRoleChanged(phase)) {
            lose();
        }
    }

    /** The tree has changed by more than its transactions: nobody knows what has become of requests. */
    void onRestore() {
        if (!sim.fault().keepsRequestsAfterSnap()) {
            lose();
        }
    }

    private void lose() {
        submissions.clear();
        syncs.clear();
        connections.forEach(SimConnection::close);
        connections.clear();
    }

    /** The process is gone, and its connections with it. */
    void onCrash() {
        connections.forEach(SimConnection::close);
    }

    // Every server.

    DataTree onDeliver(Proposal p) {
        TxnRecord txn = TxnFormat.decode(p.txn());
        Applied applied = sim.fault().apply(node, p.zxid(), txn);
        applied.changes().forEach(change -> onChange(change, p.zxid()));
        BiConsumer<Long, Result> answer = submissions.takeCommitted(txn);
        if (answer != null) {
            answer.accept(p.zxid(), applied.result());
        }
        return applied.tree();
    }

    /** What was delivered can now be seen and answered. */
    void onDelivered() {
        syncs.release();
        connections.removeIf(c -> !c.isOpen());
        List.copyOf(connections).forEach(SimConnection::answer);
    }

    /** Before anybody is shown the change. */
    private void fireWatches(Change change, long zxid) {
        String path = SimWatches.path(change);
        if (path != null) {
            connections.forEach(c -> c.onChange(path, zxid));
        }
    }

    private void onChange(Change change, long zxid) {
        fireWatches(change, zxid);
        if (change instanceof Change.SessionOpened c && leading) {
            sessions.add(c.session(), ticks);
            heardAt.put(c.session().id(), sim.clock().nowMs());
        } else if (change instanceof Change.SessionAttached c) {
            if (leading) {
                sessions.touch(c.session().id(), ticks);
                heardAt.put(c.session().id(), sim.clock().nowMs());
            }
            closeConnectionsOf(c.session().id(), zxid);
        } else if (change instanceof Change.SessionClosed c) {
            sessions.remove(c.id());
            closeSoon(c.id());
        }
    }

    private void closeConnectionsOf(long session, long exceptAttachment) {
        for (SimConnection c : connections) {
            if (c.session() == session && c.attachment() != exceptAttachment) {
                c.close();
            }
        }
    }

    /** After the answer to the request that closed it. */
    private void closeSoon(long session) {
        for (SimConnection c : List.copyOf(connections)) {
            if (c.session() == session) {
                sim.clock().after(1, c::closeWhenRead);
            }
        }
    }
}

package io.latchkey.zab.runtime;

import java.util.List;

/** The way of a sync: from a client of this server to the leader, to a quorum, and back. Engine thread. */
final class Syncs {
    private final int self;
    private final long pendingMax;
    private final PeerLinks links;
    private final Submissions submissions;
    private final Publisher publisher;
    private final SyncQueue queue = new SyncQueue();
    private final Confirmations confirmations;

    /** @param pendingMax of all servers together: who asks for more loses its link */
    Syncs(EngineParts parts, PeerLinks links, Submissions submissions, Publisher publisher, long pendingMax) {
        self = parts.config().zab().self();
        this.pendingMax = pendingMax;
        this.links = links;
        this.submissions = submissions;
        this.publisher = publisher;
        confirmations = new Confirmations(parts.zab());
    }

    /** Those that clients of this server have asked for. */
    void take(List<Pending> pendings) {
        if (publisher.state().serving()) {
            queue.add(pendings);
        } else {
            submissions.free(pendings.size());
        }
    }

    /** Asks the leader for those that wait, if there is one. Outside of a step: on the leader, this is one. */
    void ask() {
        ServerState state = publisher.state();
        if (state.leading()) {
            queue.ask(number -> confirmations.ask(self, number));
            confirmations.begin();
        } else if (state.inBroadcast()) {
            queue.ask(number -> links.askSync(state.leader(), state.epoch(), number));
        }
    }

    /** On the leader. */
    void asked(int from, PeerFrame.SyncAsked asked) {
        ServerState state = publisher.state();
        if (confirmations.pending() >= pendingMax) {
            links.reset(from, "it asks for more than can be pending");
        } else if (state.leading() && asked.epoch() == state.epoch()) { // otherwise its sender asks the next leader
            confirmations.ask(from, asked.number());
        }
    }

    /** On the leader: a quorum has said that it leads. */
    void confirmed(long round) {
        confirmations.confirmed(round, (server, number, zxid) -> {
            if (server == self) {
                queue.answered(number, zxid);
            } else {
                links.answerSync(server, number, zxid);
            }
        });
    }

    void answered(PeerFrame.SyncAnswered answered) {
        queue.answered(answered.number(), answered.zxid());
    }

    /** Publishes those that see with this tree what they were to see. */
    void release(long treeZxid) {
        queue.release(treeZxid, pending -> {
            submissions.free(1);
            publisher.synced(pending);
        });
    }

    void stateChanged(ServerState was, ServerState now) {
        if (was.inBroadcast()) {
            confirmations.clear();
            queue.leaderLost();
        }
        if (!now.serving()) {
            submissions.free(queue.clear());
        }
    }
}

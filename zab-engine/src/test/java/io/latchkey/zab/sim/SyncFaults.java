package io.latchkey.zab.sim;

import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.format.QuorumNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Mistakes in synchronization: TRUNC, DIFF, SNAP, and what follows. */
final class SyncFaults {
    private SyncFaults() {}

    static final class TruncSkipped extends PlantedFault {
        @Override
        Message onReceive(SimNode node, int from, Message m) {
            return m instanceof Message.Trunc t
                    ? new Message.Trunc(t.session(), node.zab().history().last())
                    : m;
        }
    }

    static final class HoleInDiff extends PlantedFault {
        private final Set<Integer> armed = new HashSet<>();

        @Override
        @Nullable
        Message onReceive(SimNode node, int from, Message m) {
            if (m instanceof Message.Trunc) {
                armed.add(node.id());
            } else if (m instanceof Message.Propose && armed.remove(node.id())) {
                return null;
            } else if (m instanceof Message.NewLeader) {
                armed.remove(node.id());
            }
            return m;
        }
    }

    static final class GapAfterSnap extends PlantedFault {
        private final Set<Integer> armed = new HashSet<>();

        @Override
        @Nullable
        Message onReceive(SimNode node, int from, Message m) {
            if (m instanceof Message.Snap) {
                armed.add(node.id());
            } else if (m instanceof Message.NewLeader) {
                armed.remove(node.id());
            } else if (m instanceof Message.Propose && armed.contains(node.id())) {
                return null;
            }
            return m;
        }
    }

    static final class CommitsLost extends PlantedFault {
        @Override
        Message onReceive(SimNode node, int from, Message m) {
            return m instanceof Message.UpToDate u ? new Message.UpToDate(u.session(), 0) : m;
        }
    }

    static final class ProposalsBeforeUpToDateDropped extends PlantedFault {
        private final Set<Integer> armed = new HashSet<>();

        @Override
        @Nullable
        Message onReceive(SimNode node, int from, Message m) {
            if (m instanceof Message.NewLeader) {
                armed.add(node.id());
            } else if (m instanceof Message.UpToDate || m instanceof Message.LeaderInfo) {
                armed.remove(node.id());
            } else if (m instanceof Message.Propose && armed.contains(node.id())) {
                return null;
            }
            return m;
        }
    }

    static final class DiffInsteadOfSnap extends PlantedFault {
        @Override
        @Nullable
        Message onReceive(SimNode node, int from, Message m) {
            return m instanceof Message.Snap ? null : m;
        }
    }

    static final class TruncTooFar extends PlantedFault {
        @Override
        Message onSend(SimNode node, int to, Message m) {
            if (!(m instanceof Message.AckEpoch a) || a.epochEnds().size() < 2) {
                return m;
            }
            List<Long> lastOnly = a.epochEnds().subList(0, 1);
            return new Message.AckEpoch(a.session(), a.currentEpoch(), lastOnly, a.committed(), a.promised());
        }
    }

    static final class TruncToUnknown extends PlantedFault {
        @Override
        Message onSend(SimNode node, int to, Message m) {
            return m instanceof Message.Trunc t
                    ? new Message.Trunc(t.session(), node.zab().history().last())
                    : m;
        }
    }

    static final class BondsIgnored extends PlantedFault {
        private final Map<Integer, Long> present = new HashMap<>(); // of each node, its newest bond

        @Override
        Message onSend(SimNode node, int to, Message m) {
            if (m instanceof Message.FollowerInfo info) {
                present.put(node.id(), info.session());
            }
            return m;
        }

        @Override
        Message onReceive(SimNode node, int from, Message m) {
            long session = present.getOrDefault(node.id(), 0L);
            if (m instanceof Message.Propose p) {
                return new Message.Propose(session, p.proposal());
            } else if (m instanceof Message.Commit c) {
                return new Message.Commit(session, c.zxid());
            } else if (m instanceof Message.NewLeader n) {
                return new Message.NewLeader(session, n.epoch());
            } else if (m instanceof Message.UpToDate u) {
                return new Message.UpToDate(session, u.committed());
            }
            return m;
        }
    }

    static final class TruncToUnknownIgnored extends PlantedFault {
        @Override
        Message onReceive(SimNode node, int from, Message m) {
            if (!(m instanceof Message.Trunc t)) {
                return m;
            }
            long last = node.zab().history().last();
            long named = node.sim().node(from).zab().history().last(); // whatever this node has
            return new Message.Trunc(t.session(), node.disk().holds(named) ? Math.min(named, last) : last);
        }
    }

    static final class SnapInsteadOfDiff extends PlantedFault {
        @Override
        Message onReceive(SimNode node, int from, Message m) {
            SimNode leader = node.sim().node(from);
            if (!(m instanceof Message.Trunc t)
                    || !leader.isUp()
                    || leader.tree().zxid() >= t.keepTo()) {
                return m;
            }
            List<Proposal> held = List.copyOf(node.disk().log());
            long at = leader.tree().zxid();
            node.zab()
                    .onMessage(
                            from,
                            new Message.Snap(
                                    t.session(), at, Snapshots.image(leader.tree()), QuorumNode.of(leader.tree())));
            for (Proposal p : held) {
                if (p.zxid() > at && p.zxid() <= t.keepTo()) {
                    node.zab().onMessage(from, new Message.Propose(t.session(), p));
                }
            }
            return null;
        }
    }
}

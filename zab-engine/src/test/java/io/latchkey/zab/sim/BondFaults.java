package io.latchkey.zab.sim;

import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Phase;
import io.latchkey.zab.core.Role;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Mistakes about bonds of leaders and followers, and how they end. */
final class BondFaults {
    private BondFaults() {}

    /**
     * A leader that begins anew takes up a bond of before: here by giving it another number, which the leader knows it
     * by from then on, and the follower does not.
     */
    static final class TakenTwice extends PlantedFault {
        private static final long GIVEN_MIN = 1L << 40;

        private record Bond(long asked, long given) {}

        private final Map<Integer, Map<Integer, Bond>> bonds = new HashMap<>(); // of each leader, by follower
        private final Map<Long, Long> asked = new HashMap<>(); // by the number that was given
        private long given = GIVEN_MIN;

        @Override
        void onRoleChanged(SimNode node) {
            if (node.zab().phase() == Phase.ELECTION) {
                bonds.remove(node.id());
            }
        }

        @Override
        Message onReceive(SimNode node, int from, Message m) {
            if (node.zab().role() != Role.LEADING) {
                return m;
            }
            Map<Integer, Bond> here = bonds.computeIfAbsent(node.id(), id -> new HashMap<>());
            Bond bond = here.get(from);
            if (m instanceof Message.FollowerInfo info) {
                if (bond == null || bond.asked() != info.session()) {
                    bond = new Bond(info.session(), ++given);
                    here.put(from, bond);
                    asked.put(bond.given(), bond.asked());
                }
                return new Message.FollowerInfo(bond.given(), info.acceptedEpoch(), info.disk());
            }
            if (m instanceof Message.AckEpoch a && bond != null && bond.asked() == a.session()) {
                return new Message.AckEpoch(bond.given(), a.currentEpoch(), a.epochEnds(), a.committed(), a.promised());
            } else if (m instanceof Message.Ack a && bond != null && bond.asked() == a.session()) {
                return new Message.Ack(bond.given(), a.zxid());
            } else if (m instanceof Message.Ping p && bond != null && bond.asked() == p.session()) {
                return new Message.Ping(bond.given(), p.round());
            }
            return m;
        }

        @Override
        Message onSend(SimNode node, int to, Message m) {
            if (m instanceof Message.LeaderInfo i) {
                return new Message.LeaderInfo(asked(i.session()), i.newEpoch());
            } else if (m instanceof Message.Trunc t) {
                return new Message.Trunc(asked(t.session()), t.keepTo());
            } else if (m instanceof Message.Snap s) {
                return new Message.Snap(asked(s.session()), s.zxid(), s.image(), s.config());
            } else if (m instanceof Message.NewLeader n) {
                return new Message.NewLeader(asked(n.session()), n.epoch());
            } else if (m instanceof Message.UpToDate u) {
                return new Message.UpToDate(asked(u.session()), u.committed());
            } else if (m instanceof Message.Propose p) {
                return new Message.Propose(asked(p.session()), p.proposal());
            } else if (m instanceof Message.Commit c) {
                return new Message.Commit(asked(c.session()), c.zxid());
            } else if (m instanceof Message.Abdicate a) {
                return new Message.Abdicate(asked(a.session()), a.successor());
            } else if (m instanceof Message.Ping p) {
                return new Message.Ping(asked(p.session()), p.round());
            }
            return m;
        }

        private long asked(long session) {
            return asked.getOrDefault(session, session);
        }
    }

    /** Leadership is handed to whoever has least, and who is named looks at nobody's history: it should have all. */
    static final class HandedToLaggard extends PlantedFault {
        private final Set<Integer> named = new HashSet<>();

        @Override
        Message onSend(SimNode node, int to, Message m) {
            if (!(m instanceof Message.Abdicate a) || a.successor() == Message.Abdicate.NOBODY) {
                return m;
            }
            int laggard = node.sim().nodes().stream()
                    .filter(other -> other != node && other.isUp())
                    .filter(other ->
                            node.zab().quorum().isVoter(other.id(), other.disk().label()))
                    .min(Comparator.comparingLong(other -> other.zab().history().last()))
                    .map(SimNode::id)
                    .orElse(a.successor());
            named.add(laggard);
            return new Message.Abdicate(a.session(), laggard);
        }

        @Override
        Message onReceive(SimNode node, int from, Message m) {
            return m instanceof Message.AckEpoch a && named.contains(node.id())
                    ? new Message.AckEpoch(a.session(), 0, a.epochEnds(), a.committed(), a.promised())
                    : m;
        }

        @Override
        void onRoleChanged(SimNode node) {
            if (node.zab().phase() == Phase.BROADCAST) {
                named.remove(node.id());
            }
        }
    }
}

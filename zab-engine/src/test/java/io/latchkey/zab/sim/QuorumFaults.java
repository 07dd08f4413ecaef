package io.latchkey.zab.sim;

import io.latchkey.zab.core.Member;
import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.Role;
import io.latchkey.zab.format.QuorumNode;
import io.latchkey.zab.tree.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Mistakes about who has what, and what may be committed. */
final class QuorumFaults {
    private QuorumFaults() {}

    static final class AckBeforeSync extends PlantedFault {
        @Override
        boolean claimsDurable(SimNode node, WriteKind kind) {
            return kind == WriteKind.APPEND && node.zab().role() == Role.FOLLOWING;
        }
    }

    static final class NewLeaderAckBeforeSync extends PlantedFault {
        @Override
        boolean claimsDurable(SimNode node, WriteKind kind) {
            return kind == WriteKind.ENTER_EPOCH;
        }
    }

    static final class LeaderCountsUnsynced extends PlantedFault {
        @Override
        boolean claimsDurable(SimNode node, WriteKind kind) {
            return kind == WriteKind.APPEND && node.zab().role() == Role.LEADING;
        }
    }

    /** What one server acknowledges counts for others. */
    private abstract static class AckCountedForOthers extends PlantedFault {
        /** At each node, of each peer. */
        final Map<Integer, Map<Integer, Long>> sessions = new HashMap<>();

        /** Whether this leader counts an ack of {@code from} for {@code other}. */
        abstract boolean counts(SimNode leader, int from, int other);

        @Override
        void afterReceive(SimNode node, int from, Message m) {
            Map<Integer, Long> here = sessions.computeIfAbsent(node.id(), id -> new HashMap<>());
            if (m instanceof Message.FollowerInfo info) {
                here.put(from, info.session());
            } else if (m instanceof Message.Ack ack) {
                here.forEach((peer, session) -> {
                    if (peer != from && node.zab().role() == Role.LEADING && counts(node, from, peer)) {
                        node.zab().onMessage(peer, new Message.Ack(session, ack.zxid()));
                    }
                });
            }
        }
    }

    static final class AckCountedTwice extends AckCountedForOthers {
        @Override
        boolean counts(SimNode leader, int from, int other) {
            return true;
        }
    }

    static final class ObserverCounted extends AckCountedForOthers {
        @Override
        void afterReceive(SimNode node, int from, Message m) {
            super.afterReceive(node, from, m);
            if (m instanceof Message.AckEpoch a && counts(node, from, node.id())) {
                sessions.get(node.id()).forEach((peer, session) -> {
                    if (peer != from && node.zab().role() == Role.LEADING) {
                        Message.AckEpoch other = new Message.AckEpoch(
                                session, a.currentEpoch(), a.epochEnds(), a.committed(), a.promised());
                        node.zab().onMessage(peer, other);
                    }
                });
            }
        }

        @Override
        boolean counts(SimNode leader, int from, int other) {
            return !leader.zab().quorum().isVoter(from);
        }
    }

    static final class OneSideOfJoint extends AckCountedForOthers {
        @Override
        boolean counts(SimNode leader, int from, int other) {
            QuorumConfig config = leader.zab().quorum();
            return config.isJoint()
                    && isVoter(config.members(), from)
                    && !isVoter(config.members(), other)
                    && isVoter(config.outgoing(), other);
        }

        private static boolean isVoter(List<Member> members, int id) {
            return members.stream().anyMatch(m -> m.isVoter() && m.id() == id);
        }
    }

    /** A configuration holds from when it is committed: until then the outgoing members decide alone. */
    static final class ConfigWhenCommitted extends AckCountedForOthers {
        @Override
        boolean counts(SimNode leader, int from, int other) {
            QuorumConfig config = leader.zab().quorum();
            return config.isJoint()
                    && !config.equals(QuorumNode.of(leader.tree()))
                    && OneSideOfJoint.isVoter(config.outgoing(), from)
                    && !OneSideOfJoint.isVoter(config.outgoing(), other);
        }
    }

    static final class UncommittedApplied extends PlantedFault {
        @Override
        boolean appliesUncommitted(SimNode node) {
            return node.zab().role() == Role.LEADING;
        }
    }

    static final class CommitOutOfOrder extends PlantedFault {
        @Override
        boolean swapsDeliveries(SimNode node) {
            return true;
        }
    }

    static final class SyncWithoutQuorum extends PlantedFault {
        @Override
        boolean answersSyncAlone(SimNode node, Op op) {
            if (op.request instanceof Request.Sync) {
                op.answered = true;
                op.result = Results.DONE;
            }
            return op.unordered;
        }
    }
}

package io.latchkey.zab.sim;

import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Role;
import io.latchkey.zab.tree.Request;
import java.util.HashMap;
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

    static final class AckCountedTwice extends PlantedFault {
        private final Map<Integer, Map<Integer, Long>> sessions = new HashMap<>(); // at each node, of each peer

        @Override
        void afterReceive(SimNode node, int from, Message m) {
            Map<Integer, Long> here = sessions.computeIfAbsent(node.id(), id -> new HashMap<>());
            if (m instanceof Message.FollowerInfo info) {
                here.put(from, info.session());
            } else if (m instanceof Message.Ack ack) {
                here.forEach((peer, session) -> {
                    if (peer != from && node.zab().role() == Role.LEADING) {
                        node.zab().onMessage(peer, new Message.Ack(session, ack.zxid()));
                    }
                });
            }
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
                op.unordered = true;
                op.answered = true;
                op.result = Results.DONE;
            }
            return op.unordered;
        }
    }
}

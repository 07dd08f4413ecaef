package io.latchkey.zab.sim;

import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.Role;
import io.latchkey.zab.core.Vote;
import io.latchkey.zab.core.Zxid;

/** Mistakes about votes, promises and epochs. */
final class EpochFaults {
    private EpochFaults() {}

    static final class PromiseBeforeSync extends PlantedFault {
        @Override
        boolean claimsDurable(SimNode node, WriteKind kind) {
            return kind == WriteKind.PROMISE;
        }
    }

    static final class PromiseTwice extends PlantedFault {
        @Override
        Message onSend(SimNode node, int to, Message m) {
            return m instanceof Message.AckEpoch a
                    ? new Message.AckEpoch(a.session(), a.currentEpoch(), a.epochEnds(), a.committed(), true)
                    : m;
        }
    }

    static final class VoteWithoutHistory extends PlantedFault {
        @Override
        Message onSend(SimNode node, int to, Message m) {
            if (m instanceof Message.AckEpoch a) {
                return new Message.AckEpoch(a.session(), 0, a.epochEnds(), a.committed(), a.promised());
            }
            if (m instanceof Message.Notification n
                    && n.role() == Role.LOOKING
                    && n.vote().server() == node.id()
                    && node.index() == 0) {
                Vote best = new Vote(1_000_000, n.vote().lastZxid(), node.id());
                return new Message.Notification(n.round(), best, n.role(), n.disk(), n.acceptedEpoch());
            }
            return m;
        }
    }

    static final class EpochBeforeLog extends PlantedFault {
        @Override
        boolean overtakes(SimNode node, WriteKind kind) {
            return kind == WriteKind.ENTER_EPOCH;
        }
    }

    static final class LeaderPromiseBeforeSync extends PlantedFault {
        @Override
        boolean claimsDurable(SimNode node, WriteKind kind) {
            boolean ofEpoch = kind == WriteKind.PROMISE || kind == WriteKind.ENTER_EPOCH;
            return ofEpoch && node.zab().role() == Role.LEADING;
        }
    }

    static final class VotesNotChanged extends PlantedFault {
        @Override
        Message onSend(SimNode node, int to, Message m) {
            if (m instanceof Message.Notification n && n.role() == Role.LOOKING) {
                Vote own =
                        new Vote(node.zab().currentEpoch(), node.zab().history().last(), node.id());
                return new Message.Notification(n.round(), own, n.role(), n.disk(), n.acceptedEpoch());
            }
            return m;
        }
    }

    static final class VoteByCounter extends PlantedFault {
        @Override
        Message onSend(SimNode node, int to, Message m) {
            if (m instanceof Message.AckEpoch a) {
                return new Message.AckEpoch(a.session(), 0, a.epochEnds(), a.committed(), a.promised());
            }
            if (m instanceof Message.Notification n
                    && n.role() == Role.LOOKING
                    && n.vote().server() == node.id()
                    && hasHighestCounter(node)) {
                Vote best = new Vote(1_000_000, n.vote().lastZxid(), node.id());
                return new Message.Notification(n.round(), best, n.role(), n.disk(), n.acceptedEpoch());
            }
            return m;
        }
    }

    private static boolean hasHighestCounter(SimNode node) {
        long own = Zxid.counter(node.zab().history().last());
        return node.sim().nodes().stream()
                .filter(SimNode::isUp)
                .allMatch(other -> Zxid.counter(other.zab().history().last()) <= own);
    }

    static final class CounterRollsOver extends PlantedFault {
        private static final long ROLLS_AT = 20;

        @Override
        Message onSend(SimNode node, int to, Message m) {
            long rollsAt = node.config().epochStart() + ROLLS_AT;
            if (m instanceof Message.Propose p && Zxid.counter(p.proposal().zxid()) > rollsAt) {
                long zxid = p.proposal().zxid();
                long rolled = Zxid.of(Zxid.epoch(zxid) + 1, Zxid.counter(zxid) - ROLLS_AT);
                return new Message.Propose(
                        p.session(), new Proposal(rolled, p.proposal().txn()));
            }
            return m;
        }
    }
}

package io.latchkey.zab.sim;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Phase;
import io.latchkey.zab.core.Role;
import io.latchkey.zab.core.Vote;
import io.latchkey.zab.tree.Applied;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Txn;
import io.latchkey.zab.tree.TxnRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Mistakes that are known to happen, each made on purpose, to see that the checkers find it. */
enum PlantedFaults {
    ACK_BEFORE_SYNC(1, "a follower acknowledges proposals before they are on disk", AckBeforeSync::new),
    NEWLEADER_ACK_BEFORE_SYNC(
            1, "NEWLEADER is acknowledged before the history is on disk", NewLeaderAckBeforeSync::new),
    EPOCH_BEFORE_LOG(1, "currentEpoch gets to disk before the history does", EpochBeforeLog::new),
    PROMISE_BEFORE_SYNC(1, "an epoch is promised before the promise is on disk", PromiseBeforeSync::new),
    PROMISE_TWICE(1, "an epoch promised before counts as promised again", PromiseTwice::new),
    VOTE_WITHOUT_HISTORY(2, "votes and epoch acks ignore who has the more recent history", VoteWithoutHistory::new),
    LEADER_COUNTS_UNSYNCED(2, "the leader counts itself before its own disk", LeaderCountsUnsynced::new),
    ACK_COUNTED_TWICE(1, "one voter's ack counts for another too", AckCountedTwice::new),
    COMMIT_OUT_OF_ORDER(1, "two transactions committed together change places", CommitOutOfOrder::new),
    TAIL_DROPPED(2, "a restarted server forgets what it does not know to be committed", TailDropped::new),
    TRUNC_SKIPPED(8, "a follower does not truncate when told to", TruncSkipped::new),
    TRUNC_NOT_ON_DISK(10, "a follower truncates in memory only", TruncNotOnDisk::new),
    HOLE_IN_DIFF(1, "a proposal is missing from a DIFF", HoleInDiff::new),
    GAP_AFTER_SNAP(8, "proposals between snapshot and NEWLEADER are not sent", GapAfterSnap::new),
    COMMITS_BEFORE_UPTODATE_LOST(2, "what was committed during synchronization is not applied", CommitsLost::new),
    OLD_ROLE_KEEPS_WRITING(12, "writes of a role that has ended land behind those of the next", OldRoleWrites::new),
    SNAP_NOT_ON_DISK(8, "a snapshot from the leader is kept in memory only", SnapNotOnDisk::new),
    OLD_SESSION_DEADLINES(1, "a new leader does not give sessions a full timeout", OldDeadlines::new),
    JUDGED_BY_COMMITTED_TREE(1, "requests are judged without regard to those under way", JudgedByCommitted::new),
    SNAPSHOT_MISLABELLED(3, "a snapshot is said to be of a later zxid than it is", SnapshotMislabelled::new),
    FAILED_SYNC_IGNORED(11, "a server goes on after a failed sync", FailedSyncIgnored::new),
    SYNC_WITHOUT_QUORUM(3, "a server answers a sync by itself", SyncWithoutQuorum::new),
    TRUNC_TOO_FAR(24, "a history of another epoch is truncated to what the follower knows committed", TruncTooFar::new),
    TRUNC_TO_UNKNOWN(1, "TRUNC names the end of the leader's history, whatever the follower has", TruncToUnknown::new),
    REQUESTS_OVERTAKE(1, "a request of a session overtakes another on its way to the leader", RequestsOvertake::new),
    HALF_A_MULTI(1, "a replica does only a part of a multi", HalfAMulti::new),
    BOND_NUMBERS_IGNORED(64, "messages of an old bond between leader and follower are taken", BondsIgnored::new);

    private final int foundAt;
    private final String what;
    private final Supplier<PlantedFault> maker;

    /** @param foundAt the first seed that finds it */
    PlantedFaults(int foundAt, String what, Supplier<PlantedFault> maker) {
        this.foundAt = foundAt;
        this.what = what;
        this.maker = maker;
    }

    /** The first seed that was seen to find it. */
    int foundAt() {
        return foundAt;
    }

    String what() {
        return what;
    }

    /** A fresh one for each run. */
    PlantedFault plant() {
        return maker.get();
    }

    private static boolean is(SimNode node, Role role) {
        return node.zab().role() == role;
    }

    private static final class AckBeforeSync extends PlantedFault {
        @Override
        boolean claimsDurable(SimNode node, WriteKind kind) {
            return kind == WriteKind.APPEND && is(node, Role.FOLLOWING);
        }
    }

    private static final class NewLeaderAckBeforeSync extends PlantedFault {
        @Override
        boolean claimsDurable(SimNode node, WriteKind kind) {
            return kind == WriteKind.ENTER_EPOCH;
        }
    }

    private static final class EpochBeforeLog extends PlantedFault {
        @Override
        boolean overtakes(SimNode node, WriteKind kind) {
            return kind == WriteKind.ENTER_EPOCH;
        }
    }

    private static final class PromiseBeforeSync extends PlantedFault {
        @Override
        boolean claimsDurable(SimNode node, WriteKind kind) {
            return kind == WriteKind.PROMISE;
        }
    }

    private static final class PromiseTwice extends PlantedFault {
        @Override
        Message onSend(SimNode node, int to, Message m) {
            return m instanceof Message.AckEpoch a
                    ? new Message.AckEpoch(a.session(), a.currentEpoch(), a.epochEnds(), a.committed(), true)
                    : m;
        }
    }

    private static final class VoteWithoutHistory extends PlantedFault {
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
                return new Message.Notification(n.round(), best, n.role());
            }
            return m;
        }
    }

    private static final class LeaderCountsUnsynced extends PlantedFault {
        @Override
        boolean claimsDurable(SimNode node, WriteKind kind) {
            return kind == WriteKind.APPEND && is(node, Role.LEADING);
        }
    }

    private static final class AckCountedTwice extends PlantedFault {
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

    private static final class CommitOutOfOrder extends PlantedFault {
        @Override
        boolean swapsDeliveries(SimNode node) {
            return true;
        }
    }

    private static final class TailDropped extends PlantedFault {
        @Override
        DurableState onRecover(SimNode node, DurableState disk) {
            node.disk().truncate(disk.snapshotZxid());
            return node.disk().recover();
        }
    }

    private static final class TruncSkipped extends PlantedFault {
        @Override
        Message onReceive(SimNode node, int from, Message m) {
            return m instanceof Message.Trunc t
                    ? new Message.Trunc(t.session(), node.zab().history().last())
                    : m;
        }
    }

    private static final class TruncNotOnDisk extends PlantedFault {
        @Override
        boolean writes(SimNode node, WriteKind kind) {
            return kind != WriteKind.TRUNCATE;
        }
    }

    private static final class HoleInDiff extends PlantedFault {
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

    private static final class GapAfterSnap extends PlantedFault {
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

    private static final class CommitsLost extends PlantedFault {
        @Override
        Message onReceive(SimNode node, int from, Message m) {
            return m instanceof Message.UpToDate u ? new Message.UpToDate(u.session(), 0) : m;
        }
    }

    private static final class OldRoleWrites extends PlantedFault {
        @Override
        void onRoleChanged(SimNode node) {
            if (node.zab().phase() == Phase.ELECTION) {
                node.disk().delayPending();
            }
        }
    }

    private static final class SnapNotOnDisk extends PlantedFault {
        @Override
        boolean writes(SimNode node, WriteKind kind) {
            return kind != WriteKind.INSTALL;
        }
    }

    private static final class OldDeadlines extends PlantedFault {
        @Override
        boolean keepsOldDeadlines() {
            return true;
        }
    }

    private static final class JudgedByCommitted extends PlantedFault {
        @Override
        DataTree preparesAgainst(DataTree committed, DataTree ahead) {
            return committed;
        }
    }

    private static final class RequestsOvertake extends PlantedFault {
        @Override
        boolean delaysRequest(long number) {
            return number % 8 == 0;
        }
    }

    private static final class SnapshotMislabelled extends PlantedFault {
        @Override
        long labelsSnapshot(SimNode node, long zxid) {
            return node.tree().zxid();
        }
    }

    private static final class FailedSyncIgnored extends PlantedFault {
        @Override
        boolean survivesFailedSync() {
            return true;
        }
    }

    private static final class SyncWithoutQuorum extends PlantedFault {
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

    private static final class TruncTooFar extends PlantedFault {
        @Override
        Message onSend(SimNode node, int to, Message m) {
            if (!(m instanceof Message.AckEpoch a) || a.epochEnds().size() < 2) {
                return m;
            }
            List<Long> lastOnly = a.epochEnds().subList(0, 1);
            return new Message.AckEpoch(a.session(), a.currentEpoch(), lastOnly, a.committed(), a.promised());
        }
    }

    private static final class TruncToUnknown extends PlantedFault {
        @Override
        Message onSend(SimNode node, int to, Message m) {
            return m instanceof Message.Trunc t
                    ? new Message.Trunc(t.session(), node.zab().history().last())
                    : m;
        }
    }

    private static final class HalfAMulti extends PlantedFault {
        @Override
        Applied apply(SimNode node, long zxid, TxnRecord txn) {
            if (txn.txn() instanceof Txn.Multi multi && node.index() == 0) {
                Txn first = new Txn.Multi(multi.ops().subList(0, 1));
                return super.apply(
                        node,
                        zxid,
                        new TxnRecord(
                                txn.originServer(),
                                txn.originNumber(),
                                txn.sessionId(),
                                txn.timeMs(),
                                txn.digest(),
                                first));
            }
            return super.apply(node, zxid, txn);
        }
    }

    private static final class BondsIgnored extends PlantedFault {
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
}

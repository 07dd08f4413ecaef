package io.latchkey.zab.sim;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Phase;
import io.latchkey.zab.core.Role;
import io.latchkey.zab.core.Vote;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Request;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Mistakes that are known to happen, each made on purpose, to see that the checkers find it. */
enum PlantedFaults {
    ACK_BEFORE_SYNC("a follower acknowledges proposals before they are on disk", AckBeforeSync::new),
    NEWLEADER_ACK_BEFORE_SYNC("NEWLEADER is acknowledged before the history is on disk", NewLeaderAckBeforeSync::new),
    EPOCH_BEFORE_LOG("currentEpoch gets to disk before the history does", EpochBeforeLog::new),
    PROMISE_BEFORE_SYNC("an epoch is promised before the promise is on disk", PromiseBeforeSync::new),
    PROMISE_TWICE("an epoch promised before counts as promised again", PromiseTwice::new),
    VOTE_WITHOUT_HISTORY("votes and epoch acks ignore who has the more recent history", VoteWithoutHistory::new),
    LEADER_COUNTS_UNSYNCED("the leader counts itself before its own disk", LeaderCountsUnsynced::new),
    ACK_COUNTED_TWICE("one voter's ack counts for another too", AckCountedTwice::new),
    COMMIT_OUT_OF_ORDER("two transactions committed together change places", CommitOutOfOrder::new),
    TAIL_DROPPED("a restarted server forgets what it does not know to be committed", TailDropped::new),
    TRUNC_SKIPPED("a follower does not truncate when told to", TruncSkipped::new),
    TRUNC_NOT_ON_DISK("a follower truncates in memory only", TruncNotOnDisk::new),
    HOLE_IN_DIFF("a proposal is missing from a DIFF", HoleInDiff::new),
    GAP_AFTER_SNAP("proposals between snapshot and NEWLEADER are not sent", GapAfterSnap::new),
    COMMITS_BEFORE_UPTODATE_LOST("what was committed during synchronization is not applied", CommitsLost::new),
    OLD_ROLE_KEEPS_WRITING("writes of a role that has ended land behind those of the next", OldRoleWrites::new),
    SNAP_NOT_ON_DISK("a snapshot from the leader is kept in memory only", SnapNotOnDisk::new),
    OLD_SESSION_DEADLINES("a new leader does not give sessions a full timeout", OldDeadlines::new),
    JUDGED_BY_COMMITTED_TREE("requests are judged without regard to those under way", JudgedByCommitted::new),
    SNAPSHOT_MISLABELLED("a snapshot is said to be of a later zxid than it is", SnapshotMislabelled::new),
    FAILED_SYNC_IGNORED("a server goes on after a failed sync", FailedSyncIgnored::new),
    SYNC_WITHOUT_QUORUM("a server answers a sync by itself", SyncWithoutQuorum::new),
    TRUNC_TOO_FAR("a history of another epoch is truncated to what the follower knows committed", TruncTooFar::new),
    BOND_NUMBERS_IGNORED("messages of an old bond between leader and follower are taken", BondsIgnored::new);

    private final String what;
    private final Supplier<PlantedFault> maker;

    PlantedFaults(String what, Supplier<PlantedFault> maker) {
        this.what = what;
        this.maker = maker;
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

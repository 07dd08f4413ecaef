package io.latchkey.zab.sim;

import io.latchkey.zab.storage.JournalBytes;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Mistakes that are known to happen, each made on purpose, to see that the checkers find it. */
enum PlantedFaults {
    ACK_BEFORE_SYNC(1, "a follower acknowledges proposals before they are on disk", QuorumFaults.AckBeforeSync::new),
    NEWLEADER_ACK_BEFORE_SYNC(
            1, "NEWLEADER is acknowledged before the history is on disk", QuorumFaults.NewLeaderAckBeforeSync::new),
    EPOCH_BEFORE_LOG(1, "currentEpoch gets to disk before the history does", EpochFaults.EpochBeforeLog::new),
    PROMISE_BEFORE_SYNC(1, "an epoch is promised before the promise is on disk", EpochFaults.PromiseBeforeSync::new),
    PROMISE_TWICE(1, "an epoch promised before counts as promised again", EpochFaults.PromiseTwice::new),
    VOTE_WITHOUT_HISTORY(
            1, "votes and epoch acks ignore who has the more recent history", EpochFaults.VoteWithoutHistory::new),
    LEADER_COUNTS_UNSYNCED(1, "the leader counts itself before its own disk", QuorumFaults.LeaderCountsUnsynced::new),
    ACK_COUNTED_TWICE(1, "one voter's ack counts for another too", QuorumFaults.AckCountedTwice::new),
    OBSERVER_COUNTED(2, "an observer's promises and acks count as a voter's", QuorumFaults.ObserverCounted::new),
    ONE_SIDE_OF_JOINT(18, "a joint quorum is one of the new members only", QuorumFaults.OneSideOfJoint::new),
    COMMIT_OUT_OF_ORDER(1, "two transactions committed together change places", QuorumFaults.CommitOutOfOrder::new),
    TAIL_DROPPED(2, "a restarted server forgets what it does not know to be committed", DiskFaults.TailDropped::new),
    TRUNC_SKIPPED(1, "a follower does not truncate when told to", SyncFaults.TruncSkipped::new),
    TRUNC_NOT_ON_DISK(2, "a follower truncates in memory only", DiskFaults.TruncNotOnDisk::new),
    HOLE_IN_DIFF(1, "a proposal is missing from a DIFF", SyncFaults.HoleInDiff::new),
    GAP_AFTER_SNAP(1, "proposals between snapshot and NEWLEADER are not sent", SyncFaults.GapAfterSnap::new),
    COMMITS_BEFORE_UPTODATE_LOST(
            1, "what was committed during synchronization is not applied", SyncFaults.CommitsLost::new),
    OLD_ROLE_KEEPS_WRITING(
            32, "writes of a role that has ended land behind those of the next", DiskFaults.OldRoleWrites::new),
    SNAP_NOT_ON_DISK(2, "a snapshot from the leader is kept in memory only", DiskFaults.SnapNotOnDisk::new),
    OLD_SESSION_DEADLINES(1, "a new leader does not give sessions a full timeout", ServiceFaults.OldDeadlines::new),
    JUDGED_BY_COMMITTED_TREE(
            1, "requests are judged without regard to those under way", ServiceFaults.JudgedByCommitted::new),
    SNAPSHOT_MISLABELLED(2, "a snapshot is said to be of a later zxid than it is", DiskFaults.SnapshotMislabelled::new),
    FAILED_SYNC_IGNORED(3, "a server goes on after a failed sync", DiskFaults.FailedSyncIgnored::new),
    SYNC_WITHOUT_QUORUM(1, "a server answers a sync by itself", QuorumFaults.SyncWithoutQuorum::new),
    PROPOSALS_BEFORE_UPTODATE_DROPPED(
            1,
            "what is proposed between NEWLEADER and UPTODATE is dropped",
            SyncFaults.ProposalsBeforeUpToDateDropped::new),
    DIFF_INSTEAD_OF_SNAP(1, "proposals are sent without the snapshot before them", SyncFaults.DiffInsteadOfSnap::new),
    UNCOMMITTED_APPLIED(1, "a leader applies what is not committed yet", QuorumFaults.UncommittedApplied::new),
    CLOSE_LEAVES_EPHEMERALS(
            1, "a replica keeps the ephemerals of a closed session", ServiceFaults.CloseLeavesEphemerals::new),
    TRUNC_TOO_FAR(
            32,
            Weather.CRASHES,
            "a history of another epoch is truncated to what the follower knows committed",
            SyncFaults.TruncTooFar::new),
    TRUNC_TO_UNKNOWN(
            1,
            "TRUNC names the end of the leader's history, whatever the follower has",
            SyncFaults.TruncToUnknown::new),
    REQUESTS_OVERTAKE(
            1,
            "a request of a session overtakes another on its way to the leader",
            ServiceFaults.RequestsOvertake::new),
    RESUBMITTED_AFTER_SNAP(
            15, "requests outlive a snapshot, which may have them", InterregnumFaults.ResubmittedAfterSnap::new),
    REQUESTS_TAKEN_AGAIN(184, "a leader takes a request that it has taken before", InterregnumFaults.TakenAgain::new),
    HALF_A_MULTI(1, "a replica does only a part of a multi", ServiceFaults.HalfAMulti::new),
    LEADER_PROMISE_BEFORE_SYNC(
            2, "a leader serves an epoch that its own disk does not know", EpochFaults.LeaderPromiseBeforeSync::new),
    VOTE_BY_COUNTER(1, "votes compare counters and ignore epochs", EpochFaults.VoteByCounter::new),
    COUNTER_ROLLS_OVER(1, "a full counter runs over into the epoch", EpochFaults.CounterRollsOver::new),
    TRUNC_TO_UNKNOWN_IGNORED(
            1, "a TRUNC to a zxid that the follower does not have does nothing", SyncFaults.TruncToUnknownIgnored::new),
    SNAP_INSTEAD_OF_DIFF(
            1,
            "SNAP is sent to a follower that holds more than the leader knows committed",
            SyncFaults.SnapInsteadOfDiff::new),
    DAMAGE_TAKEN_FOR_TORN(
            2, "recovery takes a damaged record for the torn end of the journal", DiskFaults.DamageTakenForTorn::new),
    EMPTY_DISK_VOTES(152, "an empty disk votes as the one before it did", DiskFaults.EmptyDiskVotes::new),
    CHECKSUMS_IGNORED(3, "recovery takes a torn record for whole", DiskFaults.ChecksumsIgnored::new),
    SEGMENT_NAMES_NOT_SYNCED(
            5,
            "the directory is not synced when a segment of the journal has begun",
            () -> new SectorFaults(JournalBytes.Mistake.NAMES_NOT_SYNCED)),
    SEGMENTS_ROLL_UNSYNCED(
            5,
            "a segment of the journal begins before the one before it is durable",
            () -> new SectorFaults(JournalBytes.Mistake.ROLLS_UNSYNCED)),
    RECOVERED_NOT_SYNCED(
            20,
            "a start does not sync what it has read",
            () -> new SectorFaults(JournalBytes.Mistake.RECOVERED_UNSYNCED)),
    HOLES_SKIPPED(
            46,
            "recovery goes on behind a record that is not whole",
            () -> new SectorFaults(JournalBytes.Mistake.HOLES_SKIPPED)),
    NEWEST_VERSION_SPOKEN(32, "a server speaks its own newest version with everybody", VersionFaults.NewestSpoken::new),
    BOND_TAKEN_TWICE(
            153, Weather.STALE, "a leader takes a bond that it had when it led before", BondFaults.TakenTwice::new),
    HANDED_TO_LAGGARD(
            15,
            "leadership is handed to who has least, and who is named compares no histories",
            BondFaults.HandedToLaggard::new),
    CONFIG_WHEN_COMMITTED(
            114, "a configuration holds from when it is committed on", QuorumFaults.ConfigWhenCommitted::new),
    RECURSIVE_FORGOTTEN(
            1, "recursive watches do not go with the session to another server", WatchFaults.RecursiveForgotten::new),
    TOLD_FOR_EACH_WATCH(1, "a change is told once for each watch that it meets", WatchFaults.EachToldOf::new),
    WATCH_BEFORE_APPLY(
            1, "watches tell of changes that are proposed and not yet applied", ServiceFaults.WatchBeforeApply::new),
    WATCHES_NOT_COMPARED(
            1,
            "watches that a client brings along are not compared with the tree",
            ServiceFaults.WatchesNotCompared::new),
    EVENTS_DROPPED_WHEN_FULL(
            6, "events that a slow client leaves no room for are left out", ReaderFaults.EventsDropped::new),
    ANSWERS_HELD_BACK(
            4, "answers wait until a slow client has read what was said before", ReaderFaults.AnswersHeldBack::new),
    ANSWERS_OVERTAKE_EVENTS(
            4, "answers do not wait behind events that are not read", ReaderFaults.AnswersOvertake::new),
    EXPIRY_BY_WALL_CLOCK(29, "sessions expire by the time of day", ServiceFaults.ExpiryByWallClock::new),
    CREATE_AFTER_CLOSE(1, "a create behind the close of its session is accepted", ServiceFaults.CreateAfterClose::new),
    BOND_NUMBERS_IGNORED(
            6, "messages of an old bond between leader and follower are taken", SyncFaults.BondsIgnored::new);

    private static final int NODES = 3; // where the weather is given

    private final int foundAt;
    private final @Nullable Weather weather;
    private final String what;
    private final Supplier<PlantedFault> maker;

    /** @param foundAt the first seed that finds it */
    PlantedFaults(int foundAt, String what, Supplier<PlantedFault> maker) {
        this(foundAt, null, what, maker);
    }

    /** @param weather with three nodes, for one that hardly shows in any other; null for what each seed says */
    PlantedFaults(int foundAt, @Nullable Weather weather, String what, Supplier<PlantedFault> maker) {
        this.foundAt = foundAt;
        this.weather = weather;
        this.what = what;
        this.maker = maker;
    }

    /** The first seed that was seen to find it. */
    int foundAt() {
        return foundAt;
    }

    /** The run that is to find it. */
    Setup setup(long seed) {
        return weather == null ? Setup.of(seed) : new Setup(seed, NODES, weather);
    }

    String what() {
        return what;
    }

    /** A fresh one for each run. */
    PlantedFault plant() {
        return maker.get();
    }
}

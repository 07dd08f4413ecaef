package io.latchkey.zab.sim;

/** States that are hard to get into, and where mistakes hide: a long run must have been in each. */
enum RareState {
    TWO_LEADERS("two servers lead at once, in different epochs"),
    LED_LATE("an epoch is established after a later one has been"),
    EMPTY_EPOCH("an epoch ends without a transaction"),
    LEADER_WITH_TAIL("who starts to lead holds proposals that it does not know committed"),
    LEADER_AGAIN_WITH_TAIL("the same, and it led before"),
    LATER_PROMISE_MET("a leader hears of a promise later than its epoch"),
    NEWER_HISTORY_MET("a leader meets a history more recent than its own, and gives up"),
    NO_PROMISE("a follower had promised the epoch before"),
    LEADERS_PROMISE_LAST("others have promised an epoch before the leader's own disk has"),
    LEADERS_ACK_LAST("others have acknowledged an epoch before the leader's own disk has"),
    COMMITTED_WITHOUT_LEADERS_DISK("a transaction is committed that the leader's own disk does not hold"),
    LATE_LEARNER("a follower is synchronized while others broadcast"),
    TAIL_OF_SEVERAL_EPOCHS("a follower has uncommitted proposals of two epochs or more"),
    TRUNCATED("a follower drops proposals"),
    TRUNC_BROKEN_OFF("a follower's role ends between TRUNC and UPTODATE"),
    SNAP_TAKEN("a follower takes a snapshot"),
    SNAP_BROKEN_OFF("a follower's role ends between SNAP and UPTODATE"),
    DIFF_BROKEN_OFF("a follower's role ends with a part of a DIFF"),
    PROPOSALS_BEHIND_SNAP("proposals follow a snapshot before NEWLEADER"),
    STALE_PROPOSAL("a proposal arrives at a server that looks or leads"),
    STALE_NEWLEADER("NEWLEADER arrives when its bond is gone"),
    STALE_ACK("an ack arrives at a server that has stopped leading"),
    CRASH_BEFORE_PROMISE("a crash loses a promise"),
    CRASH_BEFORE_EPOCH("a crash loses the entry into an epoch whose history it keeps"),
    CRASH_BEFORE_INSTALL("a crash loses a snapshot that was taken from the leader"),
    CRASH_AFTER_INSTALL("a crash keeps such a snapshot and loses what follows"),
    CRASH_BEFORE_TRUNCATE("a crash loses a truncation"),
    CRASH_AFTER_TRUNCATE("a crash keeps a truncation and loses what follows"),
    CRASH_AMONG_APPENDS("a crash keeps some of the proposals under way and loses others"),
    CRASH_LEAVES_HOLE("a crash leaves whole records behind one that is torn or missing"),
    CRASH_AT_SEGMENT_START("a crash leaves a new segment of the journal without its head"),
    CRASH_BEFORE_NAME("a crash loses the name of a snapshot, whose directory was not synced yet"),
    CRASH_OF_LEADER_WITH_TAIL("a leader dies with uncommitted proposals"),
    CRASH_IN_DRAIN("a process dies between two effects of one step"),
    CRASH_IN_RECOVERY("a process dies before its first tick"),
    ALL_DOWN("no server is up"),
    QUORUM_DOWN("a quorum is down, and somebody is up"),
    SNAPSHOT_AHEAD_OF_LOG("a server starts with a snapshot beyond the end of its log"),
    PROMISED_AHEAD_OF_EPOCH("a server starts with a promise of an epoch that it never entered"),
    SYNC_FAILED("a sync fails"),
    DISK_FULL("a process stops for want of room on its disk"),
    START_ON_FULL_DISK("a process can't start for want of room"),
    LINK_HALF_OPEN("one end learns of a lost link only when there is a new one"),
    LINK_OLD_TAIL("a message arrives by a link that its sender knows to be gone"),
    LINK_BURST("ten messages or more arrive at once after a stall"),
    PAUSED_PAST_SUCCESSOR("a leader wakes up, and another leads"),
    EPOCH_FULL("a leader begins anew because its epoch is full"),
    SESSION_EXPIRED("a session expires"),
    SESSION_MOVED("a session comes back at another server"),
    SESSION_KNOCKS_IN_ELECTION("a session comes back when nobody leads"),
    REQUEST_OF_MOVED_SESSION("a request arrives by a connection that its session has left"),
    REQUEST_BEHIND_CLOSE("a request stands behind the close of its session"),
    WATCH_FIRED("a watch tells of a change"),
    WATCH_MISSED("a watch tells of a change that happened while its client had no connection"),
    READER_HELD_UP("a server takes no requests of a client that does not read its answers"),
    READER_CUT_OFF("a connection is closed because its client does not read its events"),
    CLIENT_SEVERED("a client loses a server and is not told"),
    CLOCK_STEPPED_BACK("a leader's time of day is set back"),
    DISK_SET_ASIDE("a server starts with damage, and without its disk"),
    DISK_FRESH("a server starts with an empty disk among others that are not"),
    READMITTED("a fresh disk gets a vote"),
    JOINT("a joint configuration is committed"),
    JOINT_INHERITED("a leader starts with a joint configuration, and goes on with it"),
    CONFIG_TRUNCATED("a configuration is dropped with the end of a history"),
    OBSERVER_SERVES("an observer serves"),
    STRANGER_SERVES("a server that is no member serves"),
    HAND_OVER("leadership is handed over"),
    CALM_FOR_A_QUORUM("a quorum comes good while the others stay away");

    private final String what;

    RareState(String what) {
        this.what = what;
    }

    String what() {
        return what;
    }
}

package io.latchkey.zab.sim;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Message;
import io.latchkey.zab.storage.JournalBytes;
import io.latchkey.zab.tree.Applied;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Submission;
import io.latchkey.zab.tree.TxnRecord;
import org.jspecify.annotations.Nullable;

/** A mistake that somebody might make, put between the core and the world. This one makes none. */
class PlantedFault {
    static final PlantedFault NONE = new PlantedFault();

    /** What the core sends, on its way out; null if it never leaves. */
    @Nullable
    Message onSend(SimNode node, int to, Message m) {
        return m;
    }

    /** What comes in, on its way to the core; null if it never gets there. */
    @Nullable
    Message onReceive(SimNode node, int from, Message m) {
        return m;
    }

    /** Called after the core has taken the message. */
    void afterReceive(SimNode node, int from, Message m) {}

    /** Whether the core hears at once that this write is durable, though it is not. */
    boolean claimsDurable(SimNode node, WriteKind kind) {
        return false;
    }

    /** Whether the journal gets this write at all. */
    boolean writes(SimNode node, WriteKind kind) {
        return true;
    }

    /** Whether the write overtakes all that is pending. */
    boolean overtakes(SimNode node, WriteKind kind) {
        return false;
    }

    /** What the node finds on its disk. */
    DurableState onRecover(SimNode node, DurableState disk) {
        return disk;
    }

    /** Whether a node goes on after a failed sync. */
    boolean survivesFailedSync() {
        return false;
    }

    /** Whether two proposals that are delivered together change places. */
    boolean swapsDeliveries(SimNode node) {
        return false;
    }

    /** The zxid that a snapshot taken at {@code zxid} is said to be of. */
    long labelsSnapshot(SimNode node, long zxid) {
        return zxid;
    }

    /** Called when a node's role or phase has changed. */
    void onRoleChanged(SimNode node) {}

    /** Whether a server answers a sync without asking anybody, and so has done. */
    boolean answersSyncAlone(SimNode node, Op op) {
        return false;
    }

    /** Whether a request on its way to the leader is overtaken by those behind it. */
    boolean delaysRequest(long number) {
        return false;
    }

    /** The tree that the leader judges the next request by. */
    DataTree preparesAgainst(DataTree committed, DataTree ahead, Submission submission) {
        return ahead;
    }

    /** Whether a new leader lets sessions expire by deadlines of before. */
    boolean keepsOldDeadlines() {
        return false;
    }

    /** Whether recovery takes a damaged record for the torn end of the journal. */
    boolean takesDamageForTorn() {
        return false;
    }

    /** Whether a server applies a proposal as soon as it is in its log. */
    boolean appliesUncommitted(SimNode node) {
        return false;
    }

    /** Whether watches that a client brings from another server are not compared with what this one has. */
    boolean forgetsToCompareWatches() {
        return false;
    }

    /** Whether a server speaks its own newest version of the protocol with everybody. */
    boolean speaksNewestVersion() {
        return false;
    }

    /** What is done wrong with the bytes of a journal. */
    JournalBytes.Mistake journalMistake() {
        return JournalBytes.Mistake.NONE;
    }

    /** Whether an event is left out, and the connection stays, when too many wait for a client that reads slowly. */
    boolean dropsEventsWhenFull() {
        return false;
    }

    /** Whether a server answers only when the client has read what was said before. */
    boolean holdsAnswersBack() {
        return false;
    }

    /** Whether answers do not wait behind events that a client has not read. */
    boolean answersOvertakeEvents() {
        return false;
    }

    /** Whether recursive watches stay behind when a client comes from another server. */
    boolean forgetsRecursiveWatches() {
        return false;
    }

    /** Whether a change is told once for each watch that it meets. */
    boolean tellsEachWatch() {
        return false;
    }

    /** Whether the leader tells of changes when it proposes them. */
    boolean firesWhenProposed() {
        return false;
    }

    /** By what count of ticks the leader lets sessions expire. */
    long expiryTicks(SimNode node, long ticks) {
        return ticks;
    }

    /** Whether recovery takes a torn record for whole. */
    boolean ignoresChecksums() {
        return false;
    }

    /** Whether requests outlive a snapshot from the leader. */
    boolean keepsRequestsAfterSnap() {
        return false;
    }

    /** Whether a leader takes a request that it has taken before. */
    boolean takesRequestsAgain() {
        return false;
    }

    Applied apply(SimNode node, long zxid, TxnRecord txn) {
        return node.tree().apply(zxid, txn);
    }

    /** What a write to the journal is for. */
    enum WriteKind {
        APPEND,
        TRUNCATE,
        INSTALL,
        PROMISE,
        ENTER_EPOCH
    }
}

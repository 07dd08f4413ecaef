package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Effects;
import io.latchkey.zab.core.Image;
import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Phase;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.Role;
import io.latchkey.zab.core.Zab;
import io.latchkey.zab.format.SubmissionFormat;
import io.latchkey.zab.format.TxnFormat;
import io.latchkey.zab.storage.JournalRecord;
import io.latchkey.zab.tree.Applied;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Inconsistency;
import io.latchkey.zab.tree.Preparer;
import io.latchkey.zab.tree.Submission;
import io.latchkey.zab.tree.TxnRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns core, committed tree, tree ahead and sessions. It takes what has come from the
 * {@link Inbox}, steps the core for each, then drains the outbox once: to the log, to the peers, to the subscribers.
 */
final class EngineLoop implements Effects, LinkReader.Handler {
    private static final Logger log = LoggerFactory.getLogger(EngineLoop.class);

    private final Zab zab;
    private final int self;
    private final Inbox inbox;
    private final Intake intake = new Intake();
    private final JournalBatch journal;
    private final LogWriter logWriter;
    private final PeerLinks links;
    private final Submissions submissions;
    private final Syncs syncs;
    private final Interregnum interregnum;
    private final Primary primary;
    private final Publisher publisher;
    private final Snapshots snapshots;
    private final long logLagBytesMax;
    private final long inFlightMax;
    private DataTree tree;
    private final StatusBoard board;
    private final FirstHour firstHour;
    private final DiskRelief relief;

    EngineLoop(EngineParts parts, DataTree tree) {
        zab = parts.zab();
        self = parts.config().zab().self();
        inbox = parts.inbox();
        logWriter = parts.log();
        journal = new JournalBatch(logWriter);
        links = new PeerLinks(parts, this);
        submissions = new Submissions(parts, links);
        interregnum = new Interregnum(parts.config().interregnumTicks());
        primary = parts.primary();
        snapshots = parts.snapshots();
        logLagBytesMax = 2 * parts.config().pendingBytesMax();
        inFlightMax = 2L
                * parts.config().pendingMax()
                * parts.config().zab().quorum().ids().size();
        this.tree = tree;
        publisher = new Publisher(tree, ServerState.apart(self, zab.acceptedEpoch()));
        relief = new DiskRelief(primary);
        firstHour = new FirstHour(parts.config().tickMs());
        syncs = new Syncs(parts, links, submissions, publisher, inFlightMax);
        board = new StatusBoard(parts, publisher.state());
    }

    /** Figures of a tick ago at most. Any thread. */
    EngineStatus status() {
        return board.status();
    }

    Publisher publisher() {
        return publisher;
    }

    /** Until the inbox is closed or something happens that this server can't survive: that is returned. */
    @Nullable
    Throwable run() {
        Throwable problem = null;
        try {
            do {
                settle();
                inbox.take(intake, logWriter.queuedBytes() > logLagBytesMax);
                problem = intake.failure;
                if (problem == null && !intake.closed) {
                    process();
                }
            } while (problem == null && !intake.closed);
        } catch (RuntimeException | Error e) { // InvariantViolation and Divergence among them
            problem = e;
        }
        end();
        return problem;
    }

    private void process() {
        if (intake.durableTicket > 0) {
            zab.onDurable(intake.durableTicket);
        }
        if (intake.snapshot != null) {
            snapshots.onEnded(intake.snapshot);
        }
        intake.subscribers.forEach(publisher::add);
        intake.leavers.forEach(publisher::remove); // one may have come and gone since
        intake.mails.forEach(this::receive);
        intake.submissions.forEach(s -> submissions.submit(s, publisher.state()));
        syncs.take(intake.syncs);
        if (intake.tick) {
            tick();
        }
    }

    /** Does what the steps since the last time have asked for. */
    private void settle() {
        drain();
        syncs.release(tree.zxid());
        journal.flush();
        links.flush();
        submissions.release();
        publisher.flush();
        snapshots.takeIfDue(tree);
    }

    private void drain() {
        do {
            zab.outbox().drainTo(this);
            submissions.resume(publisher.state());
            syncs.ask();
        } while (!zab.outbox().isEmpty());
    }

    private void end() {
        inbox.close();
        links.close();
        submissions.end();
        primary.resign();
        ServerState apart = ServerState.apart(self, zab.acceptedEpoch());
        board.update(apart);
        publisher.stateChanged(apart);
        inbox.take(intake, false);
        intake.subscribers.forEach(publisher::add);
    }

    private void tick() {
        submissions.touch(intake.touches, publisher.state());
        zab.onTick();
        primary.onTick();
        primary.reconfigureIfDue();
        if (interregnum.onTick()) {
            change(publisher.state().withInterregnum(false));
        }
        snapshots.onTick();
        firstHour.onTick(zab);
        relief.onTick(logWriter.disk());
        logWriter.onTick();
        board.update(publisher.state());
    }

    private void receive(Intake.Mail mail) {
        int peer = mail.peer();
        long known = links.number(peer);
        boolean lost = known != Mailbox.NO_LINK && (known != mail.link() || !mail.up());
        boolean found = mail.up() && known != mail.link();
        if (lost || found) {
            drain(); // what was said to the lost link must not go to the next one
        }
        if (lost) {
            links.down(peer);
            zab.onLinkDown(peer);
        }
        if (found) {
            drain();
            links.up(peer, mail.link(), mail.version());
            zab.onLinkUp(peer);
        }
        if (mail.snapshotSent()) {
            links.snapshotSent(peer);
        }
        links.read(peer, mail.frames());
    }

    // What peers say.

    @Override
    public void onMessage(int from, Message message) {
        zab.onMessage(from, message);
    }

    @Override
    public void onSnapshot(int from, Message.Snap snap) {
        zab.onMessage(from, snap);
        zab.outbox().drainTo(this);
        links.settle();
    }

    @Override
    public void onForwarded(int from, PeerFrame.Forwarded forwarded) {
        Submission submission = SubmissionFormat.decode(forwarded.submission());
        if (primary.pending() >= inFlightMax) { // each server keeps to its own bound, so one does not
            links.reset(from, "it forwards more than can be pending");
        } else if (forwarded.epoch() == publisher.state().epoch()) { // otherwise its sender has lost what it followed
            primary.submitForwarded(from, forwarded, submission);
        }
    }

    @Override
    public void onSyncAsked(int from, PeerFrame.SyncAsked asked) {
        syncs.asked(from, asked);
    }

    @Override
    public void onSyncAnswered(PeerFrame.SyncAnswered answered) {
        syncs.answered(answered);
    }

    @Override
    public void onTouched(int from, long[] sessionIds) {
        primary.touch(sessionIds);
    }

    // Effects.

    @Override
    public void send(int to, Message message) {
        links.send(to, message);
    }

    @Override
    public void sendSnapshot(int to, long session) {
        links.sendSnapshot(to, session, tree);
    }

    @Override
    public void append(long ticket, Proposal proposal) {
        journal.append(ticket, proposal);
    }

    @Override
    public void truncate(long ticket, long keepTo) {
        journal.add(ticket, new JournalRecord.Truncate(keepTo));
    }

    @Override
    public void install(long ticket, long zxid, Image image) {
        ReceivedSnapshot received = (ReceivedSnapshot) image;
        received.download().keep();
        snapshots.install(journal, ticket, zxid, received.draft());
    }

    @Override
    public void storeEpochs(long ticket, long acceptedEpoch, long currentEpoch, long disk) {
        journal.add(ticket, new JournalRecord.Epochs(acceptedEpoch, currentEpoch, disk));
    }

    @Override
    public void deliver(Proposal committed) {
        long zxid = committed.zxid();
        Preparer.Prepared own = primary.takeCommitted(zxid);
        TxnRecord txn = own == null ? TxnFormat.decode(committed.txn()) : own.txn();
        Applied applied = own == null ? apply(zxid, txn) : own.applied();
        tree = applied.tree();
        primary.onCommitted(txn.timeMs(), applied);
        snapshots.onCommitted(committed.txn().length);
        Pending pending = submissions.takeCommitted(txn);
        publisher.committed(new Committed(zxid, txn, tree, applied.result(), applied.changes(), pending));
    }

    private Applied apply(long zxid, TxnRecord txn) {
        try {
            return tree.apply(zxid, txn);
        } catch (Inconsistency e) {
            throw Divergence.at(zxid, txn, tree, e);
        }
    }

    @Override
    public void restore(long zxid, Image image) {
        interregnum.cut(); // nobody knows which submissions are in there, or what became of what is watched
        change(publisher.state().withInterregnum(false));
        tree = ((ReceivedSnapshot) image).tree();
        publisher.restored(tree);
    }

    @Override
    public void reconfigured(QuorumConfig config) {
        log.info("the configuration is now {}", config);
        links.reconfigured(config);
    }

    @Override
    public void confirmed(long round) {
        syncs.confirmed(round);
    }

    @Override
    public void roleChanged(Role role, Phase phase, long epoch, int leader) {
        change(interregnum.judge(publisher.state(), new ServerState(self, role, phase, epoch, leader)));
    }

    private void change(ServerState now) {
        ServerState was = publisher.state();
        if (was.equals(now)) {
            return;
        }
        if (was.inBroadcast()) {
            primary.resign();
        }
        if (now.leading()) {
            primary.lead(tree, now.epoch());
        }
        submissions.stateChanged(now);
        syncs.stateChanged(was, now);
        board.update(now); // first, so that who has heard of it sees it there too
        publisher.stateChanged(now);
        log.info(
                "server {} is {} in {}, epoch {}, leader {}", self, now.role(), now.phase(), now.epoch(), now.leader());
    }
}

package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Zab;
import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.storage.JournalRecord;
import io.latchkey.zab.storage.SnapshotStore;
import io.latchkey.zab.tree.DataTree;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of snapshots: when one is written, and what goes once it is durable. Engine thread. */
final class Snapshots {
    private static final Logger log = LoggerFactory.getLogger(Snapshots.class);

    /** What the journal takes of it. */
    private static final long INSTALL_BYTES = 64;

    private final Zab zab;
    private final LogWriter logWriter;
    private final SnapshotWriter writer;
    private final SnapshotStore store;
    private final SnapshotPolicy policy;
    private final int kept;
    private long lastZxid;

    Snapshots(EngineConfig config, Zab zab, LogWriter logWriter, SnapshotWriter writer, SnapshotStore store) {
        this.zab = zab;
        this.logWriter = logWriter;
        this.writer = writer;
        this.store = store;
        policy = new SnapshotPolicy(config);
        kept = config.snapshotsKept();
        lastZxid = zab.history().committed(); // as long as nothing new is
        zab.onSnapshotTaken(lastZxid); // the journal may reach back further than the history needs to
    }

    /** The newest durable one, {@link Zxid#NONE} if there is none. */
    long lastZxid() {
        return lastZxid;
    }

    void onCommitted(int txnBytes) {
        policy.onCommitted(txnBytes);
    }

    void onTick() {
        policy.onTick();
    }

    void takeIfDue(DataTree tree) {
        if (tree.zxid() > lastZxid && policy.begin()) {
            writer.write(tree);
        }
    }

    void onEnded(Intake.SnapshotOutcome outcome) {
        Throwable failure = outcome.failure();
        if (failure != null) {
            log.error("no snapshot at {}; the journal stays whole, and it is tried again", text(outcome), failure);
            policy.onFailed();
            return;
        }
        policy.onTaken();
        lastZxid = Math.max(lastZxid, outcome.zxid());
        zab.onSnapshotTaken(outcome.zxid());
        long floor = zab.history().floor();
        logWriter.purge(journal -> {
            store.purge(kept);
            journal.purge(covered(store.list()), floor);
        });
    }

    /** By a snapshot, and by another one should it turn out to be damaged. */
    private static long covered(List<Long> snapshots) {
        return snapshots.get(Math.max(0, snapshots.size() - 2));
    }

    private static String text(Intake.SnapshotOutcome outcome) {
        return Zxid.toString(outcome.zxid());
    }

    /** Puts the file in its place first: a journal that starts after a snapshot that is not there can't be recovered. */
    void install(JournalBatch journal, long ticket, long zxid, SnapshotStore.Draft draft) {
        lastZxid = zxid;
        journal.add(
                ticket,
                target -> {
                    target.force();
                    draft.publish();
                    target.append(new JournalRecord.Install(zxid));
                },
                INSTALL_BYTES);
    }
}

package io.latchkey.server.lock;

import io.latchkey.server.view.LoopView;
import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.EntryName;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Id;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Submission;
import io.latchkey.zab.tree.ZNode;
import io.latchkey.zab.tree.ZPath;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes places in queues away from those whom they belong to, and keeps who did it and why: the deletion and its record are
 * one transaction, so that there is never the one without the other. The newest {@link #KEPT_MAX} records are kept, in
 * the tree, where every server has them. One event loop's own.
 */
public final class ForcedReleases {
    /** The node whose children are the records. */
    public static final String PATH = "/latchkey/forced-releases";
    /** How the paths of the records begin. */
    static final String BELOW = PATH + "/";
    /** Records that are kept. */
    public static final int KEPT_MAX = 1_000;

    private static final Logger log = LoggerFactory.getLogger(ForcedReleases.class);
    private static final List<Acl> READ_ONLY = List.of(new Acl(Acl.READ, Id.ANYONE));
    /** Each round but the last was lost to another forced release, or to the holder. */
    private static final int ROUNDS_MAX = 20;

    private final LoopView view;
    private final int keptMax;

    public ForcedReleases(LoopView view) {
        this(view, KEPT_MAX);
    }

    ForcedReleases(LoopView view, int keptMax) {
        this.view = view;
        this.keptMax = keptMax;
    }

    /**
     * Which place is to go, by whose will and why.
     *
     * @param token czxid of the entry: nothing happens if another stands there under its name
     */
    public record Wish(String path, String entry, long token, String author, String from, String reason) {}

    /** There is no such place: it was given back, or lost, or never was. */
    public static final class NoSuchPlace extends RuntimeException {
        private static final long serialVersionUID = 1;

        private NoSuchPlace(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Does it.
     *
     * @return completed on the loop; fails with {@link NoSuchPlace}, {@link io.latchkey.server.view.NotServing}, {@link
     *     io.latchkey.server.view.ReadOnly} or {@link io.latchkey.server.view.Overloaded}
     */
    public Future<ForcedRelease.Done> perform(Wish wish) {
        view.catchUp();
        return attempt(wish, view.tree(), 1);
    }

    private Future<ForcedRelease.Done> attempt(Wish wish, DataTree tree, int round) {
        String entry = ZPath.child(wish.path(), wish.entry());
        boolean possible = wish.entry().indexOf('/') < 0 && EntryName.parse(wish.entry()) != null;
        ZNode node = possible ? tree.node(entry) : null;
        if (node == null || node.czxid() != wish.token()) {
            // this server may be behind the one that has told of the place
            return round > 1
                    ? Future.failedFuture(new NoSuchPlace("the place with token " + wish.token() + " in the queue of "
                            + wish.path() + " is not there any more: nothing was changed"))
                    : view.sync().compose(synced -> attempt(wish, synced, round + 1));
        }
        ForcedRelease record = record(wish, tree, node);
        return view.submit(Submission.ofServer(new Request.Multi(plan(record, tree, node))))
                .compose(committed -> {
                    ErrorCode error = error(committed.result());
                    if (error == ErrorCode.OK) {
                        return Future.succeededFuture(done(record, committed));
                    } else if (round >= ROUNDS_MAX) {
                        return Future.failedFuture(
                                new IllegalStateException("a forced release was refused with " + error));
                    }
                    return attempt(wish, committed.tree(), round + 1);
                });
    }

    private static ForcedRelease record(Wish wish, DataTree tree, ZNode node) {
        return new ForcedRelease(
                wish.path(),
                wish.entry(),
                wish.token(),
                node.owner(),
                LockInspection.place(wish.entry(), node).owner(),
                tree.queue(wish.path()).isGranted(wish.entry()),
                wish.author(),
                wish.from(),
                wish.reason());
    }

    private List<Request> plan(ForcedRelease record, DataTree tree, ZNode node) {
        List<Request> ops = new ArrayList<>();
        List<String> kept = names(tree);
        if (tree.node(PATH) == null) {
            ops.add(new Request.Create(PATH, null, READ_ONLY, CreateMode.PERSISTENT));
        }
        ops.add(new Request.Delete(
                ZPath.child(record.path(), record.entry()), node.stat().version()));
        ops.add(new Request.Create(BELOW, record.encode(), READ_ONLY, CreateMode.PERSISTENT_SEQUENTIAL));
        for (String oldest : kept.subList(0, Math.max(0, kept.size() + 1 - keptMax))) {
            ops.add(new Request.Delete(BELOW + oldest, Request.ANY_VERSION));
        }
        return ops;
    }

    private static ForcedRelease.Done done(ForcedRelease record, Committed committed) {
        log.warn(
                "forced release: lock {} entry {} token {} session 0x{} owner '{}' {}, by '{}' from {}: '{}'",
                printable(record.path()),
                printable(record.entry()),
                record.token(),
                Long.toHexString(record.session()),
                printable(record.owner()),
                record.held() ? "held it" : "waited for it",
                printable(record.author()),
                record.from(),
                printable(record.reason()));
        return new ForcedRelease.Done(record, committed.zxid(), committed.txn().timeMs());
    }

    /** What others write must not begin a line of its own in the log. */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", " ");
    }

    private static ErrorCode error(Result result) {
        if (result instanceof Result.Failed failed) {
            return failed.why();
        }
        if (result instanceof Result.Multi multi) {
            for (Result op : multi.ops()) {
                // the ops before the one that failed say OK
                if (op instanceof Result.Failed failed && failed.why() != ErrorCode.OK) {
                    return failed.why();
                }
            }
        }
        return ErrorCode.OK;
    }

    /** The newest records first. Any thread. */
    public static List<ForcedRelease.Done> newest(DataTree tree, int limit) {
        List<String> names = names(tree);
        Collections.reverse(names);
        List<ForcedRelease.Done> records = new ArrayList<>();
        for (String name : names.subList(0, Math.min(limit, names.size()))) {
            ZNode node = tree.node(BELOW + name);
            ForcedRelease what = node == null ? null : ForcedRelease.decode(node.data());
            if (node != null && what != null) {
                records.add(
                        new ForcedRelease.Done(what, node.czxid(), node.stat().ctime()));
            }
        }
        return records;
    }

    /** Oldest first. */
    private static List<String> names(DataTree tree) {
        ZNode parent = tree.node(PATH);
        List<String> names = parent == null ? new ArrayList<>() : new ArrayList<>(parent.childNames());
        Collections.sort(names);
        return names;
    }
}

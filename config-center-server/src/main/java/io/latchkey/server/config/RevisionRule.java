package io.latchkey.server.config;

import io.latchkey.zab.tree.Caller;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Id;
import io.latchkey.zab.tree.Note;
import io.latchkey.zab.tree.Txn;
import io.latchkey.zab.tree.WriteRule;
import io.latchkey.zab.tree.ZNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a revision of every change of a configuration value, in the same transaction as the change, whoever makes it: the
 * HTTP API, a plain ZooKeeper client, or the end of a session that takes its ephemerals along. A node without data is a
 * folder, not a key: making or deleting it leaves no revision.
 */
public final class RevisionRule implements WriteRule {
    /** Characters of a name and of a comment that are kept of longer ones. */
    static final int AUTHOR_MAX = 200;

    static final int COMMENT_MAX = 2_000;

    private final HistoryLimits limits;

    public RevisionRule(HistoryLimits limits) {
        this.limits = limits;
    }

    @Override
    public List<Txn> also(DataTree before, Txn op, Context context) {
        if (op instanceof Txn.Create create) {
            return create.data() == null
                    ? List.of()
                    : put(before, create.path(), new Publication(create.data(), create.acl()), context);
        } else if (op instanceof Txn.SetData set) {
            ZNode node = before.node(set.path());
            if (node == null) {
                return List.of();
            }
            return set.data() == null
                    ? gone(before, set.path(), node, context)
                    : put(before, set.path(), new Publication(set.data(), node.acl()), context);
        } else if (op instanceof Txn.Delete delete) {
            ZNode node = before.node(delete.path());
            return node == null ? List.of() : gone(before, delete.path(), node, context);
        }
        return List.of();
    }

    private List<Txn> put(DataTree before, String path, Publication publication, Context context) {
        ConfigKey key = ConfigKey.at(path);
        if (key == null) {
            return List.of();
        }
        Note note = context.note();
        boolean restored = note != null && note.restores() > 0;
        Revision.Kind kind = restored ? Revision.Kind.ROLLBACK : Revision.Kind.PUT;
        HistoryEdit edit = new HistoryEdit(before, key, limits);
        edit.add(revision(edit.nextVersion(), kind, author(context, 0), context), publication);
        return edit.txns();
    }

    private List<Txn> gone(DataTree before, String path, ZNode was, Context context) {
        ConfigKey key = ConfigKey.at(path);
        if (key == null || was.data() == null) {
            return List.of();
        }
        HistoryEdit edit = new HistoryEdit(before, key, limits);
        String author = author(context, was.stat().ephemeralOwner());
        edit.add(revision(edit.nextVersion(), Revision.Kind.DELETE, author, context), new Publication(null, was.acl()));
        edit.bury();
        return edit.txns();
    }

    private static Revision revision(int version, Revision.Kind kind, String author, Context context) {
        Note note = context.note();
        String comment = note == null ? "" : Words.fit(note.comment(), COMMENT_MAX);
        int restores = kind == Revision.Kind.ROLLBACK && note != null ? note.restores() : 0;
        return new Revision(version, kind, author, comment, context.timeMs(), context.zxid(), restores);
    }

    /** The name that a person gave or did not give, else one that the client proved, else the session. */
    private static String author(Context context, long endedOwner) {
        Note note = context.note();
        if (note != null) {
            return note.author().isBlank() ? "anonymous" : Words.fit(note.author(), AUTHOR_MAX);
        }
        String proved = provedName(context.caller());
        if (proved != null) {
            return Words.fit(proved, AUTHOR_MAX);
        }
        long session = context.sessionId() != 0 ? context.sessionId() : endedOwner;
        return session == 0 ? "server" : "session 0x" + Long.toHexString(session);
    }

    private static @Nullable String provedName(Caller caller) {
        for (Id id : caller.ids()) {
            if (id.scheme().equals("digest")) {
                int colon = id.id().indexOf(':');
                return colon < 0 ? id.id() : id.id().substring(0, colon);
            }
        }
        return null;
    }
}

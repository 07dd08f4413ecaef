package io.latchkey.server.zk;

import io.latchkey.server.view.LoopView;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.ZNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leaves watches, takes them back, and takes up those of an earlier connection. */
final class WatchRequests {
    private final Conversation conversation;
    private final ReplyStream replies;
    private final LoopView view;
    private final WatchTable watches;

    WatchRequests(Conversation conversation, ReplyStream replies, LoopView view, WatchTable watches) {
        this.conversation = conversation;
        this.replies = replies;
        this.view = view;
        this.watches = watches;
    }

    void addWatch(int xid, ClientRequest.AddWatch r) {
        ErrorCode problem = watches.problem(r.path(), conversation);
        if (problem != null) {
            fail(xid, problem);
            return;
        }
        watches.addLasting(r.path(), conversation, r.mode());
        long zxid = view.tree().zxid();
        replies.answer(zxid, out -> out.count(xid, zxid, 0)); // an error code, which clients read even if there is none
    }

    void checkWatches(int xid, ClientRequest.CheckWatches r) {
        if (watches.has(r.path(), conversation, r.selection())) {
            ok(xid);
        } else {
            fail(xid, ErrorCode.NO_WATCHER);
        }
    }

    void removeWatches(int xid, ClientRequest.RemoveWatches r) {
        if (watches.remove(r.path(), conversation, r.selection())) {
            ok(xid);
        } else {
            fail(xid, ErrorCode.NO_WATCHER);
        }
    }

    /** What was missed in between is told at once; the other watches stand again. */
    void setWatches(int xid, ClientRequest.SetWatches r) {
        long count = (long) r.data().size() + r.exist().size() + r.child().size();
        if (!watches.hasRoom(
                conversation, count + 2L * r.persistent().size() + r.recursive().size())) {
            fail(xid, ErrorCode.THROTTLED);
            conversation.closeAfterReplies("it would leave more watches than one connection may");
            return;
        }
        for (String path : r.data()) {
            setNodeWatch(path, r.relativeZxid());
        }
        for (String path : r.exist()) {
            setExistWatch(path);
        }
        for (String path : r.child()) {
            setChildWatch(path, r.relativeZxid());
        }
        setLasting(r.persistent(), WatchMode.PERSISTENT);
        setLasting(r.recursive(), WatchMode.RECURSIVE);
        ok(xid);
    }

    private void setNodeWatch(String path, long seenZxid) {
        ZNode node = view.tree().node(path);
        if (node != null && node.stat().mzxid() <= seenZxid) {
            watches.addNodeWatch(path, conversation);
        } else {
            missed(node, path, EventType.DATA);
        }
    }

    private void setExistWatch(String path) {
        ZNode node = view.tree().node(path);
        if (node != null) {
            missed(node, path, EventType.CREATED);
        } else if (path.length() <= WatchTable.PATH_LENGTH_MAX) {
            watches.addNodeWatch(path, conversation);
        }
    }

    private void setChildWatch(String path, long seenZxid) {
        ZNode node = view.tree().node(path);
        if (node != null && node.stat().pzxid() <= seenZxid) {
            watches.addChildWatch(path, conversation);
        } else {
            missed(node, path, EventType.CHILDREN);
        }
    }

    private void setLasting(List<String> paths, WatchMode mode) {
        for (String path : paths) {
            if (path.length() <= WatchTable.PATH_LENGTH_MAX) {
                watches.addLasting(path, conversation, mode);
            }
        }
    }

    private void missed(@Nullable ZNode node, String path, EventType type) {
        EventType happened = node == null ? EventType.DELETED : type;
        conversation.onEvent(happened, path, ReplyCodec.NO_ZXID, node == null ? null : node.acl());
    }

    private void ok(int xid) {
        header(xid, ErrorCode.OK);
    }

    private void fail(int xid, ErrorCode why) {
        header(xid, why);
    }

    private void header(int xid, ErrorCode err) {
        long zxid = view.tree().zxid();
        replies.answer(zxid, out -> out.header(xid, zxid, err));
    }
}

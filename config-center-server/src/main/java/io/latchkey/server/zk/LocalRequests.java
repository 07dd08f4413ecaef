package io.latchkey.server.zk;

import io.latchkey.server.cluster.Membership;
import io.latchkey.server.view.LoopView;
import io.latchkey.zab.tree.AccessRules;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.Caller;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Id;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.ZNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers what needs no agreement: reads of the loop's tree, as it is when they have their turn. One for each connection,
 * on its loop.
 */
final class LocalRequests {
    /** Stock clients take replies of a megabyte or so; this leaves room for those that were told to take more. */
    private static final int MULTI_READ_BYTES_MAX = 8 << 20;

    private final Conversation conversation;
    private final ReplyStream replies;
    private final LoopView view;
    private final WatchTable watches;
    private final WatchRequests watchRequests;
    private final LockRequests locks;
    private final Membership membership;

    LocalRequests(Conversation conversation, ReplyStream replies, ZkLoop loop) {
        this.conversation = conversation;
        this.replies = replies;
        this.view = loop.view();
        this.watches = loop.watches();
        this.membership = loop.reconfigurations().membership();
        this.locks = new LockRequests(conversation, replies, loop);
        this.watchRequests = new WatchRequests(conversation, replies, view, watches);
    }

    /** Those that are about watches alone. */
    WatchRequests watches() {
        return watchRequests;
    }

    /** Those that are about locks. */
    LockRequests locks() {
        return locks;
    }

    void ping(int xid) {
        ok(ReplyCodec.PING_XID);
    }

    void refuse(int xid, ClientRequest.Refusal refusal) {
        if (!refusal.closes()) {
            fail(xid, refusal.why());
        } else {
            replies.answer(ReplyCodec.NO_ZXID, out -> out.header(xid, ReplyCodec.NO_ZXID, refusal.why()));
            conversation.closeAfterReplies("it sent a request that is not answered here");
        }
    }

    void exists(int xid, ClientRequest.Exists r) {
        ZNode node = view.tree().node(r.path());
        ErrorCode problem = r.path().indexOf('\0') >= 0 ? ErrorCode.BAD_ARGUMENTS : existsProblem(node, r);
        if (problem != null) {
            fail(xid, problem);
            return;
        }
        if (r.watch()) {
            watches.addNodeWatch(r.path(), conversation);
        }
        if (node == null) {
            fail(xid, ErrorCode.NO_NODE);
        } else {
            long zxid = zxid();
            replies.answer(zxid, out -> out.stat(xid, zxid, node.stat()));
        }
    }

    private @Nullable ErrorCode existsProblem(@Nullable ZNode node, ClientRequest.Exists r) {
        if (node != null && !allowed(node, Acl.READ)) {
            return ErrorCode.NO_AUTH;
        }
        return watchProblem(r.path(), r.watch());
    }

    void getData(int xid, ClientRequest.GetData r) {
        ZNode node = view.tree().node(r.path());
        ErrorCode problem = readProblem(node, Acl.READ, r.path(), r.watch());
        if (node == null || problem != null) {
            fail(xid, problem == null ? ErrorCode.NO_NODE : problem);
            return;
        }
        if (r.watch()) {
            watches.addNodeWatch(r.path(), conversation);
        }
        long zxid = zxid();
        byte[] data = data(r.path(), node);
        replies.answer(zxid, out -> out.data(xid, zxid, data, node.stat()));
    }

    /** Until the members change for the first time, the tree does not know them, but clients ask there. */
    private byte @Nullable [] data(String path, ZNode node) {
        return path.equals(Request.StoreMembers.ZOOKEEPER_PATH) ? membership.zooKeeperText(view.tree()) : node.data();
    }

    void getChildren(int xid, ClientRequest.GetChildren r) {
        ZNode node = view.tree().node(r.path());
        ErrorCode problem = readProblem(node, Acl.READ, r.path(), r.watch());
        if (node == null || problem != null) {
            fail(xid, problem == null ? ErrorCode.NO_NODE : problem);
            return;
        }
        if (r.watch()) {
            watches.addChildWatch(r.path(), conversation);
        }
        long zxid = zxid();
        replies.answer(zxid, out -> out.children(xid, zxid, node.childNames(), r.withStat() ? node.stat() : null));
    }

    void getAcl(int xid, ClientRequest.GetAcl r) {
        ZNode node = view.tree().node(r.path());
        ErrorCode problem = readProblem(node, Acl.READ | Acl.ADMIN, r.path(), false);
        if (node == null || problem != null) {
            fail(xid, problem == null ? ErrorCode.NO_NODE : problem);
            return;
        }
        long zxid = zxid();
        boolean masked = !allowed(node, Acl.ADMIN);
        replies.answer(zxid, out -> out.acl(xid, zxid, masked ? masked(node.acl()) : node.acl(), node.stat()));
    }

    /** Hashes of passwords are for those alone who may set them. */
    private static List<Acl> masked(List<Acl> acl) {
        List<Acl> masked = new ArrayList<>(acl.size());
        for (Acl entry : acl) {
            String id = entry.id().id();
            int colon = id.indexOf(':');
            boolean secret = entry.id().scheme().equals("digest") && colon >= 0;
            masked.add(secret ? new Acl(entry.perms(), new Id("digest", id.substring(0, colon) + ":x")) : entry);
        }
        return masked;
    }

    void countDescendants(int xid, ClientRequest.CountDescendants r) {
        DataTree tree = view.tree();
        ZNode node = tree.node(r.path());
        ErrorCode problem = readProblem(node, Acl.READ, r.path(), false);
        if (node == null || problem != null) {
            fail(xid, problem == null ? ErrorCode.NO_NODE : problem);
            return;
        }
        boolean root = r.path().length() <= 1;
        int count = root ? tree.nodeCount() - 1 : descendants(node);
        replies.answer(tree.zxid(), out -> out.count(xid, tree.zxid(), count));
    }

    private static int descendants(ZNode top) {
        int count = 0;
        Deque<ZNode> left = new ArrayDeque<>();
        left.add(top);
        for (ZNode at = left.poll(); at != null; at = left.poll()) {
            count += at.childCount();
            for (String name : at.childNames()) {
                ZNode child = at.child(name);
                if (child != null && child.childCount() > 0) {
                    left.add(child);
                }
            }
        }
        return count;
    }

    void getEphemerals(int xid, ClientRequest.GetEphemerals r) {
        DataTree tree = view.tree();
        long session = conversation.sessionId();
        replies.answer(
                tree.zxid(),
                out -> out.children(xid, tree.zxid(), matching(tree.ephemerals(session), r.prefix()), null));
    }

    private static List<String> matching(Collection<String> all, @Nullable String wanted) {
        String prefix = wanted == null ? "" : wanted;
        List<String> matching = new ArrayList<>();
        boolean any = prefix.isBlank() || prefix.strip().equals("/");
        for (String path : all) {
            if (any || path.startsWith(prefix)) {
                matching.add(path);
            }
        }
        return matching;
    }

    void whoAmI(int xid) {
        List<Id> named = new ArrayList<>();
        for (Id id : conversation.caller().ids()) {
            int colon = id.scheme().equals("digest") ? id.id().indexOf(':') : -1;
            named.add(colon < 0 ? id : new Id(id.scheme(), id.id().substring(0, colon)));
        }
        long zxid = zxid();
        replies.answer(zxid, out -> out.who(xid, zxid, named));
    }

    void multiRead(int xid, ClientRequest.MultiRead r) {
        DataTree tree = view.tree();
        Caller caller = conversation.caller();
        replies.answer(tree.zxid(), out -> writeMulti(out, xid, r.ops(), tree, caller));
    }

    /** Ops for which the reply has no room any more are refused one by one: a small frame may ask for very much. */
    private static void writeMulti(
            ReplyCodec out, int xid, List<ClientRequest.Local> ops, DataTree tree, Caller caller) {
        int start = out.beginMulti(xid, tree.zxid());
        for (ClientRequest.Local op : ops) {
            if (out.multiBytes(start) > MULTI_READ_BYTES_MAX) {
                out.multiError(ErrorCode.THROTTLED);
            } else if (op instanceof ClientRequest.GetData get) {
                writePart(out, tree.node(get.path()), caller, node -> out.multiData(node.data(), node.stat()));
            } else if (op instanceof ClientRequest.GetChildren get) {
                writePart(out, tree.node(get.path()), caller, node -> out.multiChildren(node.childNames()));
            }
        }
        out.endMulti(start);
    }

    private static void writePart(ReplyCodec out, @Nullable ZNode node, Caller caller, Consumer<ZNode> part) {
        if (node == null) {
            out.multiError(ErrorCode.NO_NODE);
        } else if (AccessRules.allows(node.acl(), Acl.READ, caller)) {
            part.accept(node);
        } else {
            out.multiError(ErrorCode.NO_AUTH);
        }
    }

    private @Nullable ErrorCode readProblem(@Nullable ZNode node, int perms, String path, boolean watch) {
        if (node == null) {
            return ErrorCode.NO_NODE;
        }
        return allowed(node, perms) ? watchProblem(path, watch) : ErrorCode.NO_AUTH;
    }

    private @Nullable ErrorCode watchProblem(String path, boolean watch) {
        return watch ? watches.problem(path, conversation) : null;
    }

    private boolean allowed(ZNode node, int perms) {
        return AccessRules.allows(node.acl(), perms, conversation.caller());
    }

    private void ok(int xid) {
        header(xid, ErrorCode.OK);
    }

    private void fail(int xid, ErrorCode why) {
        header(xid, why);
    }

    private void header(int xid, ErrorCode err) {
        long zxid = zxid();
        replies.answer(zxid, out -> out.header(xid, zxid, err));
    }

    private long zxid() {
        return view.tree().zxid();
    }
}

package io.latchkey.zab.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An intent to change the tree: well-formed, but not yet judged. The leader's {@link Preparer} turns it into the
 * {@link Txn} that says what happens. Paths are as the client sent them; {@link ZPath} judges them there.
 */
public sealed interface Request {
    /** Expected version that matches every version. */
    int ANY_VERSION = -1;

    record Create(String path, byte @Nullable [] data, List<Acl> acl, CreateMode mode) implements Request {}

    record Delete(String path, int version) implements Request {}

    record SetData(String path, byte @Nullable [] data, int version) implements Request {}

    record SetAcl(String path, List<Acl> acl, int version) implements Request {}

    /** Changes nothing, but fails unless the znode exists in this version. */
    record Check(String path, int version) implements Request {}

    /** All of {@code ops} or none; ops are Create, Delete, SetData, Check and Refused only. */
    record Multi(List<Request> ops) implements Request {}

    /**
     * Takes a place in each of these queues of locks, or in none; makes queues that are missing. The result has what was
     * made, the entries last, in the order of the claims; nothing if they were there already.
     *
     * @param claims of different queues, at least one
     * @param acl of all that is made
     * @param onlyIfFree fails with {@link ErrorCode#NOT_EMPTY} unless all are granted at once
     * @param retried whether the session may have these entries already, by a request whose answer was lost: then nothing
     *     is made
     */
    record Acquire(List<Claim> claims, List<Acl> acl, boolean onlyIfFree, boolean retried) implements Request {}

    /**
     * One place in a queue.
     *
     * @param queue path of the node whose children are the queue
     * @param containers how many nodes at the end of that path are made, as containers, where they are missing; 0 for none
     * @param prefix what the entry's name begins with, as in {@code _c_UUID-lock-}: it tells the attempt that it is of, and
     *     its end whether it is exclusive ({@code lock-}, {@code __WRIT__}) or shared ({@code __READ__})
     * @param data of the entry, by which others may know its owner
     */
    record Claim(String queue, int containers, String prefix, byte @Nullable [] data) {
        /** Whether it would be granted as soon as it is there. */
        public boolean isFree(DataTree tree) {
            return tree.queue(queue).isFree(EntryName.isSharedPrefix(prefix));
        }

        /**
         * Name of the entry that this claim has made in the name of that session; null if there is none. Those of other
         * sessions are not meant, even if they are of the same attempt: they go with their session. Looks through the
         * queue.
         */
        public @Nullable String findEntry(DataTree tree, long sessionId) {
            ZNode parent = tree.node(queue);
            return parent == null
                    ? null
                    : tree.queue(queue).find(prefix, name -> {
                        ZNode node = parent.child(name);
                        return node != null && node.owner() == sessionId;
                    });
        }
    }

    /** Ordered behind every earlier write, so that a read after it sees them: a transaction that changes nothing. */
    record Sync() implements Request {}

    /** A request that a connection refused before it came here; it still takes its place in the session's order. */
    record Refused(ErrorCode why) implements Request {}

    record OpenSession(long id, byte[] password, int timeoutMs) implements Request {}

    record AttachSession(long id, byte[] password) implements Request {}

    record CloseSession(long id) implements Request {}

    /** The leader's own: the session was silent for too long. */
    record ExpireSession(long id) implements Request {}

    /**
     * Change the members of the ensemble. The leader turns it into a {@link StoreMembers}.
     *
     * @param members all that there are to be, in the form of the tree's {@link StoreMembers#PATH}; labels of disks do
     *     not matter
     * @param fromZxid fails unless the last change was that transaction; 0 if there was none, or -1 if it doesn't matter
     */
    record Reconfigure(byte[] members, long fromZxid) implements Request {}

    /** Hand leadership over to that server, or to whichever is best if it is 0. */
    record TransferLeadership(int successor) implements Request {}

    /**
     * The leader's own: store the configuration that comes into force with this transaction.
     *
     * @param zooKeeperText for {@link #ZOOKEEPER_PATH}, null to leave it as it is
     */
    record StoreMembers(byte[] members, byte @Nullable [] zooKeeperText) implements Request {
        public static final String PATH = "/latchkey/members";
        public static final String ZOOKEEPER_PATH = "/zookeeper/config";
    }

    /** The leader's own: delete the container if it is still empty and once had a child. */
    record ReapContainer(String path) implements Request {}
}

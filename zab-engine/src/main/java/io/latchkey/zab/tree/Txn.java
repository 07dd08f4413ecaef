package io.latchkey.zab.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens to the tree: decided by the leader, applied by every replica without deciding anything again. */
public sealed interface Txn {
    /** {@code path} is the final one, sequence included; {@code ephemeralOwner} is 0 unless the kind is EPHEMERAL. */
    record Create(String path, byte @Nullable [] data, List<Acl> acl, NodeKind kind, long ephemeralOwner)
            implements Txn {}

    record Delete(String path) implements Txn {}

    /** {@code version} is the one that the znode has afterwards. */
    record SetData(String path, byte @Nullable [] data, int version) implements Txn {}

    record SetAcl(String path, List<Acl> acl, int version) implements Txn {}

    /** A check that held, or a sync: takes a zxid and changes nothing. */
    record Noop() implements Txn {}

    record Multi(List<Txn> ops) implements Txn {}

    /** {@code main} and what a {@link WriteRule} adds to it; the client sees the result of {@code main}. */
    record Extended(Txn main, List<Txn> also) implements Txn {}

    record OpenSession(long id, byte[] password, int timeoutMs) implements Txn {}

    record AttachSession(long id) implements Txn {}

    /**
     * The session and its ephemerals go in one step; the txn lists what it deletes (ZOOKEEPER-3145).
     *
     * @param delayed which of {@code ephemerals}, by rising index, leave a {@link NodeKind#TOMBSTONE} in their place
     */
    record CloseSession(long id, List<String> ephemerals, boolean expired, List<Integer> delayed) implements Txn {
        /** Nothing is left. */
        public CloseSession(long id, List<String> ephemerals, boolean expired) {
            this(id, ephemerals, expired, List.of());
        }
    }

    /**
     * The request was refused: logged all the same, so that each session's replies keep their order.
     *
     * @param ops for a multi, the result of each of its ops; otherwise empty
     */
    record Failed(ErrorCode why, List<ErrorCode> ops) implements Txn {}
}

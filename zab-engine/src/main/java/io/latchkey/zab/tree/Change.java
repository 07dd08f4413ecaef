package io.latchkey.zab.tree;

/** One thing that a transaction touched, in the order of its ops: what watches and session tables are fed with. */
public sealed interface Change {
    record Created(String path, ZNode node) implements Change {}

    /** {@code was} still has the ACL that says who may hear of it. */
    record Deleted(String path, ZNode was) implements Change {}

    record DataChanged(String path, ZNode node) implements Change {}

    record AclChanged(String path, ZNode node) implements Change {}

    record SessionOpened(Session session) implements Change {}

    /** The session now belongs to another connection; older ones of the same session are to be closed. */
    record SessionAttached(Session session) implements Change {}

    record SessionClosed(long id, boolean expired) implements Change {}
}

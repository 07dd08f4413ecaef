package io.latchkey.client.session;

/**
 * A change of a watched node.
 *
 * @param kind what happened
 * @param path the node that changed
 * @param zxid the transaction that changed it, or -1 when the server does not say (a change caught up after a reconnect)
 */
public record WatchEvent(Kind kind, String path, long zxid) {
    /** What happened to the node. */
    public enum Kind {
        CREATED,
        DELETED,
        DATA,
        CHILDREN
    }
}

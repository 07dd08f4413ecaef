package io.latchkey.client;

/** Why a lease or a leadership ended. */
public enum LossReason {
    /** The session expired, by the server's word or because no server answered until our own deadline. */
    SESSION_EXPIRED,
    /**
     * The entry went from the queue: somebody removed it, for instance an administrator, or the server ended the session and
     * this was the first that was heard of it.
     */
    ENTRY_REMOVED,
    /** The hold has lasted as long as its own options allow, see {@link AcquireOptions#withMaxHold}. */
    MAX_HOLD,
    /** A leadership was given back by its leader. No lease is lost for that reason. */
    RESIGNED,
    /** The client was closed while the lease was held. */
    CLIENT_CLOSED
}

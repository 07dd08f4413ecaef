package io.latchkey.client;

/** Why a lease or a leadership ended without being released. */
public enum LossReason {
    /** The session expired, by the server's word or because no server answered until our own deadline. */
    SESSION_EXPIRED,
    /** Somebody removed the entry from the queue, for instance an administrator. */
    ENTRY_REMOVED,
    /** The client was closed while the lease was held. */
    CLIENT_CLOSED
}

package io.latchkey.client;

/**
 * Hears what becomes of a group's members: first of all that are there. Of changes of one member that follow one another
 * faster than it returns, it hears the last. After a loss of connection it hears what has changed meanwhile.
 */
public interface GroupListener {
    /** A member has come. */
    void onAdded(String id, byte[] data);

    /** A member has other data. */
    void onUpdated(String id, byte[] data);

    /** A member has gone. */
    void onRemoved(String id);
}

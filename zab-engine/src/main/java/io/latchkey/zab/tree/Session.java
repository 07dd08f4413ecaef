package io.latchkey.zab.tree;

/**
 * A client's session, as replicated.
 *
 * @param password 16 random bytes; who knows id and password may attach. The array is never changed.
 * @param attachment zxid of the transaction that opened the session or attached it to another connection last; a
 *     request that carries an older one belongs to a connection that the session has left
 */
public record Session(long id, byte[] password, int timeoutMs, long attachment) {}

package io.latchkey.zab.tree;

/**
 * A transaction as it is proposed, journaled and applied.
 *
 * @param originServer the server that a client's request came in by
 * @param originNumber that server's number of the request, so that it can answer it; 0 when nobody waits
 * @param sessionId the session of the request, or 0
 * @param timeMs the leader's wall clock in ms since 1970, never going back within an epoch
 * @param digest {@link DataTree#digest} after this transaction, as the leader computed it
 */
public record TxnRecord(int originServer, long originNumber, long sessionId, long timeMs, long digest, Txn txn) {}

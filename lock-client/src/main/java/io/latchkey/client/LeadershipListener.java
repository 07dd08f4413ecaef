package io.latchkey.client;

/**
 * Hears of the terms of one candidate: of the beginning of each, once the servers have decided it, and exactly once of its
 * end, however it comes. Calls never overlap, and the end of a term is told before the next begins.
 */
public interface LeadershipListener {
    /** This candidate leads. */
    void onElected(Leadership leadership);

    /** The term is over. Unless the election or the client was closed, the candidate has joined the queue again. */
    void onLost(Leadership leadership, LossReason reason);
}

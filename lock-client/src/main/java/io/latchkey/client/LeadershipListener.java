package io.latchkey.client;

/** Hears of the terms of one candidate. Calls never overlap: each term's end is told before the next begins. */
public interface LeadershipListener {
    /** This candidate leads. */
    void onElected(Leadership leadership);

    /** The term is over without having been given back. The candidate has joined the queue again. */
    void onLost(Leadership leadership, LossReason reason);
}

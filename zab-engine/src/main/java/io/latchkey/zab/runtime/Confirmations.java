package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Zab;
import java.util.ArrayList;
import java.util.List;

/**
 * The leader's part of a sync: what was committed when it was asked counts once a quorum has said, after that, that
 * this server still leads it. One round of questions is under way at a time, and answers all that came before it began.
 *
 * <p>Who has said so had promised no later epoch by then. So no later epoch had begun when the sync was asked for, and
 * nobody had been told of a commit that this server does not know. Engine thread.
 */
final class Confirmations {
    /** Hears what a sync was answered. */
    interface Answer {
        /** @param zxid all up to here was committed when the sync was asked for, and nothing beyond was known to be */
        void answer(int server, long number, long zxid);
    }

    private record Asked(int server, long number, long zxid) {}

    private final Zab zab;
    private List<Asked> next = new ArrayList<>();
    private List<Asked> underWay = List.of();
    private long round;

    Confirmations(Zab zab) {
        this.zab = zab;
    }

    /** How many wait for their answer. */
    int pending() {
        return next.size() + underWay.size();
    }

    /** @param number by which {@code server} knows the sync again */
    void ask(int server, long number) {
        next.add(new Asked(server, number, zab.history().committed()));
    }

    /** Begins a round if any wait and none is under way. Outside of a step: this is one. */
    void begin() {
        if (!next.isEmpty() && underWay.isEmpty()) {
            round = zab.confirm();
            if (round > 0) { // otherwise the role has ended, and they are about to be forgotten
                underWay = next;
                next = new ArrayList<>();
            }
        }
    }

    /** A quorum has confirmed this round, and so all before it. */
    void confirmed(long confirmedRound, Answer answer) {
        if (confirmedRound >= round) {
            List<Asked> answered = underWay;
            underWay = List.of();
            answered.forEach(one -> answer.answer(one.server(), one.number(), one.zxid()));
        }
    }

    /** The role has ended: who has asked will ask the next leader. */
    void clear() {
        next.clear();
        underWay = List.of();
    }
}

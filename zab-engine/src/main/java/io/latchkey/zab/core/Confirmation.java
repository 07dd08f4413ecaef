package io.latchkey.zab.core;

import io.latchkey.zab.core.Message.Ping;

/**
 * Does a quorum still follow? Whoever answers a question had promised no later epoch until then, so whatever a later
 * leader committed was committed after the question. One round of questions serves all who wait for it.
 */
final class Confirmation {
    private final Zab zab;
    private final Learners learners;
    private long asked;
    private long confirmed;

    Confirmation(Zab zab, Learners learners) {
        this.zab = zab;
        this.learners = learners;
    }

    /** The round that pings of now belong to. */
    long round() {
        return asked;
    }

    /** Asks all voters; the number of the round. */
    long ask() {
        asked++;
        for (Learner l : learners) {
            if (l.isUpToDate() && l.isVoter()) {
                zab.out.send(l.id(), new Ping(l.session(), asked));
            }
        }
        report();
        return asked;
    }

    void onAnswer(Learner l, Ping answer) {
        Check.that(answer.round() <= asked, "an answer is to a question that was asked");
        if (l.isUpToDate()) {
            l.confirm(answer.round());
            report();
        }
    }

    private void report() {
        long round = learners.confirmedRound(asked);
        if (round > confirmed) {
            confirmed = round;
            zab.out.confirmed(round);
        }
    }
}

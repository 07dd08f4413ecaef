package io.latchkey.zab.disk;

import static org.assertj.core.api.Assertions.assertThat;

/** What came of the lives of a server in one directory, one after the other. */
final class Tally {
    private final String end;
    private final int rounds;
    private int lives;
    private int early;
    private int told;
    private long safe = -1;

    /** @param end what ends a life */
    Tally(String end, int rounds) {
        this.end = end;
        this.rounds = rounds;
    }

    /** @param acknowledged the last write that is safe, -1 if there is none */
    void add(Life life, long acknowledged) {
        lives++;
        check(life);
        early += life.serves() ? 0 : 1;
        told += life.lastWords() == null ? 0 : 1;
        safe = Math.max(safe, acknowledged);
        System.out.printf(
                "%s %d of %d: %s, acknowledged up to %d%s%n",
                end,
                lives,
                rounds,
                life.serves() ? "recovered up to " + life.recovered() : "did not serve yet",
                acknowledged,
                life.lastWords() == null ? "" : "; " + life.lastWords());
    }

    boolean isLoss(Life life) {
        return life.serves() && life.recovered() < safe;
    }

    void check(Life life) {
        assertThat(isLoss(life))
                .as("%s %d: write %d was acknowledged, and is not there. %s", end, lives, safe, life.log())
                .isFalse();
    }

    void print() {
        System.out.printf(
                "RESULT %d ends by a %s, %d of them before the server served: %d writes acknowledged, none lost; %d servers"
                        + " could say why they stopped%n",
                lives, end, early, safe + 1, told);
    }
}

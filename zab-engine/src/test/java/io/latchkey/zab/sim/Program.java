package io.latchkey.zab.sim;

/** A version of the program that a node runs: what it speaks with others, and how it writes to its disk. */
enum Program {
    /** It writes the first formats wherever they say what is to be said, and reads the present ones. */
    BEFORE(1, 2, 2, 2),
    PRESENT(2, 2, 2, 2),
    /** It speaks with the present one still. */
    NEXT(3, 3, 2, 3),
    /** It does not any more. */
    AFTER_NEXT(3, 3, 3, 3);

    private final int writes;
    private final int reads;
    private final int peerMin;
    private final int peerMax;

    Program(int writes, int reads, int peerMin, int peerMax) {
        this.writes = writes;
        this.reads = reads;
        this.peerMin = peerMin;
        this.peerMax = peerMax;
    }

    /** The format of journal and snapshots that it writes. */
    int writes() {
        return writes;
    }

    /** The last format that it reads. */
    int reads() {
        return reads;
    }

    int peerMax() {
        return peerMax;
    }

    boolean speaksWith(Program other) {
        return peerMin <= other.peerMax && other.peerMin <= peerMax;
    }

    /** The version of what they say to each other, who speak with each other. */
    int versionWith(Program other) {
        return Math.min(peerMax, other.peerMax);
    }

    Program plus(int steps) {
        return values()[Math.max(0, Math.min(values().length - 1, ordinal() + steps))];
    }
}

package io.latchkey.server.zk;

/** How long a watch lives and how far it sees. Several may stand side by side for one path and connection. */
enum WatchMode {
    /** Fires once. */
    ONE_SHOT(1),
    PERSISTENT(2),
    /** Persistent, for everything below too; hears of the nodes themselves, not of child lists. */
    RECURSIVE(4);

    private final int bit;

    WatchMode(int bit) {
        this.bit = bit;
    }

    int bit() {
        return bit;
    }
}

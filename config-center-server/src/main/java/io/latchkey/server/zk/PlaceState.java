package io.latchkey.server.zk;

/** How a place in the queue of a lock stands. */
enum PlaceState {
    /** Others are before it. */
    QUEUED(0),
    /** It holds the lock. */
    GRANTED(1),
    /** It has been taken away, or belongs to another session. */
    GONE(2);

    private final int code;

    PlaceState(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}

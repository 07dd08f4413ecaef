package io.latchkey.server.zk;

/** What a watch event says of a node. */
enum EventType {
    CREATED(1),
    DELETED(2),
    DATA(3),
    CHILDREN(4);

    private final int code;

    EventType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}

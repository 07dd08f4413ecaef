package io.latchkey.server.zk;

import org.jspecify.annotations.Nullable;

/** The requests that a client may send, by their number on the wire. */
enum OpCode {
    CREATE(1),
    DELETE(2),
    EXISTS(3),
    GET_DATA(4),
    SET_DATA(5),
    GET_ACL(6),
    SET_ACL(7),
    GET_CHILDREN(8),
    SYNC(9),
    PING(11),
    GET_CHILDREN2(12),
    /** Inside a multi only. */
    CHECK(13),
    MULTI(14),
    CREATE2(15),
    RECONFIG(16),
    CHECK_WATCHES(17),
    REMOVE_WATCHES(18),
    CREATE_CONTAINER(19),
    CREATE_TTL(21),
    MULTI_READ(22),
    AUTH(100),
    SET_WATCHES(101),
    GET_EPHEMERALS(103),
    GET_ALL_CHILDREN_NUMBER(104),
    SET_WATCHES2(105),
    ADD_WATCH(106),
    WHO_AM_I(107),
    CLOSE_SESSION(-11),
    /** Our own, far from ZooKeeper's numbers: for connections that have agreed on it. */
    ACQUIRE(1_001),
    REJOIN(1_002);

    private static final int SMALLEST = -11;
    private static final @Nullable OpCode[] BY_TYPE = new @Nullable OpCode[1_002 - SMALLEST + 1];

    static {
        for (OpCode op : values()) {
            BY_TYPE[op.type - SMALLEST] = op;
        }
    }

    private final int type;

    OpCode(int type) {
        this.type = type;
    }

    int type() {
        return type;
    }

    /** Whether only those may send it who have agreed on the extension. */
    boolean isExtension() {
        return this == ACQUIRE || this == REJOIN;
    }

    /** Null if clients have no business with this number. */
    static @Nullable OpCode of(int type) {
        int index = type - SMALLEST;
        return index >= 0 && index < BY_TYPE.length ? BY_TYPE[index] : null;
    }
}

package io.latchkey.server.zk;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Request;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request frame to a {@link ClientRequest}. What comes out is complete; what can't be read never gets
 * further than here. Bytes behind the record are passed over, as ZooKeeper does.
 */
final class RequestCodec {
    private static final int TTL_FLAGS_MIN = 5;
    private static final int TTL_FLAGS_MAX = 6;
    private static final long TTL_MS_MAX = 0xff_ffff_ffffL;
    private static final int MULTI_END = -1;
    private static final int ONLY_IF_FREE = 1;
    private static final int RETRIED = 2;
    private static final int CLAIM_BYTES_MIN = 16;

    private static final ClientRequest PING = new ClientRequest.Ping();
    private static final ClientRequest WHO_AM_I = new ClientRequest.WhoAmI();
    /** ZooKeeper closes the connection too: who uses unknown requests can't know what comes next. */
    private static final ClientRequest UNKNOWN = new ClientRequest.Refusal(ErrorCode.UNIMPLEMENTED, true);

    private static final ClientRequest MALFORMED = new ClientRequest.Refusal(ErrorCode.MARSHALLING_ERROR, false);

    private RequestCodec() {}

    /**
     * @param type as in the request header
     * @param sessionId of the connection, for requests that end it
     * @param extended whether the connection has agreed on our own requests
     */
    static ClientRequest decode(int type, JuteReader in, long sessionId, boolean extended) {
        OpCode op = OpCode.of(type);
        if (op == null || (op.isExtension() && !extended)) {
            return UNKNOWN;
        }
        try {
            return decode(op, in, sessionId);
        } catch (MalformedRequest e) {
            return MALFORMED;
        }
    }

    private static ClientRequest decode(OpCode op, JuteReader in, long sessionId) {
        return switch (op) {
            case PING -> PING;
            case WHO_AM_I -> WHO_AM_I;
            case EXISTS -> new ClientRequest.Exists(in.path(), in.bool());
            case GET_DATA -> new ClientRequest.GetData(in.path(), in.bool());
            case GET_ACL -> new ClientRequest.GetAcl(in.path());
            case GET_CHILDREN -> new ClientRequest.GetChildren(in.path(), in.bool(), false);
            case GET_CHILDREN2 -> new ClientRequest.GetChildren(in.path(), in.bool(), true);
            case GET_ALL_CHILDREN_NUMBER -> new ClientRequest.CountDescendants(in.path());
            case GET_EPHEMERALS -> new ClientRequest.GetEphemerals(in.string());
            case MULTI_READ -> new ClientRequest.MultiRead(readOps(in));
            case ADD_WATCH -> new ClientRequest.AddWatch(in.path(), watchMode(in.int32()));
            case CHECK_WATCHES -> new ClientRequest.CheckWatches(in.path(), selection(in.int32()));
            case REMOVE_WATCHES -> new ClientRequest.RemoveWatches(in.path(), selection(in.int32()));
            case SET_WATCHES -> setWatches(in, false);
            case SET_WATCHES2 -> setWatches(in, true);
            case SYNC -> new ClientRequest.Sync(in.path());
            case CLOSE_SESSION -> new ClientRequest.CloseSession(sessionId);
            case AUTH -> auth(in);
            case MULTI -> multi(in);
            case CREATE, CREATE2, CREATE_CONTAINER, CREATE_TTL, DELETE, SET_DATA, SET_ACL ->
                new ClientRequest.Update(op, update(op, in), List.of());
            case RECONFIG -> new ClientRequest.Reconfig(in.string(), in.string(), in.string(), in.int64());
            case ACQUIRE -> new ClientRequest.Acquire(acquire(in));
            case REJOIN -> new ClientRequest.Rejoin(in.paths());
            case CHECK -> UNKNOWN;
        };
    }

    private static Request update(OpCode op, JuteReader in) {
        return switch (op) {
            case CREATE, CREATE2, CREATE_CONTAINER -> create(in);
            case CREATE_TTL -> createTtl(in);
            case DELETE -> new Request.Delete(in.path(), in.int32());
            case SET_DATA -> new Request.SetData(in.path(), in.buffer(), in.int32());
            case SET_ACL -> new Request.SetAcl(in.path(), in.acl(), in.int32());
            case CHECK -> new Request.Check(in.path(), in.int32());
            default -> throw new MalformedRequest(op + " changes nothing");
        };
    }

    /** Unknown flags are well-formed: the refusal takes its place in the session's order like any failed write. */
    private static Request create(JuteReader in) {
        String path = in.path();
        byte[] data = in.buffer();
        List<Acl> acl = in.acl();
        int flags = in.int32();
        CreateMode mode = mode(flags);
        return mode == null ? new Request.Refused(refusal(flags)) : new Request.Create(path, data, acl, mode);
    }

    private static Request createTtl(JuteReader in) {
        in.path();
        in.buffer();
        in.acl();
        int flags = in.int32();
        in.int64();
        return new Request.Refused(mode(flags) == null ? refusal(flags) : ErrorCode.BAD_ARGUMENTS);
    }

    /** Within a multi, ZooKeeper can't even read one that could never be. */
    private static Request createTtlInMulti(JuteReader in) {
        in.path();
        in.buffer();
        in.acl();
        int flags = in.int32();
        long ttlMs = in.int64();
        if (!isTtl(flags) || ttlMs <= 0 || ttlMs > TTL_MS_MAX) {
            throw new MalformedRequest("flags " + flags + " and a TTL of " + ttlMs + " ms in a multi");
        }
        return new Request.Refused(ErrorCode.UNIMPLEMENTED);
    }

    private static @Nullable CreateMode mode(int flags) {
        for (CreateMode mode : CreateMode.values()) {
            if (mode.flags() == flags) {
                return mode;
            }
        }
        return null;
    }

    private static ErrorCode refusal(int flags) {
        return isTtl(flags) ? ErrorCode.UNIMPLEMENTED : ErrorCode.BAD_ARGUMENTS;
    }

    private static boolean isTtl(int flags) {
        return flags >= TTL_FLAGS_MIN && flags <= TTL_FLAGS_MAX;
    }

    private static Request.Acquire acquire(JuteReader in) {
        int flags = in.int32();
        if ((flags & ~(ONLY_IF_FREE | RETRIED)) != 0) {
            throw new MalformedRequest("flags " + flags + " to take a place in a queue");
        }
        List<Acl> acl = in.acl();
        int count = in.count(CLAIM_BYTES_MIN);
        List<Request.Claim> claims = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            claims.add(new Request.Claim(in.path(), in.int32(), in.path(), in.buffer()));
        }
        return new Request.Acquire(List.copyOf(claims), acl, (flags & ONLY_IF_FREE) != 0, (flags & RETRIED) != 0);
    }

    private static ClientRequest multi(JuteReader in) {
        List<OpCode> ops = new ArrayList<>();
        List<Request> requests = new ArrayList<>();
        for (OpCode op = nextOp(in); op != null; op = nextOp(in)) {
            Request request = op == OpCode.CREATE_TTL ? createTtlInMulti(in) : update(op, in);
            if (op == OpCode.SET_ACL || (op != OpCode.CREATE_TTL && request instanceof Request.Refused)) {
                throw new MalformedRequest(op + " in a multi, or one with unknown flags");
            }
            ops.add(op);
            requests.add(request);
        }
        return new ClientRequest.Update(OpCode.MULTI, new Request.Multi(List.copyOf(requests)), List.copyOf(ops));
    }

    private static List<ClientRequest.Local> readOps(JuteReader in) {
        List<ClientRequest.Local> ops = new ArrayList<>();
        for (OpCode op = nextOp(in); op != null; op = nextOp(in)) {
            String path = in.path();
            in.bool(); // a multi leaves no watches
            if (op == OpCode.GET_DATA) {
                ops.add(new ClientRequest.GetData(path, false));
            } else if (op == OpCode.GET_CHILDREN) {
                ops.add(new ClientRequest.GetChildren(path, false, false));
            } else {
                throw new MalformedRequest(op + " in a multi of reads");
            }
        }
        return List.copyOf(ops);
    }

    /** Null at the end of the multi. */
    private static @Nullable OpCode nextOp(JuteReader in) {
        int type = in.int32();
        boolean done = in.bool();
        in.int32(); // an error code, which only replies use
        if (done) {
            return null;
        }
        OpCode op = type == MULTI_END ? null : OpCode.of(type);
        if (op == null) {
            throw new MalformedRequest("op " + type + " in a multi");
        }
        return op;
    }

    private static ClientRequest auth(JuteReader in) {
        in.int32(); // a type that was never used
        String scheme = in.string();
        byte[] credentials = in.buffer();
        return new ClientRequest.Auth(scheme == null ? "" : scheme, credentials == null ? new byte[0] : credentials);
    }

    private static ClientRequest setWatches(JuteReader in, boolean withPersistent) {
        return new ClientRequest.SetWatches(
                in.int64(),
                in.paths(),
                in.paths(),
                in.paths(),
                withPersistent ? in.paths() : List.of(),
                withPersistent ? in.paths() : List.of());
    }

    private static WatchMode watchMode(int mode) {
        return switch (mode) {
            case 0 -> WatchMode.PERSISTENT;
            case 1 -> WatchMode.RECURSIVE;
            default -> throw new MalformedRequest("no watch mode " + mode);
        };
    }

    private static WatchSelection selection(int type) {
        WatchSelection selection = WatchSelection.of(type);
        if (selection == null) {
            throw new MalformedRequest("no watch type " + type);
        }
        return selection;
    }
}

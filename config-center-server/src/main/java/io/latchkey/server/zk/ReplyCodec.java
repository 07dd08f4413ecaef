package io.latchkey.server.zk;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Id;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Stat;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replies and events to frames. Each method but those for parts of a multi writes one whole frame. */
final class ReplyCodec {
    static final int EVENT_XID = -1;
    static final int PING_XID = -2;
    /** Of frames that tell unasked how a lock stands; no request and none of ZooKeeper's own frames has it. */
    static final int PLACE_XID = -16;
    /** Of events that tell what has been missed, which no single transaction caused, and of unknown requests. */
    static final long NO_ZXID = -1;

    private static final int SYNC_CONNECTED = 3;
    private static final int MULTI_END = -1;
    private static final int ERROR_RESULT = -1;

    private final JuteWriter out;

    ReplyCodec(JuteWriter out) {
        this.out = out;
    }

    private int begin(int xid, long zxid) {
        int start = out.begin();
        out.int32(xid);
        out.int64(zxid);
        out.int32(0);
        return start;
    }

    /** A header alone: the reply of requests that have nothing to tell, and of those that failed. */
    void header(int xid, long zxid, ErrorCode err) {
        int start = out.begin();
        out.int32(xid);
        out.int64(zxid);
        out.int32(err.code());
        out.end(start);
    }

    void event(long zxid, EventType type, String path) {
        int start = begin(EVENT_XID, zxid);
        out.int32(type.code());
        out.int32(SYNC_CONNECTED);
        out.string(path);
        out.end(start);
    }

    void stat(int xid, long zxid, Stat stat) {
        int start = begin(xid, zxid);
        out.stat(stat);
        out.end(start);
    }

    void data(int xid, long zxid, byte @Nullable [] data, Stat stat) {
        int start = begin(xid, zxid);
        out.buffer(data);
        out.stat(stat);
        out.end(start);
    }

    void acl(int xid, long zxid, List<Acl> acl, Stat stat) {
        int start = begin(xid, zxid);
        out.acl(acl);
        out.stat(stat);
        out.end(start);
    }

    /** @param stat null for the requests whose reply has none */
    void children(int xid, long zxid, Collection<String> names, @Nullable Stat stat) {
        int start = begin(xid, zxid);
        out.strings(names);
        if (stat != null) {
            out.stat(stat);
        }
        out.end(start);
    }

    void path(int xid, long zxid, String path) {
        int start = begin(xid, zxid);
        out.string(path);
        out.end(start);
    }

    void count(int xid, long zxid, int count) {
        int start = begin(xid, zxid);
        out.int32(count);
        out.end(start);
    }

    void who(int xid, long zxid, List<Id> ids) {
        int start = begin(xid, zxid);
        out.int32(ids.size());
        for (Id id : ids) {
            out.string(id.scheme());
            out.string(id.id());
        }
        out.end(start);
    }

    /** What has become of a place in a queue since it was told. */
    void place(long zxid, Place place) {
        int start = begin(PLACE_XID, zxid);
        placeBody(place);
        out.end(start);
    }

    void places(int xid, long zxid, List<Place> places) {
        int start = begin(xid, zxid);
        out.int32(places.size());
        places.forEach(this::placeBody);
        out.end(start);
    }

    private void placeBody(Place place) {
        out.string(place.path());
        out.int64(place.czxid());
        out.int32(place.state().code());
    }

    /** The reply of an ordered request that succeeded or failed as a whole, or of a multi. */
    void result(int xid, long zxid, ClientRequest.Ordered request, Result result) {
        if (result instanceof Result.Failed r) {
            header(xid, zxid, r.why());
        } else if (result instanceof Result.Created r) {
            int start = begin(xid, zxid);
            created(request.op(), r);
            out.end(start);
        } else if (result instanceof Result.Updated r) {
            stat(xid, zxid, r.stat());
        } else if (result instanceof Result.Multi r && request instanceof ClientRequest.Update u) {
            int start = begin(xid, zxid);
            multi(u.ops(), r.ops());
            out.end(start);
        } else {
            header(xid, zxid, ErrorCode.OK);
        }
    }

    private void created(OpCode op, Result.Created result) {
        out.string(result.path());
        if (op != OpCode.CREATE) {
            out.stat(result.stat());
        }
    }

    private void multi(List<OpCode> ops, List<Result> results) {
        for (int i = 0; i < results.size(); i++) {
            Result result = results.get(i);
            if (result instanceof Result.Failed r) {
                multiError(r.why());
            } else if (result instanceof Result.Created r) {
                boolean plain = ops.get(i) == OpCode.CREATE;
                multiHeader(plain ? OpCode.CREATE : OpCode.CREATE2);
                created(ops.get(i), r);
            } else {
                multiHeader(ops.get(i));
                if (result instanceof Result.Updated r) {
                    out.stat(r.stat());
                }
            }
        }
        multiEnd();
    }

    /** Starts a multi of reads; its parts and {@link #endMulti} follow. */
    int beginMulti(int xid, long zxid) {
        return begin(xid, zxid);
    }

    /** Of the reply so far. */
    int multiBytes(int start) {
        return out.since(start);
    }

    void endMulti(int start) {
        multiEnd();
        out.end(start);
    }

    void multiData(byte @Nullable [] data, Stat stat) {
        multiHeader(OpCode.GET_DATA);
        out.buffer(data);
        out.stat(stat);
    }

    void multiChildren(Collection<String> names) {
        multiHeader(OpCode.GET_CHILDREN);
        out.strings(names);
    }

    void multiError(ErrorCode why) {
        multiHeader(ERROR_RESULT, false, why.code());
        out.int32(why.code());
    }

    private void multiHeader(OpCode op) {
        multiHeader(op.type(), false, 0);
    }

    private void multiEnd() {
        multiHeader(MULTI_END, true, -1);
    }

    private void multiHeader(int type, boolean done, int err) {
        out.int32(type);
        out.bool(done);
        out.int32(err);
    }
}

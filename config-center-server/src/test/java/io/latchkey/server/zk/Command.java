package io.latchkey.server.zk;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.apache.jute.Record;
import org.apache.zookeeper.MultiResponse;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.proto.Create2Response;
import org.apache.zookeeper.proto.CreateResponse;
import org.apache.zookeeper.proto.GetACLResponse;
import org.apache.zookeeper.proto.GetAllChildrenNumberResponse;
import org.apache.zookeeper.proto.GetChildren2Response;
import org.apache.zookeeper.proto.GetChildrenResponse;
import org.apache.zookeeper.proto.GetDataResponse;
import org.apache.zookeeper.proto.SetDataResponse;
import org.apache.zookeeper.proto.SyncResponse;
import org.apache.zookeeper.proto.WhoAmIResponse;

/** One request of a played sequence. */
record Command(int type, Record... body) {
    private static final Set<OpCode> WRITES = Set.of(
            OpCode.CREATE,
            OpCode.CREATE2,
            OpCode.CREATE_CONTAINER,
            OpCode.CREATE_TTL,
            OpCode.DELETE,
            OpCode.SET_DATA,
            OpCode.SET_ACL,
            OpCode.MULTI,
            OpCode.CLOSE_SESSION);
    private static final int MARSHALLING_ERROR = -5;

    static Command of(OpCode op, Record... body) {
        return new Command(op.type(), body);
    }

    int xid(int step) {
        if (type == OpCode.AUTH.type()) {
            return -4;
        }
        return type == OpCode.SET_WATCHES.type() || type == OpCode.SET_WATCHES2.type() ? -8 : step;
    }

    /** Whether it has a zxid of its own on every server. */
    boolean counts(int err) {
        OpCode op = OpCode.of(type);
        return op != null && WRITES.contains(op) && err != MARSHALLING_ERROR;
    }

    String tell(Side side, RawClient.Reply reply) {
        OpCode op = OpCode.of(type);
        if (op == null) {
            return "body of " + reply.body().length;
        }
        return switch (op) {
            case CREATE -> reply.as(new CreateResponse()).getPath();
            case CREATE2, CREATE_CONTAINER -> {
                Create2Response r = reply.as(new Create2Response());
                yield r.getPath() + " " + side.tell(r.getStat());
            }
            case EXISTS, SET_DATA, SET_ACL ->
                side.tell(reply.as(new SetDataResponse()).getStat());
            case GET_DATA -> {
                GetDataResponse r = reply.as(new GetDataResponse());
                yield Arrays.toString(r.getData()) + " " + side.tell(r.getStat());
            }
            case GET_ACL -> {
                GetACLResponse r = reply.as(new GetACLResponse());
                yield r.getAcl() + " " + side.tell(r.getStat());
            }
            case GET_CHILDREN, GET_EPHEMERALS ->
                sorted(reply.as(new GetChildrenResponse()).getChildren());
            case GET_CHILDREN2 -> {
                GetChildren2Response r = reply.as(new GetChildren2Response());
                yield sorted(r.getChildren()) + " " + side.tell(r.getStat());
            }
            case GET_ALL_CHILDREN_NUMBER ->
                Integer.toString(reply.as(new GetAllChildrenNumberResponse()).getTotalNumber());
            case SYNC -> reply.as(new SyncResponse()).getPath();
            case WHO_AM_I ->
                sorted(reply.as(new WhoAmIResponse()).getClientInfo().stream()
                        .map(i -> i.getAuthScheme() + " " + i.getUser())
                        .toList());
            case MULTI, MULTI_READ ->
                reply.as(new MultiResponse()).getResultList().stream()
                        .map(r -> tell(side, r))
                        .toList()
                        .toString();
            default -> Arrays.toString(reply.body());
        };
    }

    private static String sorted(List<String> names) {
        List<String> sorted = new java.util.ArrayList<>(names);
        Collections.sort(sorted);
        return sorted.toString();
    }

    private static String tell(Side side, OpResult result) {
        String type = "\n      " + result.getType() + " ";
        if (result instanceof OpResult.CreateResult r) {
            return type + r.getPath() + (r.getStat() == null ? "" : side.tell(r.getStat()));
        } else if (result instanceof OpResult.SetDataResult r) {
            return type + side.tell(r.getStat());
        } else if (result instanceof OpResult.ErrorResult r) {
            return type + r.getErr();
        } else if (result instanceof OpResult.GetDataResult r) {
            return type + Arrays.toString(r.getData()) + side.tell(r.getStat());
        } else if (result instanceof OpResult.GetChildrenResult r) {
            return type + sorted(r.getChildren());
        }
        return type;
    }

    @Override
    public String toString() {
        return OpCode.of(type) + " (" + type + ") " + Arrays.toString(body).replace("\n", " ");
    }
}

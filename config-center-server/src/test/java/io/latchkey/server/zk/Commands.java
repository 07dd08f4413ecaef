package io.latchkey.server.zk;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.jute.Record;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.MultiOperationRecord;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.proto.AddWatchRequest;
import org.apache.zookeeper.proto.AuthPacket;
import org.apache.zookeeper.proto.CheckVersionRequest;
import org.apache.zookeeper.proto.CheckWatchesRequest;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.CreateTTLRequest;
import org.apache.zookeeper.proto.DeleteRequest;
import org.apache.zookeeper.proto.ExistsRequest;
import org.apache.zookeeper.proto.GetACLRequest;
import org.apache.zookeeper.proto.GetAllChildrenNumberRequest;
import org.apache.zookeeper.proto.GetChildren2Request;
import org.apache.zookeeper.proto.GetChildrenRequest;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.GetEphemeralsRequest;
import org.apache.zookeeper.proto.RemoveWatchesRequest;
import org.apache.zookeeper.proto.SetACLRequest;
import org.apache.zookeeper.proto.SetDataRequest;
import org.apache.zookeeper.proto.SetWatches2;
import org.apache.zookeeper.proto.SyncRequest;

/** Random requests below {@code /t}: mostly sensible, so that they meet; some that must be refused. */
final class Commands {
    private static final String[] NAMES = {"a", "b"};
    private static final int[] DEPTHS = {0, 1, 1, 1, 1, 2, 2, 2, 3};
    private static final String[] BAD_PATHS = {
        "t", "/t/", "/t//a", "/t/./a", "/t/../a", "/t/a\0", "/t/a\u0001", "/t/\ufffd", "/nowhere/x", "/t/..."
    };
    private static final String HASH = "anna:" + "qKnAIyL0vgAMUdx3nH/Y0GvAOxY=";

    private final Random random;

    Commands(Random random) {
        this.random = random;
    }

    private String path() {
        if (random.nextInt(25) == 0) {
            return BAD_PATHS[random.nextInt(BAD_PATHS.length)];
        }
        StringBuilder path = new StringBuilder("/t");
        for (int depth = DEPTHS[random.nextInt(DEPTHS.length)]; depth > 0; depth--) {
            path.append('/').append(NAMES[random.nextInt(NAMES.length)]);
        }
        return path.toString();
    }

    private byte[] data() {
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> new byte[0];
            default -> new byte[] {(byte) random.nextInt(3)};
        };
    }

    private int version() {
        return random.nextInt(3) > 0 ? -1 : random.nextInt(6) - 2;
    }

    private List<ACL> acl() {
        if (random.nextInt(3) > 0) {
            return ZooDefs.Ids.OPEN_ACL_UNSAFE;
        }
        return switch (random.nextInt(12)) {
            case 0 -> List.of();
            case 1 -> null;
            case 2 -> List.of(new ACL(31, new Id("world", "someone")));
            case 3 -> List.of(new ACL(31, new Id("nonsense", "x")));
            case 4 -> ZooDefs.Ids.CREATOR_ALL_ACL;
            case 5 -> ZooDefs.Ids.READ_ACL_UNSAFE;
            case 6 -> List.of(new ACL(31, new Id("digest", HASH)), new ACL(17, new Id("world", "anyone")));
            case 7 -> List.of(new ACL(31, new Id("digest", "no-colon")));
            case 8 -> List.of(new ACL(31, new Id("ip", random.nextBoolean() ? "127.0.0.1/8" : "10.1.2.3")));
            case 9 -> List.of(new ACL(0, new Id("world", "anyone")));
            case 10 -> List.of(new ACL(31, new Id("digest", HASH)), new ACL(31, new Id("digest", HASH)));
            default -> List.of(new ACL(random.nextInt(32), new Id("world", "anyone")));
        };
    }

    /** In a multi, ZooKeeper calls a missing list a broken record, we call it an ACL that is not valid. */
    private List<ACL> someAcl() {
        List<ACL> acl = acl();
        return acl == null ? List.of() : acl;
    }

    private String created() {
        return random.nextInt(5) == 0 ? path() + "/" : path();
    }

    Command next() {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> create();
            case 3, 4 -> change();
            case 5, 6 -> read();
            case 7, 8 -> watch();
            default -> rare();
        };
    }

    private Command create() {
        int flags = random.nextInt(12) == 0 ? random.nextInt(9) - 1 : random.nextInt(5);
        String path = flags == 2 || flags == 3 ? created() : path();
        OpCode op = random.nextBoolean() ? OpCode.CREATE2 : OpCode.CREATE;
        if (flags == 4 && random.nextBoolean()) {
            op = OpCode.CREATE_CONTAINER;
        }
        return Command.of(op, new CreateRequest(path, data(), acl(), flags));
    }

    private Command change() {
        return switch (random.nextInt(5)) {
            case 0, 1 -> Command.of(OpCode.DELETE, new DeleteRequest(path(), version()));
            case 2 -> Command.of(OpCode.SET_ACL, new SetACLRequest(path(), acl(), version()));
            default -> Command.of(OpCode.SET_DATA, new SetDataRequest(path(), data(), version()));
        };
    }

    private Command read() {
        boolean watch = random.nextBoolean();
        return switch (random.nextInt(8)) {
            case 0, 1 -> Command.of(OpCode.EXISTS, new ExistsRequest(path(), watch));
            case 2, 3 -> Command.of(OpCode.GET_DATA, new GetDataRequest(path(), watch));
            case 4 -> Command.of(OpCode.GET_CHILDREN, new GetChildrenRequest(path(), watch));
            case 5 -> Command.of(OpCode.GET_CHILDREN2, new GetChildren2Request(path(), watch));
            case 6 -> Command.of(OpCode.GET_ACL, new GetACLRequest(path()));
            default -> Command.of(OpCode.GET_ALL_CHILDREN_NUMBER, new GetAllChildrenNumberRequest(path()));
        };
    }

    private Command watch() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> Command.of(OpCode.ADD_WATCH, new AddWatchRequest(path(), random.nextInt(2)));
            case 2 -> Command.of(OpCode.CHECK_WATCHES, new CheckWatchesRequest(path(), 1 + random.nextInt(5)));
            case 3 -> Command.of(OpCode.REMOVE_WATCHES, new RemoveWatchesRequest(path(), 1 + random.nextInt(5)));
            default -> read();
        };
    }

    private Command rare() {
        return switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> Command.of(OpCode.MULTI, multi());
            case 4, 5 -> Command.of(OpCode.MULTI_READ, multiRead());
            case 6 -> Command.of(OpCode.SYNC, new SyncRequest(path()));
            case 7 -> Command.of(OpCode.GET_EPHEMERALS, new GetEphemeralsRequest(random.nextBoolean() ? "/" : path()));
            case 8 -> Command.of(OpCode.WHO_AM_I);
            case 9 -> Command.of(OpCode.AUTH, new AuthPacket(0, scheme(), "anna:secret".getBytes()));
            case 10 -> Command.of(OpCode.CLOSE_SESSION);
            case 11 -> Command.of(OpCode.CREATE_TTL, new CreateTTLRequest(path(), data(), acl(), 5, 1_000));
            case 12 -> random.nextBoolean() ? new Command(13, new CheckVersionRequest(path(), 0)) : new Command(999);
            // no catch-up for nodes that exist: ours alone asks there whether the client may read them
            default ->
                Command.of(
                        OpCode.SET_WATCHES2,
                        new SetWatches2(
                                Long.MAX_VALUE,
                                List.of(path()),
                                List.of(),
                                List.of(path()),
                                List.of(path()),
                                List.of(path())));
        };
    }

    private String scheme() {
        return switch (random.nextInt(6)) {
            case 0 -> "world";
            case 1 -> "ip";
            default -> "digest";
        };
    }

    private Record multi() {
        List<Op> ops = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            ops.add(
                    switch (random.nextInt(7)) {
                        case 0, 1, 2 ->
                            Op.create(
                                    path(),
                                    data(),
                                    someAcl(),
                                    CreateMode.values()[random.nextInt(CreateMode.values().length)]);
                        case 3 -> Op.delete(path(), version());
                        case 4 -> Op.check(path(), version());
                        default -> Op.setData(path(), data(), version());
                    });
        }
        return new MultiOperationRecord(ops);
    }

    private Record multiRead() {
        List<Op> ops = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            ops.add(random.nextBoolean() ? Op.getData(path()) : Op.getChildren(path()));
        }
        return new MultiOperationRecord(ops);
    }
}

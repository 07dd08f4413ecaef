package io.latchkey.server.zk;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Id;
import io.latchkey.zab.tree.Request;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.jute.Record;
import org.apache.zookeeper.MultiOperationRecord;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.proto.AddWatchRequest;
import org.apache.zookeeper.proto.AuthPacket;
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
import org.apache.zookeeper.proto.SetWatches;
import org.apache.zookeeper.proto.SetWatches2;
import org.apache.zookeeper.proto.SyncRequest;
import org.junit.jupiter.api.Test;

/** What ZooKeeper's own records write, we read; and nothing that is not one of them gets through. */
class RequestCodecTest {
    private static final long SESSION = 0x0123_4567_89ab_cdefL;
    private static final int ROUNDS = 300;

    private final Random random = new Random(20_260_101);
    private final Records records = new Records(random);

    private record Sample(int type, Record record, ClientRequest expected) {}

    private static ClientRequest decode(int type, byte[] body) {
        ByteBuf buf = Unpooled.wrappedBuffer(body);
        return RequestCodec.decode(type, new JuteReader().reset(buf, 0, body.length), SESSION, true);
    }

    private static ClientRequest decode(OpCode op, Record record) {
        return decode(op.type(), Records.bytes(record));
    }

    @Test
    void reads_every_request_that_the_records_write() {
        for (int i = 0; i < ROUNDS; i++) {
            for (Supplier<Sample> make : samples()) {
                Sample s = make.get();
                assertSame(decode(s.type(), Records.bytes(s.record())), s.expected());
            }
        }
    }

    /** Records compare byte arrays by identity: their text doesn't do either, so the bytes are put into it. */
    private static void assertSame(ClientRequest actual, ClientRequest expected) {
        assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
    }

    private List<Supplier<Sample>> samples() {
        List<Supplier<Sample>> all = new ArrayList<>();
        all.addAll(updates());
        all.addAll(reads());
        all.addAll(watches());
        return all;
    }

    private List<Supplier<Sample>> updates() {
        return List.of(
                () -> create(OpCode.CREATE),
                () -> create(OpCode.CREATE2),
                () -> create(OpCode.CREATE_CONTAINER),
                () -> {
                    DeleteRequest r = new DeleteRequest(records.text(), random.nextInt());
                    return update(OpCode.DELETE, r, new Request.Delete(r.getPath(), r.getVersion()));
                },
                () -> {
                    SetDataRequest r = new SetDataRequest(records.text(), records.data(), random.nextInt());
                    return update(OpCode.SET_DATA, r, new Request.SetData(r.getPath(), r.getData(), r.getVersion()));
                },
                () -> {
                    SetACLRequest r = new SetACLRequest(records.text(), records.acl(), random.nextInt());
                    return update(OpCode.SET_ACL, r, new Request.SetAcl(r.getPath(), ours(r.getAcl()), r.getVersion()));
                },
                this::multi,
                () -> {
                    SyncRequest r = new SyncRequest(records.text());
                    return sample(OpCode.SYNC, r, new ClientRequest.Sync(r.getPath()));
                },
                () -> {
                    AuthPacket r = new AuthPacket(random.nextInt(), records.text(), records.someData());
                    return sample(OpCode.AUTH, r, new ClientRequest.Auth(r.getScheme(), r.getAuth()));
                });
    }

    private Sample create(OpCode op) {
        CreateMode mode = CreateMode.values()[random.nextInt(5)];
        CreateRequest r = new CreateRequest(records.text(), records.data(), records.acl(), mode.flags());
        return update(op, r, new Request.Create(r.getPath(), r.getData(), ours(r.getAcl()), mode));
    }

    private Sample multi() {
        List<Op> ops = new ArrayList<>();
        List<Request> requests = new ArrayList<>();
        List<OpCode> codes = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            String path = records.text();
            byte[] data = records.data();
            int version = random.nextInt();
            switch (random.nextInt(4)) {
                case 0 -> {
                    List<ACL> acl = records.acl();
                    ops.add(Op.create(path, data, acl, org.apache.zookeeper.CreateMode.CONTAINER));
                    requests.add(new Request.Create(path, data, ours(acl), CreateMode.CONTAINER));
                    codes.add(OpCode.CREATE_CONTAINER);
                }
                case 1 -> {
                    ops.add(Op.delete(path, version));
                    requests.add(new Request.Delete(path, version));
                    codes.add(OpCode.DELETE);
                }
                case 2 -> {
                    ops.add(Op.setData(path, data, version));
                    requests.add(new Request.SetData(path, data, version));
                    codes.add(OpCode.SET_DATA);
                }
                default -> {
                    ops.add(Op.check(path, version));
                    requests.add(new Request.Check(path, version));
                    codes.add(OpCode.CHECK);
                }
            }
        }
        MultiOperationRecord record = new MultiOperationRecord(ops);
        return sample(OpCode.MULTI, record, new ClientRequest.Update(OpCode.MULTI, new Request.Multi(requests), codes));
    }

    private List<Supplier<Sample>> reads() {
        return List.of(
                () -> {
                    ExistsRequest r = new ExistsRequest(records.text(), random.nextBoolean());
                    return sample(OpCode.EXISTS, r, new ClientRequest.Exists(r.getPath(), r.getWatch()));
                },
                () -> {
                    GetDataRequest r = new GetDataRequest(records.text(), random.nextBoolean());
                    return sample(OpCode.GET_DATA, r, new ClientRequest.GetData(r.getPath(), r.getWatch()));
                },
                () -> {
                    GetACLRequest r = new GetACLRequest(records.text());
                    return sample(OpCode.GET_ACL, r, new ClientRequest.GetAcl(r.getPath()));
                },
                () -> {
                    GetChildrenRequest r = new GetChildrenRequest(records.text(), random.nextBoolean());
                    return sample(
                            OpCode.GET_CHILDREN, r, new ClientRequest.GetChildren(r.getPath(), r.getWatch(), false));
                },
                () -> {
                    GetChildren2Request r = new GetChildren2Request(records.text(), random.nextBoolean());
                    return sample(
                            OpCode.GET_CHILDREN2, r, new ClientRequest.GetChildren(r.getPath(), r.getWatch(), true));
                },
                () -> {
                    GetAllChildrenNumberRequest r = new GetAllChildrenNumberRequest(records.text());
                    return sample(OpCode.GET_ALL_CHILDREN_NUMBER, r, new ClientRequest.CountDescendants(r.getPath()));
                },
                () -> {
                    GetEphemeralsRequest r = new GetEphemeralsRequest(random.nextBoolean() ? null : records.text());
                    return sample(OpCode.GET_EPHEMERALS, r, new ClientRequest.GetEphemerals(r.getPrefixPath()));
                },
                () -> {
                    String a = records.text();
                    String b = records.text();
                    MultiOperationRecord r = new MultiOperationRecord(List.of(Op.getData(a), Op.getChildren(b)));
                    return sample(
                            OpCode.MULTI_READ,
                            r,
                            new ClientRequest.MultiRead(List.of(
                                    new ClientRequest.GetData(a, false),
                                    new ClientRequest.GetChildren(b, false, false))));
                });
    }

    private List<Supplier<Sample>> watches() {
        return List.of(
                () -> {
                    int type = 1 + random.nextInt(5);
                    CheckWatchesRequest r = new CheckWatchesRequest(records.text(), type);
                    WatchSelection selection = WatchSelection.values()[type - 1];
                    return sample(OpCode.CHECK_WATCHES, r, new ClientRequest.CheckWatches(r.getPath(), selection));
                },
                () -> {
                    int type = 1 + random.nextInt(5);
                    RemoveWatchesRequest r = new RemoveWatchesRequest(records.text(), type);
                    WatchSelection selection = WatchSelection.values()[type - 1];
                    return sample(OpCode.REMOVE_WATCHES, r, new ClientRequest.RemoveWatches(r.getPath(), selection));
                },
                () -> {
                    int mode = random.nextInt(2);
                    AddWatchRequest r = new AddWatchRequest(records.text(), mode);
                    return sample(
                            OpCode.ADD_WATCH,
                            r,
                            new ClientRequest.AddWatch(
                                    r.getPath(), mode == 0 ? WatchMode.PERSISTENT : WatchMode.RECURSIVE));
                },
                () -> {
                    SetWatches r = new SetWatches(random.nextLong(), records.texts(), records.texts(), records.texts());
                    return sample(
                            OpCode.SET_WATCHES,
                            r,
                            new ClientRequest.SetWatches(
                                    r.getRelativeZxid(),
                                    r.getDataWatches(),
                                    r.getExistWatches(),
                                    r.getChildWatches(),
                                    List.of(),
                                    List.of()));
                },
                () -> {
                    SetWatches2 r = new SetWatches2(
                            random.nextLong(),
                            records.texts(),
                            records.texts(),
                            records.texts(),
                            records.texts(),
                            records.texts());
                    return sample(
                            OpCode.SET_WATCHES2,
                            r,
                            new ClientRequest.SetWatches(
                                    r.getRelativeZxid(),
                                    r.getDataWatches(),
                                    r.getExistWatches(),
                                    r.getChildWatches(),
                                    r.getPersistentWatches(),
                                    r.getPersistentRecursiveWatches()));
                });
    }

    private static Sample sample(OpCode op, Record record, ClientRequest expected) {
        return new Sample(op.type(), record, expected);
    }

    private static Sample update(OpCode op, Record record, Request expected) {
        return sample(op, record, new ClientRequest.Update(op, expected, List.of()));
    }

    private static List<Acl> ours(List<ACL> acl) {
        return acl.stream()
                .map(a -> new Acl(
                        a.getPerms(), new Id(a.getId().getScheme(), a.getId().getId())))
                .toList();
    }

    @Test
    void a_record_that_is_cut_anywhere_is_a_marshalling_error() {
        for (Supplier<Sample> make : samples()) {
            Sample s = make.get();
            byte[] whole = Records.bytes(s.record());
            for (int length = 0; length < whole.length; length++) {
                assertThat(decode(s.type(), Arrays.copyOf(whole, length)))
                        .as("%s, %d of %d bytes", s.record().getClass(), length, whole.length)
                        .isEqualTo(new ClientRequest.Refusal(ErrorCode.MARSHALLING_ERROR, false));
            }
        }
    }

    @Test
    void damaged_records_are_refused_or_read_but_nothing_else_happens() {
        for (int i = 0; i < ROUNDS; i++) {
            for (Supplier<Sample> make : samples()) {
                Sample s = make.get();
                byte[] bytes = Records.bytes(s.record());
                for (int k = 1 + random.nextInt(3); k > 0 && bytes.length > 0; k--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
                assertThat(decode(s.type(), bytes)).isNotNull();
            }
        }
    }

    @Test
    void a_list_of_two_billion_in_a_small_frame_takes_no_memory() {
        ByteBuf body =
                Unpooled.buffer().writeInt(2).writeShort(0x2f61).writeInt(-1).writeInt(Integer.MAX_VALUE);
        byte[] bytes = new byte[body.readableBytes()];
        body.readBytes(bytes);

        assertThat(decode(OpCode.CREATE.type(), bytes))
                .isEqualTo(new ClientRequest.Refusal(ErrorCode.MARSHALLING_ERROR, false));
    }

    @Test
    void unknown_flags_of_a_create_are_refused_in_order_and_ttl_is_not_implemented() {
        assertThat(refusalOf(OpCode.CREATE, new CreateRequest("/a", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, 7)))
                .isEqualTo(ErrorCode.BAD_ARGUMENTS);
        assertThat(refusalOf(OpCode.CREATE2, new CreateRequest("/a", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, 5)))
                .isEqualTo(ErrorCode.UNIMPLEMENTED);
        assertThat(refusalOf(
                        OpCode.CREATE_TTL, new CreateTTLRequest("/a", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, 6, 1_000)))
                .isEqualTo(ErrorCode.UNIMPLEMENTED);
    }

    private static ErrorCode refusalOf(OpCode op, Record record) {
        ClientRequest request = decode(op, record);
        return ((Request.Refused) ((ClientRequest.Update) request).request()).why();
    }

    @Test
    void reads_in_a_multi_and_writes_in_a_multi_of_reads_are_malformed() {
        ClientRequest malformed = new ClientRequest.Refusal(ErrorCode.MARSHALLING_ERROR, false);

        assertThat(decode(OpCode.MULTI, new MultiOperationRecord(List.of(Op.getData("/a")))))
                .isEqualTo(malformed);
        assertThat(decode(OpCode.MULTI_READ, new MultiOperationRecord(List.of(Op.delete("/a", -1)))))
                .isEqualTo(malformed);
    }

    @Test
    void what_is_no_request_of_clients_closes_the_connection() {
        ClientRequest unknown = new ClientRequest.Refusal(ErrorCode.UNIMPLEMENTED, true);
        for (int type :
                new int[] {-1, -10, -12, 0, 10, 13, 20, 23, 99, 102, 108, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThat(decode(type, new byte[64])).as("type %d", type).isEqualTo(unknown);
        }
    }
}

package io.latchkey.server.zk;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Id;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Stat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.jute.Record;
import org.apache.zookeeper.MultiResponse;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.ClientInfo;
import org.apache.zookeeper.proto.ConnectResponse;
import org.apache.zookeeper.proto.Create2Response;
import org.apache.zookeeper.proto.CreateResponse;
import org.apache.zookeeper.proto.ErrorResponse;
import org.apache.zookeeper.proto.GetACLResponse;
import org.apache.zookeeper.proto.GetAllChildrenNumberResponse;
import org.apache.zookeeper.proto.GetChildren2Response;
import org.apache.zookeeper.proto.GetChildrenResponse;
import org.apache.zookeeper.proto.GetDataResponse;
import org.apache.zookeeper.proto.GetEphemeralsResponse;
import org.apache.zookeeper.proto.ReplyHeader;
import org.apache.zookeeper.proto.SetDataResponse;
import org.apache.zookeeper.proto.SyncResponse;
import org.apache.zookeeper.proto.WatcherEvent;
import org.apache.zookeeper.proto.WhoAmIResponse;
import org.junit.jupiter.api.Test;

/** Our replies are, byte for byte, what ZooKeeper's own records write. */
class ReplyCodecTest {
    private static final int ROUNDS = 300;

    private final Random random = new Random(4711);
    private final Records records = new Records(random);

    private static byte[] written(Consumer<ReplyCodec> write) {
        ByteBuf out = Unpooled.buffer();
        write.accept(new ReplyCodec(new JuteWriter(out)));
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    private static byte[] frame(Record... parts) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Record part : parts) {
            body.writeBytes(Records.bytes(part));
        }
        ByteBuf out = Unpooled.buffer().writeInt(body.size()).writeBytes(body.toByteArray());
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    private Stat stat() {
        return new Stat(
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextInt(),
                random.nextInt(),
                random.nextInt(),
                random.nextLong(),
                random.nextInt(),
                random.nextInt(),
                random.nextLong());
    }

    private static org.apache.zookeeper.data.Stat theirs(Stat s) {
        return new org.apache.zookeeper.data.Stat(
                s.czxid(),
                s.mzxid(),
                s.ctime(),
                s.mtime(),
                s.version(),
                s.cversion(),
                s.aversion(),
                s.ephemeralOwner(),
                s.dataLength(),
                s.numChildren(),
                s.pzxid());
    }

    @Test
    void replies_of_reads() {
        for (int i = 0; i < ROUNDS; i++) {
            int xid = random.nextInt();
            long zxid = random.nextLong();
            Stat stat = stat();
            byte[] data = records.data();
            List<String> names = records.texts();
            ReplyHeader header = new ReplyHeader(xid, zxid, 0);

            assertThat(written(w -> w.stat(xid, zxid, stat)))
                    .isEqualTo(frame(header, new SetDataResponse(theirs(stat))));
            assertThat(written(w -> w.data(xid, zxid, data, stat)))
                    .isEqualTo(frame(header, new GetDataResponse(data, theirs(stat))));
            assertThat(written(w -> w.children(xid, zxid, names, null)))
                    .isEqualTo(frame(header, new GetChildrenResponse(names)))
                    .isEqualTo(frame(header, new GetEphemeralsResponse(names)));
            assertThat(written(w -> w.children(xid, zxid, names, stat)))
                    .isEqualTo(frame(header, new GetChildren2Response(names, theirs(stat))));
            assertThat(written(w -> w.count(xid, zxid, 17)))
                    .isEqualTo(frame(header, new GetAllChildrenNumberResponse(17)))
                    .isEqualTo(frame(header, new ErrorResponse(17)));
            assertThat(written(w -> w.header(xid, zxid, ErrorCode.NO_NODE)))
                    .isEqualTo(frame(new ReplyHeader(xid, zxid, -101)));
        }
    }

    @Test
    void acls_and_names() {
        for (int i = 0; i < ROUNDS; i++) {
            Stat stat = stat();
            List<ACL> acl = records.acl();
            List<Id> ids = acl.stream()
                    .map(a -> new Id(a.getId().getScheme(), a.getId().getId()))
                    .toList();
            List<Acl> ours = acl.stream()
                    .map(a -> new Acl(
                            a.getPerms(),
                            new Id(a.getId().getScheme(), a.getId().getId())))
                    .toList();
            List<ClientInfo> infos =
                    ids.stream().map(id -> new ClientInfo(id.scheme(), id.id())).toList();

            assertThat(written(w -> w.acl(1, 2, ours, stat)))
                    .isEqualTo(frame(new ReplyHeader(1, 2, 0), new GetACLResponse(acl, theirs(stat))));
            assertThat(written(w -> w.who(1, 2, ids)))
                    .isEqualTo(frame(new ReplyHeader(1, 2, 0), new WhoAmIResponse(infos)));
        }
    }

    @Test
    void events() {
        assertThat(written(w -> w.event(77, EventType.CHILDREN, "/größe")))
                .isEqualTo(frame(new ReplyHeader(-1, 77, 0), new WatcherEvent(4, 3, "/größe")));
    }

    @Test
    void handshakes() {
        byte[] password = new byte[16];
        random.nextBytes(password);
        ByteBuf out = Unpooled.buffer();
        new Handshake(0, 9, 0, new byte[16], true, 0).accept(new JuteWriter(out), 5, password, 4_000);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);

        assertThat(bytes).isEqualTo(frame(new ConnectResponse(0, 4_000, 5, password, false)));
    }

    @Test
    void replies_of_writes() {
        for (int i = 0; i < ROUNDS; i++) {
            Stat stat = stat();
            String path = records.text();
            Result.Created created = new Result.Created(path, stat);
            ReplyHeader header = new ReplyHeader(3, 4, 0);

            assertThat(written(w -> w.result(3, 4, update(OpCode.CREATE), created)))
                    .isEqualTo(frame(header, new CreateResponse(path)));
            for (OpCode op : List.of(OpCode.CREATE2, OpCode.CREATE_CONTAINER)) {
                assertThat(written(w -> w.result(3, 4, update(op), created)))
                        .isEqualTo(frame(header, new Create2Response(path, theirs(stat))));
            }
            assertThat(written(w -> w.result(3, 4, update(OpCode.SET_DATA), new Result.Updated(stat))))
                    .isEqualTo(frame(header, new SetDataResponse(theirs(stat))));
            assertThat(written(w -> w.result(3, 4, update(OpCode.DELETE), new Result.Done())))
                    .isEqualTo(frame(header));
            assertThat(written(w -> w.path(3, 4, path))).isEqualTo(frame(header, new SyncResponse(path)));
            assertThat(written(w -> w.result(3, 4, update(OpCode.DELETE), new Result.Failed(ErrorCode.BAD_VERSION))))
                    .isEqualTo(frame(new ReplyHeader(3, 4, -103)));
        }
    }

    private static ClientRequest.Update update(OpCode op) {
        return new ClientRequest.Update(op, new Request.Sync(), List.of());
    }

    @Test
    void multis() {
        Stat stat = stat();
        ClientRequest.Update request = new ClientRequest.Update(
                OpCode.MULTI,
                new Request.Sync(),
                List.of(
                        OpCode.CREATE,
                        OpCode.CREATE2,
                        OpCode.CREATE_CONTAINER,
                        OpCode.DELETE,
                        OpCode.SET_DATA,
                        OpCode.CHECK));
        Result.Created created = new Result.Created("/a", stat);
        Result.Done done = new Result.Done();
        Result.Multi result =
                new Result.Multi(List.of(created, created, created, done, new Result.Updated(stat), done));
        MultiResponse theirs = new MultiResponse();
        theirs.add(new OpResult.CreateResult("/a"));
        theirs.add(new OpResult.CreateResult("/a", theirs(stat)));
        theirs.add(new OpResult.CreateResult("/a", theirs(stat)));
        theirs.add(new OpResult.DeleteResult());
        theirs.add(new OpResult.SetDataResult(theirs(stat)));
        theirs.add(new OpResult.CheckResult());

        assertThat(written(w -> w.result(3, 4, request, result))).isEqualTo(frame(new ReplyHeader(3, 4, 0), theirs));
    }

    @Test
    void failed_multis_and_multis_of_reads() {
        Stat stat = stat();
        MultiResponse failed = new MultiResponse();
        failed.add(new OpResult.ErrorResult(0));
        failed.add(new OpResult.ErrorResult(-101));
        Result.Multi result =
                new Result.Multi(List.of(new Result.Failed(ErrorCode.OK), new Result.Failed(ErrorCode.NO_NODE)));
        assertThat(written(w -> w.result(3, 4, update(OpCode.MULTI), result)))
                .isEqualTo(frame(new ReplyHeader(3, 4, 0), failed));

        MultiResponse reads = new MultiResponse();
        reads.add(new OpResult.GetDataResult(new byte[] {1}, theirs(stat)));
        reads.add(new OpResult.GetChildrenResult(List.of("x")));
        reads.add(new OpResult.ErrorResult(-102));
        assertThat(written(w -> {
                    int start = w.beginMulti(3, 4);
                    w.multiData(new byte[] {1}, stat);
                    w.multiChildren(List.of("x"));
                    w.multiError(ErrorCode.NO_AUTH);
                    w.endMulti(start);
                }))
                .isEqualTo(frame(new ReplyHeader(3, 4, 0), reads));
    }
}

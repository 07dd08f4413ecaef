package io.latchkey.server.zk;

import io.latchkey.zab.tree.Stat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.jute.BinaryInputArchive;
import org.apache.jute.BinaryOutputArchive;
import org.apache.zookeeper.proto.GetDataResponse;
import org.apache.zookeeper.proto.ReplyHeader;
import org.apache.zookeeper.proto.RequestHeader;
import org.apache.zookeeper.proto.SetDataRequest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A request's way in and a reply's way out, beside ZooKeeper's own records. It lies in the codec's package because the
 * codec is nobody else's business.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    private static final String PATH = "/config/orders/pool.max";
    private static final int XID = 7;
    private static final long ZXID = 1L << 32;

    /** Of the value. */
    @Param({"100", "1024"})
    public int bytes;

    private final Stat stat = new Stat(ZXID, ZXID, 1, 2, 3, 4, 5, 0, 100, 0, ZXID);
    private final JuteReader reader = new JuteReader();
    private final ByteBuf out = Unpooled.buffer(2048);
    private final ReplyCodec replies = new ReplyCodec(new JuteWriter(out));
    private byte[] data = new byte[0];
    private byte[] request = new byte[0];
    private ByteBuf requestBuffer = Unpooled.EMPTY_BUFFER;

    /** Makes a setData request as a client sends it, without its length. */
    @Setup
    public void encode() throws IOException {
        data = new byte[bytes];
        ByteArrayOutputStream to = new ByteArrayOutputStream();
        BinaryOutputArchive archive = BinaryOutputArchive.getArchive(new DataOutputStream(to));
        new RequestHeader(XID, OpCode.SET_DATA.type()).serialize(archive, "header");
        new SetDataRequest(PATH, data, -1).serialize(archive, "request");
        request = to.toByteArray();
        requestBuffer = Unpooled.wrappedBuffer(request);
    }

    /** Bytes to a request that can be submitted. */
    @Benchmark
    public ClientRequest decodeSetData() {
        JuteReader in = reader.reset(requestBuffer, 0, request.length);
        in.int32();
        return RequestCodec.decode(in.int32(), in, 0, false);
    }

    /** The same bytes to ZooKeeper's records. */
    @Benchmark
    public SetDataRequest decodeSetDataByJute() throws IOException {
        BinaryInputArchive in = new BinaryInputArchive(new DataInputStream(new ByteArrayInputStream(request)));
        new RequestHeader().deserialize(in, "header");
        SetDataRequest decoded = new SetDataRequest();
        decoded.deserialize(in, "request");
        return decoded;
    }

    /** A getData reply to a buffer that is there. */
    @Benchmark
    public int encodeGetData() {
        out.clear();
        replies.data(XID, ZXID, data, stat);
        return out.writerIndex();
    }

    /** The same reply by ZooKeeper's records. */
    @Benchmark
    public int encodeGetDataByJute() throws IOException {
        ByteArrayOutputStream to = new ByteArrayOutputStream(2048);
        BinaryOutputArchive archive = BinaryOutputArchive.getArchive(new DataOutputStream(to));
        new ReplyHeader(XID, ZXID, 0).serialize(archive, "header");
        new GetDataResponse(data, new org.apache.zookeeper.data.Stat(ZXID, ZXID, 1, 2, 3, 4, 5, 0, 100, 0, ZXID))
                .serialize(archive, "response");
        return to.size();
    }
}

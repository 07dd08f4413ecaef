package io.latchkey.server.zk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.apache.jute.BinaryInputArchive;
import org.apache.jute.Record;
import org.apache.zookeeper.proto.ConnectRequest;
import org.apache.zookeeper.proto.ConnectResponse;
import org.apache.zookeeper.proto.ReplyHeader;
import org.apache.zookeeper.proto.RequestHeader;
import org.apache.zookeeper.proto.WatcherEvent;

/** A client that is nothing but a socket: it sees every byte of a reply and may send what no decent client would. */
final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private int xid;

    /** One frame from the server: its header, and the rest. */
    record Reply(int xid, long zxid, int err, byte[] body) {
        <R extends Record> R as(R record) {
            try {
                record.deserialize(BinaryInputArchive.getArchive(new ByteArrayInputStream(body)), "reply");
            } catch (IOException e) {
                throw new AssertionError("not a " + record.getClass(), e);
            }
            return record;
        }

        WatcherEvent event() {
            assertThat(xid).as("an event").isEqualTo(-1);
            return as(new WatcherEvent());
        }
    }

    RawClient(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    /** Connected, with a new session. */
    static RawClient opened(int port) throws IOException {
        RawClient client = new RawClient(port);
        client.connect(0, new byte[16], 30_000);
        return client;
    }

    ConnectResponse connect(long sessionId, byte[] password, int timeoutMs) throws IOException {
        return connect(0, sessionId, password, timeoutMs);
    }

    ConnectResponse connect(long lastZxid, long sessionId, byte[] password, int timeoutMs) throws IOException {
        sendFrame(Records.bytes(new ConnectRequest(0, lastZxid, timeoutMs, sessionId, password, false)));
        ConnectResponse response = new ConnectResponse();
        response.deserialize(BinaryInputArchive.getArchive(new ByteArrayInputStream(readFrame())), "reply");
        return response;
    }

    /**
     * Connected to the session, 0 for a new one, with the wish for our own requests.
     *
     * @return the whole answer
     */
    byte[] connectExtended(long lastZxid, long sessionId, byte[] password, int version) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(Records.bytes(new ConnectRequest(0, lastZxid, 30_000, sessionId, password, false)));
        DataOutputStream more = new DataOutputStream(frame);
        more.writeInt(Handshake.EXTENSION_MAGIC);
        more.writeInt(version);
        sendFrame(frame.toByteArray());
        return readFrame();
    }

    void sendBytes(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    void sendFrame(byte[] body) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        new DataOutputStream(frame).writeInt(body.length);
        frame.writeBytes(body);
        sendBytes(frame.toByteArray());
    }

    static byte[] request(int xid, int type, Record... body) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(Records.bytes(new RequestHeader(xid, type)));
        for (Record part : body) {
            all.writeBytes(Records.bytes(part));
        }
        return all.toByteArray();
    }

    /** Sends without waiting; returns the request's number. */
    int send(OpCode op, Record... body) throws IOException {
        sendFrame(request(++xid, op.type(), body));
        return xid;
    }

    /** The reply, which must be the next frame. */
    Reply call(OpCode op, Record... body) throws IOException {
        int sent = send(op, body);
        Reply reply = read();
        assertThat(reply.xid()).as("reply to %s", op).isEqualTo(sent);
        return reply;
    }

    byte[] readFrame() throws IOException {
        byte[] body = new byte[in.readInt()];
        in.readFully(body);
        return body;
    }

    Reply read() throws IOException {
        byte[] frame = readFrame();
        ReplyHeader header = new ReplyHeader();
        ByteArrayInputStream bytes = new ByteArrayInputStream(frame);
        header.deserialize(BinaryInputArchive.getArchive(bytes), "header");
        return new Reply(header.getXid(), header.getZxid(), header.getErr(), bytes.readAllBytes());
    }

    /** All that comes until the server closes. */
    String readText() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The server has closed the connection, and nothing came before. */
    void expectClosed() throws IOException {
        try {
            assertThat(in.read())
                    .as("a byte, where the connection should be closed")
                    .isEqualTo(-1);
        } catch (EOFException | SocketException e) {
            assertThat(e.getMessage()).isNotEqualTo("Socket closed");
        }
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package io.latchkey.it;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.apache.jute.BinaryOutputArchive;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.proto.ConnectRequest;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.RequestHeader;

/** Sends what the stock client would not let through. */
final class RawClient {
    private static final int SOCKET_MILLIS = 15_000;

    private RawClient() {}

    /** Tries to create a node and returns the error code of the answer. */
    static int create(int port, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(SOCKET_MILLIS);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            send(out, archive -> new ConnectRequest(0, 0, 5_000, 0, new byte[16], false).serialize(archive, "connect"));
            in.readFully(new byte[in.readInt()]);
            send(out, archive -> {
                new RequestHeader(1, ZooDefs.OpCode.create).serialize(archive, "header");
                new CreateRequest(path, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, 0).serialize(archive, "request");
            });
            in.readInt(); // length
            in.readInt(); // xid
            in.readLong(); // zxid
            return in.readInt();
        }
    }

    /** Writes a frame's content. */
    @FunctionalInterface
    private interface Content {
        void writeTo(BinaryOutputArchive archive) throws IOException;
    }

    private static void send(DataOutputStream out, Content content) throws IOException {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        content.writeTo(BinaryOutputArchive.getArchive(bytes));
        out.writeInt(bytes.size());
        out.write(bytes.toByteArray());
        out.flush();
    }
}

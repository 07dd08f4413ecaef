package io.latchkey.server.zk;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.jute.InputArchive;
import org.apache.jute.OutputArchive;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs;

/** Our own requests and their answers, as a test writes and reads them, without the server's codecs. */
final class LockRecords {
    static final int ONLY_IF_FREE = 1;
    static final int RETRIED = 2;
    static final int QUEUED = 0;
    static final int GRANTED = 1;
    static final int GONE = 2;
    static final int PUSH_XID = -16;

    private LockRecords() {}

    record Place(String path, long czxid, int state) {}

    record Claim(String queue, int containers, String prefix) {}

    private interface Writer {
        void write(OutputArchive out) throws IOException;
    }

    private record Written(Writer writer) implements Record {
        @Override
        public void serialize(OutputArchive out, String tag) throws IOException {
            writer.write(out);
        }

        @Override
        public void deserialize(InputArchive in, String tag) {
            throw new UnsupportedOperationException("a request is only written");
        }
    }

    static Record acquire(int flags, Claim... claims) {
        return new Written(out -> {
            out.writeInt(flags, "flags");
            out.writeInt(1, "acl");
            ZooDefs.Ids.OPEN_ACL_UNSAFE.get(0).serialize(out, "acl");
            out.writeInt(claims.length, "claims");
            for (Claim claim : claims) {
                out.writeString(claim.queue(), "queue");
                out.writeInt(claim.containers(), "containers");
                out.writeString(claim.prefix(), "prefix");
                out.writeBuffer("me".getBytes(StandardCharsets.UTF_8), "data");
            }
        });
    }

    static Record rejoin(String... paths) {
        return new Written(out -> {
            out.writeInt(paths.length, "paths");
            for (String path : paths) {
                out.writeString(path, "path");
            }
        });
    }

    static List<Place> places(RawClient.Reply reply) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(reply.body()))) {
            List<Place> places = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                places.add(place(in));
            }
            if (in.available() > 0) {
                throw new AssertionError(in.available() + " bytes too many");
            }
            return places;
        } catch (IOException e) {
            throw new AssertionError("no places in " + reply, e);
        }
    }

    static Place pushed(RawClient.Reply push) {
        if (push.xid() != PUSH_XID || push.err() != 0) {
            throw new AssertionError("no push: " + push);
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(push.body()))) {
            return place(in);
        } catch (IOException e) {
            throw new AssertionError("no place in " + push, e);
        }
    }

    private static Place place(DataInputStream in) throws IOException {
        byte[] path = new byte[in.readInt()];
        in.readFully(path);
        return new Place(new String(path, StandardCharsets.UTF_8), in.readLong(), in.readInt());
    }
}

package io.latchkey.server.zk;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.Id;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one frame. Every length and count is held against the bytes that are left before memory is taken.
 * One reader serves a connection for all its frames. All methods throw {@link MalformedRequest}.
 */
final class JuteReader {
    private static final int STRING_BYTES_MIN = 4;
    private static final int ACL_BYTES_MIN = 12;
    /** A list grows from here, so that a count alone takes no memory. */
    private static final int LIST_START_MAX = 256;

    private ByteBuf in = Unpooled.EMPTY_BUFFER;
    private int at;
    private int end;

    /** From now on reads {@code length} bytes of {@code in}, whose own indexes stay as they are. */
    JuteReader reset(ByteBuf in, int from, int length) {
        this.in = in;
        this.at = from;
        this.end = from + length;
        return this;
    }

    int remaining() {
        return end - at;
    }

    int int32() {
        int from = take(Integer.BYTES);
        return in.getInt(from);
    }

    long int64() {
        int from = take(Long.BYTES);
        return in.getLong(from);
    }

    boolean bool() {
        int from = take(1);
        return in.getByte(from) != 0;
    }

    byte @Nullable [] buffer() {
        int length = int32();
        if (length == -1) {
            return null;
        }
        int from = take(length);
        byte[] bytes = new byte[length];
        in.getBytes(from, bytes);
        return bytes;
    }

    @Nullable
    String string() {
        int length = int32();
        if (length == -1) {
            return null;
        }
        int from = take(length);
        return in.toString(from, length, StandardCharsets.UTF_8);
    }

    String path() {
        String path = string();
        if (path == null) {
            throw new MalformedRequest("a path is missing");
        }
        return path;
    }

    List<String> paths() {
        int count = count(STRING_BYTES_MIN);
        if (count == 0) {
            return List.of();
        }
        List<String> paths = new ArrayList<>(Math.min(count, LIST_START_MAX));
        for (int i = 0; i < count; i++) {
            paths.add(path());
        }
        return paths;
    }

    /** Missing names become empty ones: no ACL may have them, and that is for the leader to say. */
    List<Acl> acl() {
        int count = count(ACL_BYTES_MIN);
        List<Acl> acl = new ArrayList<>(Math.min(count, LIST_START_MAX));
        for (int i = 0; i < count; i++) {
            int perms = int32();
            String scheme = string();
            String id = string();
            acl.add(new Acl(perms, new Id(scheme == null ? "" : scheme, id == null ? "" : id)));
        }
        return acl.equals(Acl.OPEN) ? Acl.OPEN : List.copyOf(acl);
    }

    /** Negative counts stand for no list, which is as good as an empty one. */
    int count(int elementBytesMin) {
        int count = int32();
        if (count > remaining() / elementBytesMin) {
            throw new MalformedRequest("a list of " + count + " elements in " + remaining() + " bytes");
        }
        return Math.max(0, count);
    }

    private int take(int length) {
        if (length < 0 || length > end - at) {
            throw new MalformedRequest("a field of " + length + " bytes where " + (end - at) + " are left");
        }
        int from = at;
        at += length;
        return from;
    }
}

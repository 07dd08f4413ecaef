package io.latchkey.server.zk;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.Stat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes fields and frames to a buffer that grows as it must. */
final class JuteWriter {
    private ByteBuf out;

    JuteWriter(ByteBuf out) {
        this.out = out;
    }

    /** From now on writes to {@code out}. */
    void reset(ByteBuf out) {
        this.out = out;
    }

    /** Leaves room for the length of a frame; give the result to {@link #end}. */
    int begin() {
        int start = out.writerIndex();
        out.writeInt(0);
        return start;
    }

    void end(int start) {
        out.setInt(start, out.writerIndex() - start - Integer.BYTES);
    }

    /** Bytes written since {@link #begin}. */
    int since(int start) {
        return out.writerIndex() - start;
    }

    void int32(int value) {
        out.writeInt(value);
    }

    void int64(long value) {
        out.writeLong(value);
    }

    void bool(boolean value) {
        out.writeByte(value ? 1 : 0);
    }

    void buffer(byte @Nullable [] bytes) {
        if (bytes == null) {
            out.writeInt(-1);
        } else {
            out.writeInt(bytes.length);
            out.writeBytes(bytes);
        }
    }

    void string(String text) {
        int length = ByteBufUtil.utf8Bytes(text);
        out.writeInt(length);
        ByteBufUtil.reserveAndWriteUtf8(out, text, length);
    }

    void strings(Collection<String> texts) {
        out.writeInt(texts.size());
        for (String text : texts) {
            string(text);
        }
    }

    void acl(List<Acl> acl) {
        out.writeInt(acl.size());
        for (Acl entry : acl) {
            out.writeInt(entry.perms());
            string(entry.id().scheme());
            string(entry.id().id());
        }
    }

    /** As it is, without a length. */
    void text(String text) {
        out.writeCharSequence(text, StandardCharsets.UTF_8);
    }

    void stat(Stat stat) {
        out.writeLong(stat.czxid());
        out.writeLong(stat.mzxid());
        out.writeLong(stat.ctime());
        out.writeLong(stat.mtime());
        out.writeInt(stat.version());
        out.writeInt(stat.cversion());
        out.writeInt(stat.aversion());
        out.writeLong(stat.ephemeralOwner());
        out.writeInt(stat.dataLength());
        out.writeInt(stat.numChildren());
        out.writeLong(stat.pzxid());
    }
}

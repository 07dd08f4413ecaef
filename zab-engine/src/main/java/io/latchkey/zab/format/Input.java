package io.latchkey.zab.format;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.Id;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link Output} wrote. Every length and count is held against the bytes that are left before anything of
 * that size is allocated; what does not fit is a {@link FormatException} that says where.
 */
public final class Input {
    private final byte[] bytes;
    private int at;

    public Input(byte[] bytes) {
        this.bytes = bytes;
    }

    public boolean hasMore() {
        return at < bytes.length;
    }

    /** Nothing may follow. */
    public void end() {
        if (hasMore()) {
            throw bad(bytes.length - at + " bytes too many");
        }
    }

    public FormatException bad(String what) {
        return new FormatException("at byte " + at + " of " + bytes.length + ": " + what);
    }

    public int u8() {
        if (at == bytes.length) {
            throw bad("ends early");
        }
        return bytes[at++] & 0xff;
    }

    public void version(int expected) {
        int version = u8();
        if (version != expected) {
            throw bad("format version " + version + " is not " + expected);
        }
    }

    public long fixed64() {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | u8();
        }
        return value;
    }

    public long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = u8();
            value |= (long) (b & 0x7f) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw bad("number too long");
    }

    public long signed() {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    public int signedInt() {
        long value = signed();
        if (value != (int) value) {
            throw bad(value + " is no int");
        }
        return (int) value;
    }

    public boolean bool() {
        int value = u8();
        if (value > 1) {
            throw bad(value + " is no boolean");
        }
        return value == 1;
    }

    /** How many things follow, each of at least one byte. */
    public int count() {
        return length(varint());
    }

    public byte @Nullable [] nullableBytes() {
        long length = varint();
        return length == 0 ? null : raw(length(length - 1));
    }

    public byte[] bytes() {
        byte[] value = nullableBytes();
        if (value == null) {
            throw bad("null where there must be bytes");
        }
        return value;
    }

    public String string() {
        long head = varint();
        if ((head & 1) == 0) {
            return utf8(length(head >>> 1));
        }
        int length = length(head >>> 1);
        length(2L * length);
        char[] chars = new char[length];
        for (int i = 0; i < length; i++) {
            chars[i] = (char) (u8() << 8 | u8());
        }
        return new String(chars);
    }

    private String utf8(int length) {
        String fast = new String(bytes, at, length, StandardCharsets.UTF_8);
        if (fast.indexOf('\ufffd') >= 0) {
            // the replacement character: sent as such, or put there for what is no UTF-8
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length));
            } catch (CharacterCodingException e) {
                throw bad("no UTF-8");
            }
        }
        at += length;
        return fast;
    }

    public List<Acl> acl() {
        int count = count();
        List<Acl> acl = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            int perms = signedInt();
            String scheme = string();
            acl.add(new Acl(perms, new Id(scheme, string())));
        }
        return acl.equals(Acl.OPEN) ? Acl.OPEN : List.copyOf(acl);
    }

    private byte[] raw(int length) {
        byte[] value = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return value;
    }

    private int length(long length) {
        if (length < 0 || length > bytes.length - at) {
            throw bad("length " + length + " is more than what is left");
        }
        return (int) length;
    }
}

package io.latchkey.zab.format;

import io.latchkey.zab.tree.Acl;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A growing array that values are written to; {@link Input} reads them back. */
public final class Output {
    private byte[] bytes = new byte[256];
    private int size;

    public int size() {
        return size;
    }

    public byte[] array() {
        return bytes;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Forgets all that was written; keeps the array for what comes. */
    public void clear() {
        size = 0;
    }

    public void u8(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    public void fixed64(long value) {
        room(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    /** Seven bits a byte, the low ones first; short for small values that are not negative. */
    public void varint(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** Short for values near 0, negative ones too. */
    public void signed(long value) {
        varint((value << 1) ^ (value >> 63));
    }

    public void bool(boolean value) {
        u8(value ? 1 : 0);
    }

    /** Length plus one, so that null is 0. */
    public void nullableBytes(byte @Nullable [] value) {
        if (value == null) {
            varint(0);
        } else {
            varint(value.length + 1L);
            raw(value);
        }
    }

    /** UTF-8, or UTF-16 for text that UTF-8 can't carry (half a surrogate pair): what arrives is what was sent. */
    public void string(String value) {
        if (isAscii(value)) {
            varint((long) value.length() << 1);
            room(value.length());
            for (int i = 0; i < value.length(); i++) {
                bytes[size++] = (byte) value.charAt(i);
            }
            return;
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        if (isWhole(value)) {
            varint((long) utf8.length << 1);
            raw(utf8);
        } else {
            varint((long) value.length() << 1 | 1);
            for (int i = 0; i < value.length(); i++) {
                u8(value.charAt(i) >>> 8);
                u8(value.charAt(i));
            }
        }
    }

    private static boolean isAscii(String s) {
        for (int i = 0; i < s.length(); i++) {
            if (s.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWhole(String s) {
        for (int i = 0; i < s.length(); i++) {
            if (Character.isSurrogate(s.charAt(i))) {
                boolean pair = i + 1 < s.length() && Character.isSurrogatePair(s.charAt(i), s.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    public void acl(List<Acl> acl) {
        varint(acl.size());
        for (Acl entry : acl) {
            signed(entry.perms());
            string(entry.id().scheme());
            string(entry.id().id());
        }
    }

    private void raw(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
        }
    }
}

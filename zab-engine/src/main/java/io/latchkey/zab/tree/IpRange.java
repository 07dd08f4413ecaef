package io.latchkey.zab.tree;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that share their first bits with a given one: {@code 10.0.0.0/8}, {@code fe80::/10}, or one address.
 * Never looks a name up.
 */
final class IpRange {
    private final byte[] address;
    private final int bits;

    private IpRange(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /** Null if {@code text} is not {@code address} or {@code address/bits}. */
    static @Nullable IpRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        int bits = slash < 0 ? address.length * 8 : number(text.substring(slash + 1), 10, address.length * 8);
        return bits < 0 ? null : new IpRange(address, bits);
    }

    boolean contains(String other) {
        byte[] b = address(other);
        if (b == null || b.length != address.length) {
            return false;
        }
        int whole = bits / 8;
        if (!Arrays.equals(b, 0, whole, address, 0, whole)) {
            return false;
        }
        int rest = bits % 8;
        return rest == 0 || ((b[whole] ^ address[whole]) & 0xff) >>> (8 - rest) == 0;
    }

    private static byte @Nullable [] address(String text) {
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        return plain.indexOf(':') < 0 ? four(plain) : sixteen(plain);
    }

    private static byte @Nullable [] four(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            int value = number(parts[i], 10, 255);
            if (value < 0) {
                return null;
            }
            bytes[i] = (byte) value;
        }
        return bytes;
    }

    private static byte @Nullable [] sixteen(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] all = groups(text);
            return all == null || all.length != 16 ? null : all;
        }
        byte[] head = groups(text.substring(0, gap));
        byte[] tail = groups(text.substring(gap + 2));
        if (head == null || tail == null || head.length + tail.length > 14) {
            return null;
        }
        byte[] all = Arrays.copyOf(head, 16);
        System.arraycopy(tail, 0, all, 16 - tail.length, tail.length);
        return all;
    }

    /** Groups of four hexadecimal digits, the last two maybe written as an IPv4 address. */
    private static byte @Nullable [] groups(String text) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] parts = text.split(":", -1);
        if (parts.length > 8) {
            return null;
        }
        byte[] bytes = new byte[parts.length * 2 + 2];
        int at = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean dotted = i == parts.length - 1 && parts[i].indexOf('.') >= 0;
            byte[] part = dotted ? four(parts[i]) : group(parts[i]);
            if (part == null) {
                return null;
            }
            System.arraycopy(part, 0, bytes, at, part.length);
            at += part.length;
        }
        return Arrays.copyOf(bytes, at);
    }

    private static byte @Nullable [] group(String text) {
        int value = text.length() > 4 ? -1 : number(text, 16, 0xffff);
        return value < 0 ? null : new byte[] {(byte) (value >> 8), (byte) value};
    }

    /** A plain number from 0 to {@code max}; -1 if it is anything else. */
    private static int number(String text, int radix, int max) {
        if (text.isEmpty() || text.length() > 5) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value <= max ? value : -1;
    }
}

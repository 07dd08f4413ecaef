package io.latchkey.client.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one frame; every length is checked against what is left before anything is allocated. */
final class JuteReader {
    private final byte[] bytes;
    private final int end;
    private int at;

    JuteReader(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.at = from;
        this.end = from + length;
    }

    int remaining() {
        return end - at;
    }

    int readInt() {
        need(Integer.BYTES);
        int value = (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
        at += Integer.BYTES;
        return value;
    }

    boolean readBool() {
        need(1);
        return bytes[at++] != 0;
    }

    long readLong() {
        long high = readInt();
        return high << 32 | (readInt() & 0xffffffffL);
    }

    byte @Nullable [] readBuffer() {
        int length = readInt();
        if (length == -1) {
            return null;
        }
        need(length);
        byte[] value = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return value;
    }

    String readString() {
        int length = Math.max(0, readInt());
        need(length);
        String value = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return value;
    }

    List<String> readStrings() {
        int count = Math.max(0, readInt());
        if (count > remaining() / Integer.BYTES) {
            throw new MalformedFrameException("a list of " + count + " in " + remaining() + " bytes");
        }
        List<String> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(readString());
        }
        return values;
    }

    NodeStat readStat() {
        long czxid = readLong();
        long mzxid = readLong();
        long ctimeMillis = readLong();
        long mtimeMillis = readLong();
        int version = readInt();
        readInt(); // cversion
        readInt(); // aversion
        long ephemeralOwner = readLong();
        readInt(); // data length
        int children = readInt();
        readLong(); // pzxid
        return new NodeStat(czxid, mzxid, ctimeMillis, mtimeMillis, version, ephemeralOwner, children);
    }

    private void need(int count) {
        if (count < 0 || count > remaining()) {
            throw new MalformedFrameException("wants " + count + " bytes, " + remaining() + " are left");
        }
    }
}

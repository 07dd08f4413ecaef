package io.latchkey.client.session;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes frames of the client protocol, several behind one another, into one growing array. */
final class JuteWriter {
    private static final int ALL_PERMISSIONS = 31;
    private static final int INITIAL_BYTES = 512;

    private byte[] bytes = new byte[INITIAL_BYTES];
    private int size;

    int size() {
        return size;
    }

    /** Opens a frame; its length is filled in by {@link #endFrame}. */
    int beginFrame() {
        writeInt(0);
        return size;
    }

    void endFrame(int start) {
        putInt(start - Integer.BYTES, size - start);
    }

    void writeInt(int value) {
        reserve(Integer.BYTES);
        putInt(size, value);
        size += Integer.BYTES;
    }

    void writeLong(long value) {
        writeInt((int) (value >>> 32));
        writeInt((int) value);
    }

    void writeBool(boolean value) {
        reserve(1);
        bytes[size++] = (byte) (value ? 1 : 0);
    }

    void writeBuffer(byte @Nullable [] value) {
        if (value == null) {
            writeInt(-1);
            return;
        }
        writeInt(value.length);
        reserve(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    void writeString(String value) {
        writeBuffer(value.getBytes(StandardCharsets.UTF_8));
    }

    /** The list of permissions that lets everybody do anything. */
    void writeOpenAcl() {
        writeInt(1);
        writeInt(ALL_PERMISSIONS);
        writeString("world");
        writeString("anyone");
    }

    void writeStrings(List<String> values) {
        writeInt(values.size());
        values.forEach(this::writeString);
    }

    /** Returns what was written since the last call and starts anew. */
    byte[] take() {
        byte[] taken = Arrays.copyOf(bytes, size);
        size = 0;
        if (bytes.length > 64 * INITIAL_BYTES) {
            bytes = new byte[INITIAL_BYTES];
        }
        return taken;
    }

    private void putInt(int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}

package io.latchkey.zab.runtime;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Writes what it reads, from a stream that has no end. */
final class TeeInputStream extends InputStream {
    private final InputStream in;
    private final OutputStream out;

    TeeInputStream(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        read(one, 0, 1);
        return one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int count = in.read(bytes, from, length);
        if (count < 0) {
            throw new EOFException("a stream without end has ended");
        }
        out.write(bytes, from, count);
        return count;
    }
}

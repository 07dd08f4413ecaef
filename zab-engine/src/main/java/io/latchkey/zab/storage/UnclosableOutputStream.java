package io.latchkey.zab.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** For somebody who writes a part of a stream and may close what he is given. */
final class UnclosableOutputStream extends FilterOutputStream {
    UnclosableOutputStream(OutputStream out) {
        super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}

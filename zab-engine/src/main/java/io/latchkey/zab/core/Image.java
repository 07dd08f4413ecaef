package io.latchkey.zab.core;

import java.util.List;

/**
 * The byte form of a whole tree at one zxid, opaque to the core, cut into chunks of at most
 * {@link #CHUNK_BYTES_MAX} bytes each so that no frame has to hold it whole.
 */
public record Image(List<byte[]> chunks) {
    public static final int CHUNK_BYTES_MAX = 1 << 20;
}

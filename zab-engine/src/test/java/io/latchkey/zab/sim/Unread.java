package io.latchkey.zab.sim;

import java.util.ArrayDeque;

/**
 * What a server has written to a client that reads slowly, and the client has not taken. While some of it waits, no
 * more requests are taken; when too much waits, events or answers, the connection is closed.
 */
final class Unread {
    /** Frames; in the server they are bytes. */
    private static final int READ_MAX = 1;

    private static final int ALL_MAX = 6;

    private final ArrayDeque<Runnable> frames = new ArrayDeque<>();

    boolean isEmpty() {
        return frames.isEmpty();
    }

    /** Whether the client is behind. */
    boolean isNotRead() {
        return frames.size() > READ_MAX;
    }

    boolean isFull() {
        return frames.size() >= ALL_MAX;
    }

    void add(Runnable frame) {
        frames.add(frame);
    }

    Runnable take() {
        return frames.remove();
    }

    /** They never leave the server. */
    void clear() {
        frames.clear();
    }
}

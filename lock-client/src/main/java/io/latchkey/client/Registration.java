package io.latchkey.client;

/** A listener's place in a list; closing it takes the listener out. */
@FunctionalInterface
public interface Registration extends AutoCloseable {
    /** Takes the listener out; may be repeated. */
    @Override
    void close();
}

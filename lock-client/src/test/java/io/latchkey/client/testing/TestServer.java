package io.latchkey.client.testing;

import java.util.List;

/** A server in this process that the client must get along with. */
public interface TestServer extends AutoCloseable {
    /** Starts again on the same port with the same data. */
    void start();

    int port();

    default String address() {
        return "127.0.0.1:" + port();
    }

    /** The names below a node; none when it does not exist. */
    List<String> children(String path);

    /** Ends a session as if it had timed out. */
    void expire(long sessionId);

    /** Removes a node as an administrator would. */
    void remove(String path) throws Exception;

    /** Stops serving; connections break. */
    void stop();

    @Override
    void close();
}

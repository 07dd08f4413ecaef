package io.latchkey.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** What the clients of one target do. The loop's thread calls everything. */
interface Workload {
    /** Short name with all its parameters, as it stands in tables. */
    String name();

    /** How many connections it wants. */
    int clients();

    /** How many requests each client keeps outstanding. */
    int depth();

    /** Makes what the workload needs; called before the clock starts, with all clients connected. */
    void prepare(Loop loop, List<Connection> clients) throws IOException;

    /** Sends one request, or does nothing if this client has nothing to send now. */
    void issue(Loop loop, Connection client) throws IOException;

    /** A reply came; ends an operation with {@link Loop#record} where it does. */
    void onReply(Loop loop, Connection client, Connection.Request request, ByteBuffer body) throws IOException;

    /** A watch event came. */
    default void onEvent(Loop loop, Connection client) throws IOException {}

    /** Deletes what {@link #prepare} made; called when nothing is outstanding. */
    void cleanUp(Loop loop, List<Connection> clients) throws IOException;
}

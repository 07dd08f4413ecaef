package io.latchkey.test;

import io.vertx.core.Future;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A way from clients to the servers, of its own ports, which can be cut or stopped while others go on. Each client that a
 * {@link LatchkeyServer} makes has one; {@link LatchkeyServer#line(String)} gives others, for clients that somebody else
 * makes. Any thread may use it; methods return when they have taken effect.
 */
public final class Line {
    private static final String HOST = "127.0.0.1";
    private static final int CONNECTIONS_MAX = 1_000;

    private final Network network;
    private final String name;
    private final List<NetServer> doors = new ArrayList<>();
    private final Set<Crossing> crossings = new LinkedHashSet<>();
    private final Standstill standstill;
    private boolean refusing;
    private volatile long session;

    private Line(Network network, String name) {
        this.network = network;
        this.name = name;
        this.standstill = new Standstill(network.vertx());
    }

    /** @param serverPorts where the servers are at the moment, 0 for one that is down */
    static Line open(Network network, String name, List<IntSupplier> serverPorts) {
        return network.call("opening line " + name, () -> {
            Line line = new Line(network, name);
            network.add(line);
            Future<?> all = Future.succeededFuture();
            for (IntSupplier port : serverPorts) { // one after the other, so that doors are in the order of servers
                all = all.compose(ignored ->
                        network.listen(socket -> line.connected(socket, port)).onSuccess(line.doors::add));
            }
            return all.map(line);
        });
    }

    private void connected(NetSocket socket, IntSupplier port) {
        if (refusing || crossings.size() >= CONNECTIONS_MAX) {
            socket.close();
            return;
        }
        Crossing crossing = new Crossing(socket, port, this::sessionSeen, crossings::remove);
        crossings.add(crossing);
        crossing.begin(network.dialer(), held());
    }

    private void sessionSeen(long id) {
        session = id;
        network.sessionSeen(id, this);
    }

    private boolean held() {
        return standstill.on() || network.standing();
    }

    /** Applies whether anything passes. Loop. */
    void settle() {
        boolean held = held();
        List.copyOf(crossings).forEach(crossing -> crossing.hold(network.dialer(), held));
    }

    /** The name, for messages. */
    public String name() {
        return name;
    }

    /** For a client that is to use this line: one address for each server, which stay the same until the end. */
    public String connectString() {
        return doors.stream().map(door -> HOST + ":" + door.actualPort()).collect(Collectors.joining(","));
    }

    /** The session that was opened or taken up on this line last; it may have ended since. */
    public OptionalLong sessionId() {
        long id = session;
        return id == 0 ? OptionalLong.empty() : OptionalLong.of(id);
    }

    /** Cuts all connections and refuses new ones, until {@link #heal}. The servers go on. */
    public void partition() {
        network.run("cutting line " + name, () -> {
            refusing = true;
            List.copyOf(crossings).forEach(Crossing::cut);
        });
    }

    /** Connections stay open, new ones too, but nothing passes, until {@link #heal}. The servers go on. */
    public void freeze() {
        stop(null);
    }

    /** As {@link #freeze()}, and heals by itself after this time. Returns at once. */
    public void freeze(Duration time) {
        stop(time);
    }

    private void stop(@Nullable Duration time) {
        network.run("freezing line " + name, () -> {
            standstill.begin(time, this::mend);
            settle();
        });
    }

    /** Undoes what was done to this line. */
    public void heal() {
        network.run("healing line " + name, this::mend);
    }

    /** {@link #heal} on the loop. */
    void mend() {
        refusing = false;
        standstill.end();
        settle();
    }

    /** Cuts all connections and frees the ports. */
    void close() {
        network.<Void>call("closing line " + name, () -> {
            network.remove(this);
            standstill.end();
            refusing = true;
            List.copyOf(crossings).forEach(Crossing::cut);
            return Future.join(doors.stream().map(NetServer::close).toList()).mapEmpty();
        });
    }

    @Override
    public String toString() {
        return "line " + name + " at " + connectString();
    }
}

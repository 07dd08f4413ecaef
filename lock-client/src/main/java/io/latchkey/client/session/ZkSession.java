package io.latchkey.client.session;

import io.latchkey.client.ConnectionState;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session with an ensemble, kept alive over any number of connections, and replaced by a new one when it has expired.
 *
 * <p>Loop only, except {@link #state}, {@link #incarnation} and {@link #lastTrouble}, which any thread may read.
 *
 * <p>When our own clock says that a session may have expired, it <em>is</em> over, even if a server would still take it:
 * before a new session is opened, the old one is closed on the server, so that nothing ephemeral of it stays behind. Unless
 * it held locks with a delay: that begins when the server lets the session expire.
 */
public final class ZkSession {
    private static final Logger LOG = LoggerFactory.getLogger(ZkSession.class);
    /** Pings are sent after a third of the timeout, a silent server is given up after another third. */
    private static final int PARTS = 3;

    private static final int REJOIN_CHARACTERS_MAX = 64 * 1024;
    private static final int HOUSEKEEPING_PARTS = 60;
    private static final long HOUSEKEEPING_MILLIS_MIN = 10;
    private static final long HOUSEKEEPING_MILLIS_MAX = 200;

    private final NetworkLoop loop;
    private final MonotonicClock clock;
    private final SessionConfig config;
    private final Chroot chroot;
    private final Dialer dialer;
    private final WatchTable watches = new WatchTable();
    private final PlaceTable places = new PlaceTable();
    private final List<SessionListener> listeners = new ArrayList<>();
    private final Deque<Pending<?>> queue = new ArrayDeque<>();
    private volatile ConnectionState state = ConnectionState.CONNECTING;
    private volatile @Nullable Incarnation incarnation;
    private volatile String lastTrouble = "no server has been tried yet";
    private @Nullable Incarnation condemned;
    private @Nullable Link link;
    private long lastZxid;
    private Loop.@Nullable Timer housekeeping;
    private @Nullable Runnable whenClosed;

    /** Makes a session; {@link #start} opens it. */
    public ZkSession(SessionConfig config, NetworkLoop loop, MonotonicClock clock) {
        this.config = config;
        this.loop = loop;
        this.clock = clock;
        this.chroot = new Chroot(config.servers().chroot());
        // two servers can be tried within the margin that is left when a silent one is given up
        this.dialer =
                new Dialer(loop, config.servers(), Math.max(100, config.timeoutMillis() / 8), config.timeoutMillis());
    }

    /** Begins to connect. */
    public void start() {
        long period = Math.min(
                HOUSEKEEPING_MILLIS_MAX,
                Math.max(HOUSEKEEPING_MILLIS_MIN, config.timeoutMillis() / HOUSEKEEPING_PARTS));
        housekeeping = loop.every(period, this::keepHouse);
        dial();
    }

    /** The state as of now. Any thread. */
    public ConnectionState state() {
        return state;
    }

    /** The session that is open, if any. Any thread. */
    public @Nullable Incarnation incarnation() {
        return incarnation;
    }

    /** Why the last connection failed, in words. Any thread. */
    public String lastTrouble() {
        return lastTrouble;
    }

    /** Adds a listener, called in the order of adding. */
    public void addListener(SessionListener listener) {
        listeners.add(listener);
    }

    /** Forgets a listener. */
    public void removeListener(SessionListener listener) {
        listeners.remove(listener);
    }

    /** Forgets a watcher. */
    public void unwatch(String path, Watcher watcher) {
        watches.remove(path, watcher);
    }

    /** Number of watches held. */
    public int watchCount() {
        return watches.size();
    }

    /** Number of places in queues that servers follow for this session. */
    public int placeCount() {
        return places.size();
    }

    /**
     * Whether it is worth while to ask for one of Latchkey's own requests: the server has agreed on them, or there is none
     * just now. On a server that does not, it fails with {@link Code#UNIMPLEMENTED} without being sent.
     */
    public boolean mayBeExtended() {
        return config.extended() && (state != ConnectionState.CONNECTED || link == null || link.extended());
    }

    /** Hears of a place that the server follows since this session's {@link ZkRequest.Acquire}; one for each path. */
    public void follow(String path, PlaceListener listener) {
        places.add(path, listener);
    }

    /** Forgets who hears of a place. */
    public void unfollow(String path) {
        places.remove(path);
    }

    /**
     * Sends a request, behind all requests submitted before.
     *
     * @param scope    the session it belongs to: it waits for a connection as long as that session lives and fails with
     *                 {@link Code#SESSION_EXPIRED} with it. Null for any session: it waits at most the request time.
     * @param callback is called exactly once, on the loop, possibly before this returns
     */
    public <R> void submit(ZkRequest<R> request, @Nullable Incarnation scope, Consumer<Outcome<R>> callback) {
        Pending<R> pending = new Pending<>(request, scope, clock.nanos(), callback);
        if (state == ConnectionState.CLOSED) {
            pending.failed(Code.CLOSED);
        } else if (scope != null && scope != incarnation) {
            pending.failed(Code.SESSION_EXPIRED);
        } else if (queue.size() + (link == null ? 0 : link.inFlightCount()) >= config.queuedMax()) {
            pending.failed(Code.UNAVAILABLE);
        } else if (state == ConnectionState.CONNECTED && link != null) {
            send(link, pending);
        } else {
            queue.add(pending);
        }
    }

    private void send(Link on, Pending<?> pending) {
        if (pending.request().extension() && !on.extended()) {
            pending.failed(Code.UNIMPLEMENTED);
        } else {
            on.send(pending, incarnation);
        }
    }

    /** Closes the session on the server, or gives up after half a timeout; everything outstanding fails. */
    public void close(Runnable closed) {
        if (state == ConnectionState.CLOSED) {
            closed.run();
            return;
        }
        Incarnation last = incarnation;
        if (last != null) {
            last.end();
        }
        incarnation = null;
        List<Pending<?>> rest = new ArrayList<>(queue);
        queue.clear();
        boolean polite = state == ConnectionState.CONNECTED && link != null;
        become(ConnectionState.CLOSED, last);
        rest.forEach(pending -> pending.failed(Code.CLOSED));
        whenClosed = closed;
        if (polite && link != null) {
            link.sendClose();
            Loop.Timer unused = loop.after(config.timeoutMillis() / 4L, this::finishClose);
        } else {
            finishClose();
        }
    }

    private void finishClose() {
        Runnable closed = whenClosed;
        if (closed == null) {
            return;
        }
        whenClosed = null;
        dropLink(Code.CLOSED);
        watches.clear();
        places.clear();
        dialer.stop();
        if (housekeeping != null) {
            housekeeping.cancel();
        }
        closed.run();
    }

    // ---- connecting

    private void dial() {
        if (state != ConnectionState.CLOSED) {
            dialer.dial(this::onConnected, this::onUnreachable);
        }
    }

    private void onUnreachable(String why) {
        lastTrouble = why;
        LOG.debug("cannot connect to {}", why);
        dial();
    }

    private void onConnected(NetSocket socket) {
        Link opened = new Link(loop, clock, socket, chroot, watches, new Events());
        link = opened;
        Incarnation wanted = condemned != null ? condemned : incarnation;
        if (wanted == null) {
            // with the last zxid seen, so that no server that lags behind it shows us the past
            opened.sendHandshake(lastZxid, config.timeoutMillis(), 0, new byte[0], config.extended());
        } else {
            opened.sendHandshake(lastZxid, wanted.timeoutMillis(), wanted.id(), wanted.password(), config.extended());
        }
    }

    private void onHandshake(Link link, HandshakeReply reply) {
        if (condemned != null) {
            finishOff(link, reply);
            return;
        }
        Incarnation current = incarnation;
        if (current == null) {
            if (reply.refused()) {
                broken("the server refused to open a session");
                return;
            }
            Incarnation opened = new Incarnation(clock, reply, link.handshakeNanos());
            incarnation = opened;
            attached(link, opened);
        } else if (reply.refused()) {
            condemned = null;
            expire(current, "the server says so");
            dial();
        } else if (checkAlive()) {
            current.acknowledged(link.handshakeNanos());
            attached(link, current);
        }
    }

    /** Closes on the server a session that is over for us. */
    private void finishOff(Link link, HandshakeReply reply) {
        if (reply.refused()) {
            condemned = null;
            broken("the old session is gone");
        } else {
            link.sendClose();
        }
    }

    private void attached(Link link, Incarnation current) {
        dialer.succeeded();
        LOG.info("session {} is on {}, timeout {} ms", current, link.server(), current.timeoutMillis());
        link.sendWatches(watches);
        // first what has waited: a listener may submit more, which must come behind it
        while (!queue.isEmpty()) { // one that can't be sent here may be followed by another that can
            List<Pending<?>> waiting = new ArrayList<>(queue);
            queue.clear();
            waiting.forEach(pending -> send(link, pending));
        }
        become(ConnectionState.CONNECTED, current);
        if (link.extended()) {
            rejoin(current);
        } else {
            places.unfollow();
        }
    }

    /** What became of the places while nobody could tell; should this connection go too, the next one asks again. */
    private void rejoin(Incarnation current) {
        for (List<String> paths : places.paths(REJOIN_CHARACTERS_MAX)) {
            submit(new ZkRequest.Rejoin(paths), current, outcome -> {
                if (outcome.ok()) {
                    outcome.get().forEach(places::tell);
                } else if (outcome.code() != Code.CONNECTION_LOST && outcome.code() != Code.SESSION_EXPIRED) {
                    LOG.warn("session {} is not told of its places in queues: {}", current, outcome.code());
                    paths.forEach(places::unfollow);
                }
            });
        }
    }

    // ---- losing

    private final class Events implements Link.Listener {
        @Override
        public void onHandshake(Link from, HandshakeReply reply) {
            ZkSession.this.onHandshake(from, reply);
        }

        @Override
        public void onAcknowledged(Link from, long sentNanos) {
            Incarnation current = incarnation;
            if (current != null && checkAlive()) {
                current.acknowledged(sentNanos);
            }
        }

        @Override
        public void onEvent(WatchEvent event) {
            for (Watcher watcher : watches.take(event)) {
                watcher.onEvent(event);
            }
        }

        @Override
        public void onPlace(Place place) {
            places.tell(place);
        }

        @Override
        public void onBroken(Link from, String why) {
            broken(why);
        }
    }

    private void broken(String why) {
        lastTrouble = (link == null ? "" : link.server() + ": ") + why;
        if (state == ConnectionState.CLOSED) {
            finishClose();
            return;
        }
        LOG.debug("connection lost: {}", lastTrouble);
        List<Pending<?>> lost = discardLink();
        if (why.equals(Link.SESSION_CLOSED)) {
            condemned = null;
        }
        Incarnation current = incarnation;
        if (state == ConnectionState.CONNECTED && current != null) {
            LOG.info("session {} is suspended: {}", current, lastTrouble);
            become(ConnectionState.SUSPENDED, current);
        }
        lost.forEach(pending -> pending.failed(Code.CONNECTION_LOST));
        dial();
    }

    private boolean checkAlive() {
        Incarnation current = incarnation;
        if (current == null || current.alive()) {
            return true;
        }
        condemned = current.mustExpire() ? null : current;
        expire(current, "no server has answered in time");
        dial();
        return false;
    }

    private void expire(Incarnation ended, String why) {
        LOG.warn("session {} has expired: {}", ended, why);
        ended.end();
        incarnation = null;
        List<Pending<?>> lost = new ArrayList<>(discardLink());
        for (Iterator<Pending<?>> each = queue.iterator(); each.hasNext(); ) {
            Pending<?> pending = each.next();
            if (pending.scope() != null) {
                each.remove();
                lost.add(pending);
            }
        }
        watches.clear();
        places.clear();
        become(ConnectionState.EXPIRED, ended);
        for (Pending<?> pending : lost) {
            pending.failed(pending.scope() == null ? Code.CONNECTION_LOST : Code.SESSION_EXPIRED);
        }
        if (state == ConnectionState.EXPIRED) {
            become(ConnectionState.CONNECTING, null);
        }
    }

    private List<Pending<?>> discardLink() {
        Link old = link;
        link = null;
        if (old == null) {
            return List.of();
        }
        lastZxid = Math.max(lastZxid, old.lastZxid());
        return old.discard();
    }

    private void dropLink(Code code) {
        discardLink().forEach(pending -> pending.failed(code));
    }

    private void become(ConnectionState next, @Nullable Incarnation about) {
        state = next;
        for (SessionListener listener : List.copyOf(listeners)) {
            listener.onState(next, about);
        }
    }

    // ---- time

    private void keepHouse() {
        if (state == ConnectionState.CLOSED || !checkAlive()) {
            return;
        }
        long now = clock.nanos();
        Incarnation current = incarnation;
        long partNanos = (current == null ? config.timeoutMillis() : current.timeoutMillis()) * 1_000_000L / PARTS;
        Link open = link;
        if (open != null && open.silentNanos(now) > partNanos) {
            broken("no answer for " + open.silentNanos(now) / 1_000_000 + " ms");
        } else if (open != null && state == ConnectionState.CONNECTED && open.idleNanos(now) > partNanos) {
            open.sendPing();
        }
        failOverdue(now);
    }

    private void failOverdue(long now) {
        List<Pending<?>> overdue = new ArrayList<>();
        for (Iterator<Pending<?>> each = queue.iterator(); each.hasNext(); ) {
            Pending<?> pending = each.next();
            if (pending.scope() == null && now - pending.queuedNanos() > config.requestMillis() * 1_000_000L) {
                each.remove();
                overdue.add(pending);
            }
        }
        overdue.forEach(pending -> pending.failed(Code.UNAVAILABLE));
    }
}

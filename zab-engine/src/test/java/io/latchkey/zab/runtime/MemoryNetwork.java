package io.latchkey.zab.runtime;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Links between servers of one process, that break when the test wants it. Frames arrive on a thread of the receiver's
 * transport. Thread-safe.
 */
public final class MemoryNetwork {
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Integer, MemoryTransport> started = new TreeMap<>();
    private final TreeMap<Pair, Long> links = new TreeMap<>();
    private final Set<Pair> cuts = new HashSet<>();
    private final List<Tap> taps = new ArrayList<>();
    private long lastLink;
    private int version = PeerTransport.ACQUIRE_VERSION;

    /** Hears every frame that is sent. */
    public interface Tap {
        void onFrame(int from, int to, byte[] frame);
    }

    /** Two servers, the lower id first. */
    record Pair(int low, int high) implements Comparable<Pair> {
        static Pair of(int a, int b) {
            return new Pair(Math.min(a, b), Math.max(a, b));
        }

        boolean has(int id) {
            return low == id || high == id;
        }

        int other(int id) {
            return low == id ? high : low;
        }

        @Override
        public int compareTo(Pair that) {
            return low != that.low ? Integer.compare(low, that.low) : Integer.compare(high, that.high);
        }
    }

    /** The transport of a server; one in each of its lives. */
    public PeerTransport transport(int id) {
        return new MemoryTransport(this, id);
    }

    /** Links that come up from now on speak this version of the peer protocol. */
    public void speak(int peerVersion) {
        lock.lock();
        try {
            version = peerVersion;
        } finally {
            lock.unlock();
        }
    }

    public void tap(Tap tap) {
        lock.lock();
        try {
            taps.add(tap);
        } finally {
            lock.unlock();
        }
    }

    /** Breaks the link between the two, and lets none come up until {@link #heal}. */
    public void cut(int a, int b) {
        lock.lock();
        try {
            cuts.add(Pair.of(a, b));
            breakLink(Pair.of(a, b));
        } finally {
            lock.unlock();
        }
    }

    /** Cuts a server off from all that are started. */
    public void isolate(int id) {
        lock.lock();
        try {
            for (int other : started.keySet()) {
                if (other != id) {
                    cut(id, other);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Undoes all cuts of a server. */
    public void heal(int id) {
        lock.lock();
        try {
            cuts.removeIf(pair -> pair.has(id));
            connect();
        } finally {
            lock.unlock();
        }
    }

    /** Breaks the link between the two; a new one comes up at once. */
    public void flap(int a, int b) {
        lock.lock();
        try {
            breakLink(Pair.of(a, b));
            connect();
        } finally {
            lock.unlock();
        }
    }

    /** As if {@code from} had sent this to {@code to}. */
    public void inject(int from, int to, byte[] frame) {
        lock.lock();
        try {
            Long link = links.get(Pair.of(from, to));
            if (link == null) {
                throw new IllegalStateException("no link between " + from + " and " + to);
            }
            send(from, to, link, List.of(frame));
        } finally {
            lock.unlock();
        }
    }

    /** Links so far, broken ones too. */
    public long linkCount() {
        lock.lock();
        try {
            return lastLink;
        } finally {
            lock.unlock();
        }
    }

    void start(MemoryTransport transport) {
        lock.lock();
        try {
            started.put(transport.id(), transport);
            connect();
        } finally {
            lock.unlock();
        }
    }

    void stop(MemoryTransport transport) {
        lock.lock();
        try {
            if (started.get(transport.id()) == transport) {
                List.copyOf(links.keySet()).stream()
                        .filter(pair -> pair.has(transport.id()))
                        .forEach(this::breakLink);
                started.remove(transport.id());
            }
        } finally {
            lock.unlock();
        }
    }

    void reset(int from, int to, long link) {
        lock.lock();
        try {
            if (isLink(from, to, link)) {
                flap(from, to);
            }
        } finally {
            lock.unlock();
        }
    }

    void send(int from, int to, long link, List<byte[]> frames) {
        lock.lock();
        try {
            MemoryTransport target = started.get(to);
            if (target == null || !isLink(from, to, link)) {
                return;
            }
            for (byte[] frame : frames) {
                taps.forEach(tap -> tap.onFrame(from, to, frame));
                target.run(listener -> {
                    if (isLink(from, to, link)) { // what was under way is lost with its link
                        listener.onFrame(from, link, frame);
                    }
                });
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isLink(int a, int b, long link) {
        lock.lock();
        try {
            Long now = links.get(Pair.of(a, b));
            return now != null && now == link;
        } finally {
            lock.unlock();
        }
    }

    private void connect() {
        for (int low : started.keySet()) {
            for (int high : started.tailMap(low, false).keySet()) {
                Pair pair = new Pair(low, high);
                if (!cuts.contains(pair) && !links.containsKey(pair)) {
                    long link = ++lastLink;
                    links.put(pair, link);
                    int spoken = version;
                    tell(pair, low, listener -> listener.onLinkUp(high, link, spoken));
                    tell(pair, high, listener -> listener.onLinkUp(low, link, spoken));
                }
            }
        }
    }

    private void breakLink(Pair pair) {
        Long link = links.remove(pair);
        if (link != null) {
            tell(pair, pair.low(), listener -> listener.onLinkDown(pair.high(), link));
            tell(pair, pair.high(), listener -> listener.onLinkDown(pair.low(), link));
        }
    }

    private void tell(Pair pair, int id, MemoryTransport.Word word) {
        MemoryTransport transport = started.get(id);
        if (transport != null && pair.has(id)) {
            transport.run(word);
        }
    }
}

package io.latchkey.server.zk;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Who may connect: counts connections for each address, and those without a session. Any thread. */
final class Admission {
    private final int perAddressMax;
    private final int halfOpenMax;
    private final ConcurrentMap<String, Integer> byAddress = new ConcurrentHashMap<>();
    private final AtomicInteger halfOpen = new AtomicInteger();

    /** @param perAddressMax 0 for no limit */
    Admission(int perAddressMax, int halfOpenMax) {
        this.perAddressMax = perAddressMax;
        this.halfOpenMax = halfOpenMax;
    }

    /** @return false if it must be closed; else {@link #settled} and {@link #gone} are to be called, once each */
    boolean admit(String address) {
        if (halfOpen.incrementAndGet() > halfOpenMax) {
            halfOpen.decrementAndGet();
            return false;
        }
        int now = byAddress.merge(address, 1, Integer::sum);
        if (perAddressMax > 0 && now > perAddressMax) {
            halfOpen.decrementAndGet();
            gone(address);
            return false;
        }
        return true;
    }

    /** The connection has a session, or is gone before it got one. */
    void settled() {
        halfOpen.decrementAndGet();
    }

    void gone(String address) {
        byAddress.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
    }
}

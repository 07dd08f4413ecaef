package io.latchkey.bench;

import java.util.List;
import java.util.stream.Collectors;

/** One client, in a session of its own, that takes one lock. One thread, but for {@link #close}. */
interface LockUser extends AutoCloseable {
    /** Makes clients of one kind. */
    interface Kind {
        /** A client that takes the lock of that name. */
        LockUser open(Ensemble servers, String lock) throws Exception;
    }

    /** Waits until it holds the lock. */
    void take() throws Exception;

    /** Takes it if it is free. */
    boolean takeIfFree() throws Exception;

    /** After it was taken. */
    void giveBack() throws Exception;

    @Override
    void close();

    static String connectString(Ensemble servers) {
        List<String> addresses = servers.servers().stream()
                .map(address -> address.getAddress().getHostAddress() + ":" + address.getPort())
                .toList();
        return addresses.stream().collect(Collectors.joining(","));
    }
}

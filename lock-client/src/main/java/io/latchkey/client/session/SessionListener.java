package io.latchkey.client.session;

import io.latchkey.client.ConnectionState;
import org.jspecify.annotations.Nullable;

/** Hears, on the loop, what becomes of the session. */
@FunctionalInterface
public interface SessionListener {
    /**
     * The state has changed.
     *
     * @param incarnation the session it is about: the one that ended for {@link ConnectionState#EXPIRED}, null when none is open
     */
    void onState(ConnectionState state, @Nullable Incarnation incarnation);
}

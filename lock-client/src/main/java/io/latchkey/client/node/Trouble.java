package io.latchkey.client.node;

import io.latchkey.client.LatchkeyException;
import io.latchkey.client.OutcomeUnknownException;
import io.latchkey.client.ServiceUnavailableException;
import io.latchkey.client.session.ClientCore;
import io.latchkey.client.session.Code;

/** Errors in the reader's words. */
public final class Trouble {
    private Trouble() {}

    /**
     * Why something was not done.
     *
     * @param what what it is about, like "counter hits"
     */
    public static LatchkeyException of(ClientCore core, String what, Code code) {
        return switch (code) {
            case UNAVAILABLE, CONNECTION_LOST ->
                new ServiceUnavailableException(what + ": no connection in time; last trouble: "
                        + core.session().lastTrouble());
            case SESSION_EXPIRED -> new ServiceUnavailableException(what + ": the session expired");
            case CLOSED -> new ServiceUnavailableException(what + ": the client has been closed");
            default -> new LatchkeyException(what + ": the server answered " + code);
        };
    }

    /** It may have been done or not. */
    public static OutcomeUnknownException unknown(String what, String why) {
        return new OutcomeUnknownException(what + ": " + why + "; it may have been changed or not");
    }
}

package io.latchkey.client;

/** Where a client stands with its servers. */
public enum ConnectionState {
    /** No session yet; looking for a server. */
    CONNECTING,
    /** A server answers. */
    CONNECTED,
    /** The connection is lost. Leases stay valid until the session's deadline; configuration shows the last known values. */
    SUSPENDED,
    /** The session is over and every lease of it is lost. A new session is being opened. */
    EXPIRED,
    /** Closed by the application. */
    CLOSED
}

package io.latchkey.server.peer;

/** What stands between a handshake and a link. Called on the loop of the links. */
interface Doorway {
    /** Whether this server knows where to find {@code peer}, so that it is no stranger. */
    boolean knows(int peer);

    /**
     * Whether a connection that {@code peer} dialed has to be turned away, because this server has a link to it or is in
     * the middle of greeting it. Only the server with the higher id says so: of two that dial each other at once, its
     * connection stays.
     */
    boolean taken(int peer);

    /** A connection has passed the handshake: it becomes the link, unless there is one that stays. */
    void enter(int peer, FrameSocket socket, Handshake.Terms terms);
}

package io.latchkey.server.peer;

/** Where connections go that have passed the handshake. Called on the loop of the links. */
interface Doorway {
    void enter(int peer, FrameSocket socket, Handshake.Seals seals);
}

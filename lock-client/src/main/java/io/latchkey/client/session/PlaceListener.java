package io.latchkey.client.session;

/** Hears what becomes of one place in a queue. Called on the loop. */
public interface PlaceListener {
    /** The place stands so now; told when it changes, and after a reconnect whether it has changed or not. */
    void onPlace(Place place);

    /** The server that the session is on now tells nothing of places: from here on the listener is forgotten. */
    void onUnfollowed();
}

package io.latchkey.client.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The places in queues that the server follows for this session, each with the one who hears of it. */
final class PlaceTable {
    private final Map<String, PlaceListener> listeners = new LinkedHashMap<>();

    void add(String path, PlaceListener listener) {
        listeners.put(path, listener);
    }

    void remove(String path) {
        listeners.remove(path);
    }

    void tell(Place place) {
        PlaceListener listener = listeners.get(place.path());
        if (listener != null) {
            listener.onPlace(place);
        }
    }

    void unfollow(String path) {
        PlaceListener listener = listeners.remove(path);
        if (listener != null) {
            listener.onUnfollowed();
        }
    }

    /** Nobody follows any of them any more. */
    void unfollow() {
        List<PlaceListener> all = new ArrayList<>(listeners.values());
        listeners.clear();
        all.forEach(PlaceListener::onUnfollowed);
    }

    /** All paths, cut into lists of about so many characters. */
    List<List<String>> paths(int charactersMax) {
        List<List<String>> chunks = new ArrayList<>();
        List<String> chunk = new ArrayList<>();
        int characters = 0;
        for (String path : listeners.keySet()) {
            chunk.add(path);
            characters += path.length();
            if (characters > charactersMax) {
                chunks.add(chunk);
                chunk = new ArrayList<>();
                characters = 0;
            }
        }
        if (!chunk.isEmpty()) {
            chunks.add(chunk);
        }
        return chunks;
    }

    int size() {
        return listeners.size();
    }

    void clear() {
        listeners.clear();
    }
}

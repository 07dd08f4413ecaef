package io.latchkey.server;

import io.vertx.core.json.jackson.JacksonCodec;
import io.vertx.core.spi.JsonFactory;
import io.vertx.core.spi.json.JsonCodec;

/**
 * How Vert.x reads and writes JSON in the program: without the mapping of classes, which nobody on the server uses and
 * which takes some five hundred classes of its own to begin. Vert.x finds it as a service of {@code latchkey.jar}; the
 * plain jar does not have it, since there it would hold for the whole application around.
 */
public final class PlainJson implements JsonFactory {
    private final JsonCodec codec = new JacksonCodec();

    /** Vert.x calls it. */
    public PlainJson() {}

    @Override
    public int order() {
        return 0; // before Vert.x's own, which is the last
    }

    @Override
    public JsonCodec codec() {
        return codec;
    }
}

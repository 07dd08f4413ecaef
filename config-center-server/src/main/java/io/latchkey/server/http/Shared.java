package io.latchkey.server.http;

import io.latchkey.server.config.KeyIndex;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the event loops of one HTTP server have in common.
 *
 * @param openApi the API's description, as it is served
 * @param connections open now
 * @param streams event streams open now
 * @param shown newest zxid that any client was told of
 */
record Shared(
        HttpConfig config,
        Sources sources,
        AdminUi ui,
        Buffer openApi,
        KeyIndex keys,
        AtomicInteger connections,
        AtomicInteger streams,
        AtomicLong shown) {}

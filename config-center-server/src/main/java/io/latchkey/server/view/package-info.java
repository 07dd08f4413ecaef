/** The committed tree as one event loop sees it, and the way of writes from that loop to the engine and back. */
@NullMarked
package io.latchkey.server.view;

import org.jspecify.annotations.NullMarked;

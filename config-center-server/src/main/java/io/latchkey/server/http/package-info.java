/** The HTTP API, its event streams, and the admin UI. */
@NullMarked
package io.latchkey.server.http;

import org.jspecify.annotations.NullMarked;

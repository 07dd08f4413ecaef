/** Leases: sessions that the server keeps for clients of the HTTP API, so that they can hold locks. */
@NullMarked
package io.latchkey.server.lease;

import org.jspecify.annotations.NullMarked;

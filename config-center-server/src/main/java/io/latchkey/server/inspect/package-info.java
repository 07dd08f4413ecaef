/** Looks at journals and snapshots of servers that are not asked: offline, and without changing anything. */
@org.jspecify.annotations.NullMarked
package io.latchkey.server.inspect;

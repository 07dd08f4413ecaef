/** Locks and elections as their queues stand in the tree. */
@NullMarked
package io.latchkey.server.lock;

import org.jspecify.annotations.NullMarked;

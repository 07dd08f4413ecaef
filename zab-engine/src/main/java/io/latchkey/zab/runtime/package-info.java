/** Threads, queues and ports that drive the core: one engine thread decides, one log thread makes durable. */
@NullMarked
package io.latchkey.zab.runtime;

import org.jspecify.annotations.NullMarked;

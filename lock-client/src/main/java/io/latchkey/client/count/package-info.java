/** Counters and latches. Not part of the public interface. */
@NullMarked
package io.latchkey.client.count;

import org.jspecify.annotations.NullMarked;

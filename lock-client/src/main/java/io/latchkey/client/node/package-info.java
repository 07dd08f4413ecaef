/** What counters, barriers and groups share. Not part of the public interface. */
@NullMarked
package io.latchkey.client.node;

import org.jspecify.annotations.NullMarked;

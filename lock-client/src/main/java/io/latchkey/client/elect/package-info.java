/** Leader election on the lock queue. Not part of the public interface. */
@NullMarked
package io.latchkey.client.elect;

import org.jspecify.annotations.NullMarked;

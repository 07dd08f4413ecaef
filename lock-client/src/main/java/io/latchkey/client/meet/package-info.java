/** Barriers. Not part of the public interface. */
@NullMarked
package io.latchkey.client.meet;

import org.jspecify.annotations.NullMarked;

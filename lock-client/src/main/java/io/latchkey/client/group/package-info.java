/** Groups. Not part of the public interface. */
@NullMarked
package io.latchkey.client.group;

import org.jspecify.annotations.NullMarked;

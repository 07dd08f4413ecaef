/** The mirror behind configuration views, and publishing. Not part of the public interface. */
@NullMarked
package io.latchkey.client.config;

import org.jspecify.annotations.NullMarked;

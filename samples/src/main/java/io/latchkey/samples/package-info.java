/** One runnable main per use case; start them with {@code bin/latchkey-sample}. */
@NullMarked
package io.latchkey.samples;

import org.jspecify.annotations.NullMarked;

/** What operators ask a running server: four-letter words. */
@NullMarked
package io.latchkey.server.ops;

import org.jspecify.annotations.NullMarked;

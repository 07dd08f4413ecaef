/** Links to the other servers of the ensemble: who dials whom, who may come in, and frames in order while it lasts. */
@NullMarked
package io.latchkey.server.peer;

import org.jspecify.annotations.NullMarked;

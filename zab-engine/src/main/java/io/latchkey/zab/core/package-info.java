/** The ZAB protocol as a deterministic state machine: no clock, no thread, no I/O, no luck of its own. */
@NullMarked
package io.latchkey.zab.core;

import org.jspecify.annotations.NullMarked;

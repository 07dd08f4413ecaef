/** A whole ensemble with its clients, network and disks in one thread: one seed, one run, the same every time. */
@NullMarked
package io.latchkey.zab.sim;

import org.jspecify.annotations.NullMarked;

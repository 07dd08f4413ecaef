/** The load tool: measures servers that speak the ZooKeeper client protocol, side by side, from outside. */
@NullMarked
package io.latchkey.bench;

import org.jspecify.annotations.NullMarked;

/** The server as a whole: its configuration, and the order in which its parts start and stop. */
@NullMarked
package io.latchkey.server;

import org.jspecify.annotations.NullMarked;

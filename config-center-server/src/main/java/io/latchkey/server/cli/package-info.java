/** The command line: one class per command. */
@NullMarked
package io.latchkey.server.cli;

import org.jspecify.annotations.NullMarked;

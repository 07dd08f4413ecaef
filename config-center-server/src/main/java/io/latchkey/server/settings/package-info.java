/** Where the settings of a server come from: defaults, a file (ours or ZooKeeper's), the environment, flags. */
@NullMarked
package io.latchkey.server.settings;

import org.jspecify.annotations.NullMarked;

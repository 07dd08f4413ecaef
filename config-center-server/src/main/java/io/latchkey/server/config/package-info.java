/** The configuration center on the tree: namespaces, keys, and the revisions of their values. */
@NullMarked
package io.latchkey.server.config;

import org.jspecify.annotations.NullMarked;

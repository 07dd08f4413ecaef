/** Who belongs to the ensemble: how people and programs name servers, see them, and change them. */
@NullMarked
package io.latchkey.server.cluster;

import org.jspecify.annotations.NullMarked;

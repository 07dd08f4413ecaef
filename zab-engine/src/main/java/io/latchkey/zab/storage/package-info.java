/** The journal, snapshots, and what is made of both when a server starts. */
@NullMarked
package io.latchkey.zab.storage;

import org.jspecify.annotations.NullMarked;

/** Byte forms of submissions, transactions and trees, for journal, snapshot and peers. */
@NullMarked
package io.latchkey.zab.format;

import org.jspecify.annotations.NullMarked;

/** The replicated state as an immutable value, and the rules that turn requests into transactions. */
@NullMarked
package io.latchkey.zab.tree;

import org.jspecify.annotations.NullMarked;

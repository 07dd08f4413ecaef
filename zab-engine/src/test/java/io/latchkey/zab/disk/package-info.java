/** Servers on real file systems that are cut off, killed and filled: slow, and not a part of the plain test run. */
@org.jspecify.annotations.NullMarked
package io.latchkey.zab.disk;

/**
 * The queue recipe behind locks and elections. Not part of the public interface. What is not said to be safe for any thread
 * belongs to the client's loop.
 */
@NullMarked
package io.latchkey.client.lock;

import org.jspecify.annotations.NullMarked;

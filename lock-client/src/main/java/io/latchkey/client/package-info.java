/**
 * Locks with fencing tokens, leader election and live configuration for applications. Start at
 * {@link io.latchkey.client.LockClient} or {@link io.latchkey.client.ConfigClient}.
 */
@NullMarked
package io.latchkey.client;

import org.jspecify.annotations.NullMarked;

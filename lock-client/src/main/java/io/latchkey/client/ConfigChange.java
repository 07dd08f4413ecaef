package io.latchkey.client;

import org.jspecify.annotations.Nullable;

/**
 * One key has another value than before.
 *
 * @param key     relative to the view
 * @param before  the value before; null when there was none
 * @param after   the value now; null when the key is gone
 * @param version the version of the value now, to be used with {@link ConfigClient#publish(String, String, int)}; -1 when gone
 * @param zxid    the transaction that made the change; of two changes the greater is the later one. -1 when a removal was
 *     noticed only after a time without connection.
 */
public record ConfigChange(
        String key, @Nullable String before, @Nullable String after, int version, long zxid) {}

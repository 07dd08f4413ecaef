package io.latchkey.client;

/**
 * A key's value as it was last seen.
 *
 * @param value   the text
 * @param version the number of changes since the key was made; what a conditional publish compares
 * @param zxid    the transaction that wrote it
 */
public record ConfigEntry(String value, int version, long zxid) {}

package io.latchkey.client;

/** Hears of changes. */
@FunctionalInterface
public interface ConfigListener {
    /** A key has another value; the view shows it already. An exception is logged and harms nobody else. */
    void onChange(ConfigChange change);
}

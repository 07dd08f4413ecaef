package io.latchkey.zab.runtime;

/**
 * A submission that waits for its commit.
 *
 * @param owner the subscriber that submitted it: others see it in the batch too and pass it over
 * @param handle whatever the owner needs to find whom to answer
 */
public record Pending(Subscriber owner, Object handle) {}

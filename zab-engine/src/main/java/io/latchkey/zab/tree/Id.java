package io.latchkey.zab.tree;

/** One name of a caller, or one that an ACL entry grants to: {@code digest, user:hash} or {@code world, anyone}. */
public record Id(String scheme, String id) {
    public static final Id ANYONE = new Id("world", "anyone");
}

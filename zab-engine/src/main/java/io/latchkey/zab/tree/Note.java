package io.latchkey.zab.tree;

/** What a person says of a change: kept with the revision that it makes. */
public record Note(String author, String comment) {}

package io.latchkey.zab.tree;

/**
 * What a person says of a change: kept with the revision that it makes.
 *
 * @param restores the earlier version that the change brings back, or 0
 */
public record Note(String author, String comment, int restores) {
    public Note(String author, String comment) {
        this(author, comment, 0);
    }
}

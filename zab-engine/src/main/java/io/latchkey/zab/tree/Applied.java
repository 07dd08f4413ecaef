package io.latchkey.zab.tree;

import java.util.List;

/** The tree after a transaction, and what the transaction did. */
public record Applied(DataTree tree, Result result, List<Change> changes) {}

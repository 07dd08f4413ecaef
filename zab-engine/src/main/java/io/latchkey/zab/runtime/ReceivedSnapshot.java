package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Image;
import io.latchkey.zab.storage.SnapshotStore;
import io.latchkey.zab.tree.DataTree;

/** A whole snapshot that came from the leader: the tree, and its file, which is durable but not yet in its place. */
record ReceivedSnapshot(DataTree tree, SnapshotStore.Draft draft, Download download) implements Image {}

package io.latchkey.zab.format;

import io.latchkey.zab.tree.Session;
import io.latchkey.zab.tree.TreeLoader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one chunk of a tree holds, in order: taken apart, and not yet put together.
 *
 * @param head of the first part only
 */
public record TreePart(@Nullable Head head, List<Session> sessions, List<TreeLoader.Node> nodes) {
    /** What a tree begins with. */
    record Head(long zxid, long digest) {}
}

package io.latchkey.client.node;

import io.latchkey.client.session.Code;
import io.latchkey.client.session.ZkRequest;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a node.
 *
 * @param code {@link Code#OK}, {@link Code#NO_NODE}, or why nothing can be seen
 * @param node null unless {@link Code#OK}
 */
public record Sight(Code code, ZkRequest.@Nullable NodeData node) {
    /** Whether there is no such node. */
    public boolean absent() {
        return code == Code.NO_NODE;
    }
}

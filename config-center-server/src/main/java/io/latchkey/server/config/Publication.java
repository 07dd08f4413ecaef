package io.latchkey.server.config;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.Id;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a value.
 *
 * @param value null if it is gone
 * @param acl of the node that holds or held it
 */
record Publication(byte @Nullable [] value, List<Acl> acl) {
    /** Everybody reads; nobody but the server writes. */
    static final List<Acl> WORLD_READS = List.of(new Acl(Acl.READ, Id.ANYONE));

    /** Who may read a value may read its revisions; nobody but the server writes them. */
    List<Acl> revisionAcl() {
        List<Acl> readers = new ArrayList<>();
        for (Acl entry : acl) {
            if ((entry.perms() & Acl.READ) != 0) {
                readers.add(new Acl(Acl.READ, entry.id()));
            }
        }
        return List.copyOf(readers);
    }
}

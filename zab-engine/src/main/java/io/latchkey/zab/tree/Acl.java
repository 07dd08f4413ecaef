package io.latchkey.zab.tree;

import java.util.List;

/** One entry of an access control list: what {@code id} may do. */
public record Acl(int perms, Id id) {
    public static final int READ = 1;
    public static final int WRITE = 2;
    public static final int CREATE = 4;
    public static final int DELETE = 8;
    public static final int ADMIN = 16;
    public static final int ALL = 31;

    /** Everybody may do everything. */
    public static final List<Acl> OPEN = List.of(new Acl(ALL, Id.ANYONE));
}

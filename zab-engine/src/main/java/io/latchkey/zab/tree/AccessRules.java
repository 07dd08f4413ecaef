package io.latchkey.zab.tree;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ACL schemes {@code world}, {@code auth}, {@code digest} and {@code ip}: who may, and what is a valid list. */
public final class AccessRules {
    private static final String WORLD = "world";
    private static final String AUTH = "auth";
    private static final String DIGEST = "digest";
    private static final String IP = "ip";

    private AccessRules() {}

    /**
     * Whether {@code caller} has one of {@code perms} (bits of {@link Acl}).
     *
     * @param acl of the node that the permission is asked of
     */
    public static boolean allows(List<Acl> acl, int perms, Caller caller) {
        if (caller.trusted() || acl == Acl.OPEN) {
            return true;
        }
        for (Acl entry : acl) {
            if ((entry.perms() & perms) != 0 && grantsTo(entry.id(), caller)) {
                return true;
            }
        }
        return false;
    }

    private static boolean grantsTo(Id granted, Caller caller) {
        if (granted.equals(Id.ANYONE)) {
            return true;
        }
        for (Id id : caller.ids()) {
            if (id.scheme().equals(granted.scheme()) && matches(id, granted)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(Id id, Id granted) {
        if (id.scheme().equals(IP)) {
            IpRange range = IpRange.parse(granted.id());
            return range != null && range.contains(id.id());
        }
        return id.id().equals(granted.id());
    }

    /**
     * The list as it is stored: {@code auth} replaced by the caller's proved ids, duplicates dropped.
     *
     * @return null if the list is empty or has an entry that can't grant anything to anybody
     */
    static @Nullable List<Acl> resolve(List<Acl> acl, Caller caller) {
        if (acl.equals(Acl.OPEN)) {
            return Acl.OPEN;
        }
        Set<Acl> resolved = new LinkedHashSet<>();
        for (Acl entry : acl) {
            if (entry.id().scheme().equals(AUTH)) {
                List<Acl> own = ofCaller(entry.perms(), caller);
                if (own.isEmpty()) {
                    return null;
                }
                resolved.addAll(own);
            } else if (isValid(entry.id())) {
                resolved.add(entry);
            } else {
                return null;
            }
        }
        return resolved.isEmpty() ? null : List.copyOf(resolved);
    }

    /** An address is where somebody is, not who: {@code auth} does not stand for it. */
    private static List<Acl> ofCaller(int perms, Caller caller) {
        List<Acl> own = new ArrayList<>();
        for (Id id : caller.ids()) {
            if (id.scheme().equals(DIGEST)) {
                own.add(new Acl(perms, id));
            }
        }
        return own;
    }

    private static boolean isValid(Id id) {
        return switch (id.scheme()) {
            case WORLD -> id.equals(Id.ANYONE);
            case DIGEST -> isUserAndHash(id.id());
            case IP -> IpRange.parse(id.id()) != null;
            default -> false;
        };
    }

    private static boolean isUserAndHash(String id) {
        int colon = id.indexOf(':');
        return colon >= 0 && colon < id.length() - 1 && id.indexOf(':', colon + 1) < 0;
    }
}

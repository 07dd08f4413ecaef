package io.latchkey.zab.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The digest of a tree is the sum (modulo 2^64) of a hash of each node and of each session. A sum doesn't ask for an
 * order, so a change costs one subtraction and one addition, and equal trees have equal digests whatever their history.
 */
final class TreeDigest {
    /** The hash of the root's path; {@link #path} goes on from the parent's. */
    static final long ROOT_PATH = 0xcbf2_9ce4_8422_2325L;

    private static final long PRIME = 0x100_0000_01b3L;
    private static final long NULL_DATA = 0x6c62_272e_07bb_0142L;
    private static final long SESSION = 0x2545_f491_4f6c_dd1dL;
    private static final long OPEN_ACL = computeAcl(Acl.OPEN);

    private TreeDigest() {}

    /** Of an absolute path; the root's is {@link #ROOT_PATH}. */
    static long path(String path) {
        return path.length() <= 1 ? ROOT_PATH : roll(ROOT_PATH, path);
    }

    /** Of the path of a child. */
    static long path(long parentPath, String name) {
        return roll((parentPath ^ '/') * PRIME, name);
    }

    static long content(byte @Nullable [] data, List<Acl> acl) {
        return mix(data == null ? NULL_DATA : bytes(data), acl == Acl.OPEN ? OPEN_ACL : computeAcl(acl));
    }

    static long session(Session s) {
        return mix(mix(mix(mix(SESSION, s.id()), bytes(s.password())), s.timeoutMs()), s.attachment());
    }

    /** Spreads each bit of both over the whole result; the order of the two matters. */
    static long mix(long hash, long value) {
        long z = hash * 0x9e37_79b9_7f4a_7c15L + value;
        z = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return z ^ (z >>> 31);
    }

    private static long computeAcl(List<Acl> acl) {
        long h = acl.size();
        for (Acl entry : acl) {
            h = mix(h, entry.perms());
            h = mix(h, roll(ROOT_PATH, entry.id().scheme()));
            h = mix(h, roll(ROOT_PATH, entry.id().id()));
        }
        return h;
    }

    private static long roll(long from, String s) {
        long h = from;
        for (int i = 0; i < s.length(); i++) {
            h = (h ^ s.charAt(i)) * PRIME;
        }
        return h;
    }

    private static long bytes(byte[] b) {
        long h = b.length;
        int i = 0;
        for (; i + 8 <= b.length; i += 8) {
            h = mix(h, eight(b, i));
        }
        long rest = 0;
        for (; i < b.length; i++) {
            rest = (rest << 8) | (b[i] & 0xff);
        }
        return mix(h, rest);
    }

    private static long eight(byte[] b, int i) {
        return (b[i] & 0xffL)
                | (b[i + 1] & 0xffL) << 8
                | (b[i + 2] & 0xffL) << 16
                | (b[i + 3] & 0xffL) << 24
                | (b[i + 4] & 0xffL) << 32
                | (b[i + 5] & 0xffL) << 40
                | (b[i + 6] & 0xffL) << 48
                | (b[i + 7] & 0xffL) << 56;
    }
}

package io.latchkey.zab.tree;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One node of the tree, immutable: data, ACL, Stat and children. */
public final class ZNode {
    private final byte @Nullable [] data;
    private final List<Acl> acl;
    private final NodeKind kind;
    private final int version;
    private final int aversion;
    private final long owner;
    private final long czxid;
    private final long mzxid;
    private final long pzxid;
    private final long ctime;
    private final long mtime;
    private final long creates;
    /** Of data and ACL, kept because a change of a child changes this node's digest but neither of them. */
    private final long contentHash;

    private final Children children;

    private ZNode(Fields f) {
        data = f.data;
        acl = f.acl;
        kind = f.kind;
        version = f.version;
        aversion = f.aversion;
        owner = f.owner;
        czxid = f.czxid;
        mzxid = f.mzxid;
        pzxid = f.pzxid;
        ctime = f.ctime;
        mtime = f.mtime;
        creates = f.creates;
        contentHash = f.contentHash;
        children = f.children;
    }

    /** For {@link #restored}: a million of them are made when a server starts, so without a detour. */
    private ZNode(byte @Nullable [] data, List<Acl> acl, NodeKind kind, long creates, Stat stat) {
        this.data = data;
        this.acl = acl;
        this.kind = kind;
        this.version = stat.version();
        this.aversion = stat.aversion();
        this.owner = stat.ephemeralOwner();
        this.czxid = stat.czxid();
        this.mzxid = stat.mzxid();
        this.pzxid = stat.pzxid();
        this.ctime = stat.ctime();
        this.mtime = stat.mtime();
        this.creates = creates;
        this.contentHash = TreeDigest.content(data, acl);
        this.children = Children.NONE;
    }

    /** The data as last set, or null when it was set to null; shared, never changed. */
    public byte @Nullable [] data() {
        return data;
    }

    public List<Acl> acl() {
        return acl;
    }

    public NodeKind kind() {
        return kind;
    }

    public Stat stat() {
        int length = data == null ? 0 : data.length;
        int count = children.size();
        return new Stat(
                czxid,
                mzxid,
                ctime,
                mtime,
                version,
                (int) (2 * creates - count),
                aversion,
                owner,
                length,
                count,
                pzxid);
    }

    public int childCount() {
        return children.size();
    }

    /** Names without path, in no particular order. */
    public Collection<String> childNames() {
        return children.names();
    }

    public @Nullable ZNode child(String name) {
        return children.get(name);
    }

    /** How many children were ever made here: the number that the next sequential child gets. Never goes down. */
    public long createCount() {
        return creates;
    }

    public int version() {
        return version;
    }

    public int aversion() {
        return aversion;
    }

    /** Id of the session that the znode lives with, 0 when it is not ephemeral. */
    public long owner() {
        return owner;
    }

    public long czxid() {
        return czxid;
    }

    public long mzxid() {
        return mzxid;
    }

    public long pzxid() {
        return pzxid;
    }

    public long ctime() {
        return ctime;
    }

    public long mtime() {
        return mtime;
    }

    int dataLength() {
        return data == null ? 0 : data.length;
    }

    /** A container that has served its purpose: it once had a child and has none now. */
    boolean isReapable() {
        return kind == NodeKind.CONTAINER && creates > 0 && children.size() == 0;
    }

    /** This node's share of the tree's digest; {@code pathHash} as {@link TreeDigest#path} computes it. */
    long digest(long pathHash) {
        long h = TreeDigest.mix(pathHash, contentHash);
        h = TreeDigest.mix(h, czxid);
        h = TreeDigest.mix(h, mzxid);
        h = TreeDigest.mix(h, pzxid);
        h = TreeDigest.mix(h, ctime);
        h = TreeDigest.mix(h, mtime);
        h = TreeDigest.mix(h, creates);
        h = TreeDigest.mix(h, owner);
        h = TreeDigest.mix(h, ((long) version << 32) ^ (aversion & 0xffff_ffffL));
        return TreeDigest.mix(h, kind.code());
    }

    /** The same node with this child in the place of the one of its name. */
    ZNode withChild(String name, ZNode child) {
        Fields f = new Fields(this);
        f.children = children.putting(name, child);
        return new ZNode(f);
    }

    ZNode withCreated(String name, ZNode child, long zxid) {
        Fields f = new Fields(this);
        f.children = children.putting(name, child);
        f.creates = creates + 1;
        f.pzxid = zxid;
        return new ZNode(f);
    }

    ZNode withDeleted(String name, long zxid) {
        Fields f = new Fields(this);
        f.children = children.removing(name);
        f.pzxid = zxid;
        return new ZNode(f);
    }

    ZNode withData(byte @Nullable [] newData, int newVersion, long zxid, long timeMs) {
        Fields f = new Fields(this);
        f.data = newData;
        f.version = newVersion;
        f.mzxid = zxid;
        f.mtime = timeMs;
        f.contentHash = TreeDigest.content(newData, acl);
        return new ZNode(f);
    }

    ZNode withAcl(List<Acl> newAcl, int newVersion) {
        Fields f = new Fields(this);
        f.acl = newAcl;
        f.aversion = newVersion;
        f.contentHash = TreeDigest.content(data, newAcl);
        return new ZNode(f);
    }

    static ZNode created(Txn.Create txn, List<Acl> acl, long zxid, long timeMs) {
        Fields f = new Fields(txn.data(), acl, txn.kind());
        f.owner = txn.ephemeralOwner();
        f.czxid = zxid;
        f.mzxid = zxid;
        f.pzxid = zxid;
        f.ctime = timeMs;
        f.mtime = timeMs;
        return new ZNode(f);
    }

    /** A node as a snapshot has it, without its children. */
    static ZNode restored(byte @Nullable [] data, List<Acl> acl, NodeKind kind, long creates, Stat stat) {
        return new ZNode(data, acl, kind, creates, stat);
    }

    ZNode withChildren(Children all) {
        Fields f = new Fields(this);
        f.children = all;
        return new ZNode(f);
    }

    /** What a node is made from; lives only as long as one constructor call. */
    private static final class Fields {
        private byte @Nullable [] data;
        private List<Acl> acl;
        private final NodeKind kind;
        private int version;
        private int aversion;
        private long owner;
        private long czxid;
        private long mzxid;
        private long pzxid;
        private long ctime;
        private long mtime;
        private long creates;
        private long contentHash;
        private Children children;

        Fields(byte @Nullable [] data, List<Acl> acl, NodeKind kind) {
            this.data = data;
            this.acl = acl;
            this.kind = kind;
            this.contentHash = TreeDigest.content(data, acl);
            this.children = Children.NONE;
        }

        Fields(ZNode n) {
            data = n.data;
            acl = n.acl;
            kind = n.kind;
            version = n.version;
            aversion = n.aversion;
            owner = n.owner;
            czxid = n.czxid;
            mzxid = n.mzxid;
            pzxid = n.pzxid;
            ctime = n.ctime;
            mtime = n.mtime;
            creates = n.creates;
            contentHash = n.contentHash;
            children = n.children;
        }
    }
}

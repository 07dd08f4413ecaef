package io.latchkey.client.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client may ask of a server. Paths are the client's, before the chroot.
 *
 * @param <R> what a good answer holds
 */
public sealed interface ZkRequest<R> {

    /** How a node is made. */
    enum Mode {
        PERSISTENT(0, 15),
        EPHEMERAL(1, 15),
        EPHEMERAL_SEQUENTIAL(3, 15),
        CONTAINER(4, 19);

        private final int flags;
        private final int opcode;

        Mode(int flags, int opcode) {
            this.flags = flags;
            this.opcode = opcode;
        }
    }

    /** The number of the operation on the wire. */
    int opcode();

    /** Whether it is one of Latchkey's own, which must not be sent to servers that have not agreed on it. */
    default boolean extension() {
        return false;
    }

    /** Writes the body. */
    void write(JuteWriter out, Chroot chroot);

    /** Reads the body of a good reply. */
    R read(JuteReader in, Chroot chroot);

    /** Remembers the watch that the server set while answering, if it did. */
    default void watchIn(WatchTable watches, Code code) {}

    /** A new node's name and properties. */
    record Created(String path, NodeStat stat) {}

    /** A node's data and properties. */
    record NodeData(byte @Nullable [] data, NodeStat stat) {}

    /** Makes a node that everybody may do anything with. */
    record CreateNode(String path, byte @Nullable [] data, Mode mode) implements ZkRequest<Created> {
        @Override
        public int opcode() {
            return mode.opcode;
        }

        @Override
        public void write(JuteWriter out, Chroot chroot) {
            out.writeString(chroot.toServer(path));
            out.writeBuffer(data);
            out.writeOpenAcl();
            out.writeInt(mode.flags);
        }

        @Override
        public Created read(JuteReader in, Chroot chroot) {
            return new Created(chroot.toClient(in.readString()), in.readStat());
        }
    }

    /**
     * One place to take.
     *
     * @param queue      the node whose children are the queue
     * @param containers how many nodes at the end of that path the server may make, as containers
     * @param prefix     what the name of the entry begins with; tells the attempt, and by its end the kind
     * @param data       what the entry says of its owner
     */
    record Claim(String queue, int containers, String prefix, byte[] data) {}

    /**
     * Takes a place in each queue or in none. The answer has one for each claim; from then on the server tells what becomes
     * of them.
     *
     * @param onlyIfFree fail with {@link Code#NOT_EMPTY} unless all are granted at once
     * @param retried    whether the same may have been asked for before in this session
     */
    record Acquire(List<Claim> claims, boolean onlyIfFree, boolean retried) implements ZkRequest<List<Place>> {
        private static final int ONLY_IF_FREE = 1;
        private static final int RETRIED = 2;

        @Override
        public int opcode() {
            return 1_001;
        }

        @Override
        public boolean extension() {
            return true;
        }

        @Override
        public void write(JuteWriter out, Chroot chroot) {
            out.writeInt((onlyIfFree ? ONLY_IF_FREE : 0) | (retried ? RETRIED : 0));
            out.writeOpenAcl();
            out.writeInt(claims.size());
            for (Claim claim : claims) {
                out.writeString(chroot.toServer(claim.queue()));
                out.writeInt(claim.containers());
                out.writeString(claim.prefix());
                out.writeBuffer(claim.data());
            }
        }

        @Override
        public List<Place> read(JuteReader in, Chroot chroot) {
            List<Place> places = Rejoin.places(in, chroot);
            if (places.size() != claims.size()) {
                throw new MalformedFrameException(places.size() + " places for " + claims.size() + " claims");
            }
            return places;
        }
    }

    /** Asks how entries stand that an earlier connection of the session has claimed, and goes on to be told of them. */
    record Rejoin(List<String> paths) implements ZkRequest<List<Place>> {
        private static final int PLACE_BYTES_MIN = 16;

        @Override
        public int opcode() {
            return 1_002;
        }

        @Override
        public boolean extension() {
            return true;
        }

        @Override
        public void write(JuteWriter out, Chroot chroot) {
            out.writeStrings(paths.stream().map(chroot::toServer).toList());
        }

        @Override
        public List<Place> read(JuteReader in, Chroot chroot) {
            return places(in, chroot);
        }

        static List<Place> places(JuteReader in, Chroot chroot) {
            int count = in.readInt();
            if (count < 0 || count > in.remaining() / PLACE_BYTES_MIN) {
                throw new MalformedFrameException(count + " places in " + in.remaining() + " bytes");
            }
            List<Place> places = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                places.add(Place.read(in, chroot));
            }
            return places;
        }
    }

    /**
     * Deletes one node and makes others, all or nothing.
     *
     * @param leave   the node that is deleted; if it is not there, nothing is made
     * @param enter   what is made, at least once
     * @param entries how often
     */
    record Swap(String leave, CreateNode enter, int entries) implements ZkRequest<SwapReply> {
        private static final int NONE = -1;

        @Override
        public int opcode() {
            return 14;
        }

        @Override
        public void write(JuteWriter out, Chroot chroot) {
            DeleteNode delete = new DeleteNode(leave, -1);
            begin(out, delete.opcode(), false);
            delete.write(out, chroot);
            for (int i = 0; i < entries; i++) {
                begin(out, enter.opcode(), false);
                enter.write(out, chroot);
            }
            begin(out, NONE, true);
        }

        private static void begin(JuteWriter out, int opcode, boolean end) {
            out.writeInt(opcode);
            out.writeBool(end);
            out.writeInt(-1);
        }

        /** If it was not done, the parts before the one that could not be done say OK, and those behind that it was not they. */
        @Override
        public SwapReply read(JuteReader in, Chroot chroot) {
            Code left = Guarded.part(in);
            List<Created> made = new ArrayList<>(entries);
            for (int i = 0; left == Code.OK && i < entries; i++) {
                int opcode = in.readInt();
                in.readBool();
                in.readInt(); // the error once more
                if (opcode == NONE) {
                    return new SwapReply(left, Code.of(in.readInt()), List.of());
                }
                made.add(enter.read(in, chroot));
            }
            return new SwapReply(left, left, made);
        }
    }

    /**
     * How a swap ended.
     *
     * @param left whether the one node was there: {@link Code#NO_NODE} if not
     * @param code {@link Code#OK}, or why it was not done
     * @param made what was made
     */
    record SwapReply(Code left, Code code, List<Created> made) {}

    /** Removes a node; version -1 means any. */
    record DeleteNode(String path, int version) implements ZkRequest<Boolean> {
        @Override
        public int opcode() {
            return 2;
        }

        @Override
        public void write(JuteWriter out, Chroot chroot) {
            out.writeString(chroot.toServer(path));
            out.writeInt(version);
        }

        @Override
        public Boolean read(JuteReader in, Chroot chroot) {
            return true;
        }
    }

    /** Several changes in one transaction, all or none: creates, deletes, writes and checks. */
    record Multi(List<ZkRequest<?>> parts) implements ZkRequest<MultiReply> {
        private static final int ERROR = -1;
        private static final int RUNTIME_INCONSISTENCY = -2;

        @Override
        public int opcode() {
            return 14;
        }

        @Override
        public void write(JuteWriter out, Chroot chroot) {
            for (ZkRequest<?> part : parts) {
                Guarded.begin(out, part.opcode(), false);
                part.write(out, chroot);
            }
            Guarded.begin(out, ERROR, true);
        }

        /** If it failed, each part comes as an error: 0 those before the one at fault, then its own, then -2. */
        @Override
        public MultiReply read(JuteReader in, Chroot chroot) {
            List<Object> replies = new ArrayList<>(parts.size());
            for (int i = 0; i < parts.size(); i++) {
                int opcode = in.readInt();
                in.readBool();
                in.readInt(); // the error once more
                int error = opcode == ERROR ? in.readInt() : 0;
                if (error != 0 && error != RUNTIME_INCONSISTENCY) {
                    return new MultiReply(Code.of(error), i, List.of());
                } else if (opcode != ERROR) {
                    replies.add(parts.get(i).read(in, chroot));
                }
            }
            if (replies.size() != parts.size()) {
                throw new MalformedFrameException("a transaction that failed does not say why");
            }
            return new MultiReply(Code.OK, -1, replies);
        }
    }

    /**
     * How several changes ended.
     *
     * @param code    of the part at fault
     * @param faulty  which part that is, from 0; -1 if all are done
     * @param replies of the parts; empty unless all are done
     */
    record MultiReply(Code code, int faulty, List<Object> replies) {
        /** The answer to a {@link CreateNode}. */
        public Created created(int part) {
            return (Created) replies.get(part);
        }
    }

    /** Part of a {@link Multi}: the node exists, in that version; -1 means any. */
    record CheckNode(String path, int version) implements ZkRequest<Boolean> {
        @Override
        public int opcode() {
            return 13;
        }

        @Override
        public void write(JuteWriter out, Chroot chroot) {
            out.writeString(chroot.toServer(path));
            out.writeInt(version);
        }

        @Override
        public Boolean read(JuteReader in, Chroot chroot) {
            return true;
        }
    }

    /** Takes a session's watches on a node from the server. */
    record RemoveWatches(String path, Kind kind) implements ZkRequest<Boolean> {
        /** Which watches. */
        public enum Kind {
            /** Those of {@link ReadNode} and {@link NodeExists}. */
            DATA(2),
            /** All on this path, {@link WatchTree} too. */
            ANY(3);

            private final int number;

            Kind(int number) {
                this.number = number;
            }
        }

        @Override
        public int opcode() {
            return 18;
        }

        @Override
        public void write(JuteWriter out, Chroot chroot) {
            out.writeString(chroot.toServer(path));
            out.writeInt(kind.number);
        }

        @Override
        public Boolean read(JuteReader in, Chroot chroot) {
            return true;
        }
    }

    /**
     * A write that is done only if a node exists, in one transaction.
     *
     * @param guard the node, in whatever version
     */
    record Guarded<W>(String guard, ZkRequest<W> write) implements ZkRequest<GuardedReply<W>> {
        private static final int CHECK = 13;
        private static final int NONE = -1;

        @Override
        public int opcode() {
            return 14;
        }

        @Override
        public void write(JuteWriter out, Chroot chroot) {
            begin(out, CHECK, false);
            out.writeString(chroot.toServer(guard));
            out.writeInt(-1);
            begin(out, write.opcode(), false);
            write.write(out, chroot);
            begin(out, NONE, true);
        }

        private static void begin(JuteWriter out, int opcode, boolean end) {
            out.writeInt(opcode);
            out.writeBool(end);
            out.writeInt(-1);
        }

        @Override
        public GuardedReply<W> read(JuteReader in, Chroot chroot) {
            Code guarded = part(in);
            if (guarded == Code.NO_NODE) {
                return new GuardedReply<>(Code.UNGUARDED, null);
            } else if (guarded != Code.OK) {
                return new GuardedReply<>(guarded, null);
            }
            Code written = part(in);
            return new GuardedReply<>(written, written == Code.OK ? write.read(in, chroot) : null);
        }

        /** How one part ended; what a good one answers comes next. */
        static Code part(JuteReader in) {
            int opcode = in.readInt();
            in.readBool();
            in.readInt(); // the error once more
            return opcode == NONE ? Code.of(in.readInt()) : Code.OK;
        }
    }

    /**
     * How a guarded write ended.
     *
     * @param code  {@link Code#UNGUARDED} if the guard is gone
     * @param reply the answer to the write; null unless the code is {@link Code#OK}
     */
    record GuardedReply<W>(Code code, @Nullable W reply) {}

    /** Asks whether a node exists; leaves a one-shot watch in either case when a watcher is given. */
    record NodeExists(String path, @Nullable Watcher watcher) implements ZkRequest<NodeStat> {
        @Override
        public int opcode() {
            return 3;
        }

        @Override
        public void write(JuteWriter out, Chroot chroot) {
            out.writeString(chroot.toServer(path));
            out.writeBool(watcher != null);
        }

        @Override
        public NodeStat read(JuteReader in, Chroot chroot) {
            return in.readStat();
        }

        @Override
        public void watchIn(WatchTable watches, Code code) {
            if (watcher != null && code == Code.OK) {
                watches.addData(path, watcher);
            } else if (watcher != null && code == Code.NO_NODE) {
                watches.addExist(path, watcher);
            }
        }
    }

    /** Reads a node; leaves a one-shot watch when it exists and a watcher is given. */
    record ReadNode(String path, @Nullable Watcher watcher) implements ZkRequest<NodeData> {
        @Override
        public int opcode() {
            return 4;
        }

        @Override
        public void write(JuteWriter out, Chroot chroot) {
            out.writeString(chroot.toServer(path));
            out.writeBool(watcher != null);
        }

        @Override
        public NodeData read(JuteReader in, Chroot chroot) {
            return new NodeData(in.readBuffer(), in.readStat());
        }

        @Override
        public void watchIn(WatchTable watches, Code code) {
            if (watcher != null && code == Code.OK) {
                watches.addData(path, watcher);
            }
        }
    }

    /** Replaces a node's data; version -1 means any. */
    record WriteNode(String path, byte @Nullable [] data, int version) implements ZkRequest<NodeStat> {
        @Override
        public int opcode() {
            return 5;
        }

        @Override
        public void write(JuteWriter out, Chroot chroot) {
            out.writeString(chroot.toServer(path));
            out.writeBuffer(data);
            out.writeInt(version);
        }

        @Override
        public NodeStat read(JuteReader in, Chroot chroot) {
            return in.readStat();
        }
    }

    /** Names the children of a node; leaves a one-shot watch for more or less of them when it exists and a watcher is given. */
    record ListChildren(String path, @Nullable Watcher watcher) implements ZkRequest<List<String>> {
        @Override
        public int opcode() {
            return 8;
        }

        @Override
        public void write(JuteWriter out, Chroot chroot) {
            out.writeString(chroot.toServer(path));
            out.writeBool(watcher != null);
        }

        @Override
        public List<String> read(JuteReader in, Chroot chroot) {
            return in.readStrings();
        }

        @Override
        public void watchIn(WatchTable watches, Code code) {
            if (watcher != null && code == Code.OK) {
                watches.addChildren(path, watcher);
            }
        }
    }

    /** Waits until the server has applied everything committed before. */
    record Sync(String path) implements ZkRequest<Boolean> {
        @Override
        public int opcode() {
            return 9;
        }

        @Override
        public void write(JuteWriter out, Chroot chroot) {
            out.writeString(chroot.toServer(path));
        }

        @Override
        public Boolean read(JuteReader in, Chroot chroot) {
            return true;
        }
    }

    /** Watches a node and all below it until the session ends. */
    record WatchTree(String path, Watcher watcher) implements ZkRequest<Boolean> {
        private static final int PERSISTENT_RECURSIVE = 1;

        @Override
        public int opcode() {
            return 106;
        }

        @Override
        public void write(JuteWriter out, Chroot chroot) {
            out.writeString(chroot.toServer(path));
            out.writeInt(PERSISTENT_RECURSIVE);
        }

        @Override
        public Boolean read(JuteReader in, Chroot chroot) {
            return true;
        }

        @Override
        public void watchIn(WatchTable watches, Code code) {
            if (code == Code.OK) {
                watches.addTree(path, watcher);
            }
        }
    }
}

package io.latchkey.client.session;

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
        private static final int ALL_PERMISSIONS = 31;

        @Override
        public int opcode() {
            return mode.opcode;
        }

        @Override
        public void write(JuteWriter out, Chroot chroot) {
            out.writeString(chroot.toServer(path));
            out.writeBuffer(data);
            out.writeInt(1);
            out.writeInt(ALL_PERMISSIONS);
            out.writeString("world");
            out.writeString("anyone");
            out.writeInt(mode.flags);
        }

        @Override
        public Created read(JuteReader in, Chroot chroot) {
            return new Created(chroot.toClient(in.readString()), in.readStat());
        }
    }

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

    /** Names the children of a node. */
    record ListChildren(String path) implements ZkRequest<List<String>> {
        @Override
        public int opcode() {
            return 8;
        }

        @Override
        public void write(JuteWriter out, Chroot chroot) {
            out.writeString(chroot.toServer(path));
            out.writeBool(false);
        }

        @Override
        public List<String> read(JuteReader in, Chroot chroot) {
            return in.readStrings();
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

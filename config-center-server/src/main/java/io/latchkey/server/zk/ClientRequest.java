package io.latchkey.server.zk;

import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request of a client, decoded and well-formed. */
sealed interface ClientRequest {
    /** Answered from this loop's view, in the connection's order. */
    sealed interface Local extends ClientRequest {
        void performOn(LocalRequests handler, int xid);
    }

    /** Ordered by the leader; answered when it is committed here. */
    sealed interface Ordered extends ClientRequest {
        /** What goes to the engine. */
        Request request();

        OpCode op();
    }

    /** @param ops for a multi, the ops as the client named them, which shapes the reply; else empty */
    record Update(OpCode op, Request request, List<OpCode> ops) implements Ordered {}

    /** Answered when this loop's view has all that was committed anywhere before. */
    record Sync(String path) implements ClientRequest {}

    /**
     * What it comes to depends on the present members, see {@link Reconfigurations}.
     *
     * @param joining entries of servers to add, separated by commas
     * @param leaving ids of servers to remove, separated by commas
     * @param newMembers entries of all servers, instead of both
     * @param fromConfig version of the configuration that is to be replaced; -1 for any
     */
    record Reconfig(
            @Nullable String joining,
            @Nullable String leaving,
            @Nullable String newMembers,
            long fromConfig) implements ClientRequest {}

    /** Places in queues of locks. */
    record Acquire(Request.Acquire request) implements Ordered {
        @Override
        public OpCode op() {
            return OpCode.ACQUIRE;
        }
    }

    /** @param paths of entries that an earlier connection of the session has claimed */
    record Rejoin(List<String> paths) implements Local {
        @Override
        public void performOn(LocalRequests handler, int xid) {
            handler.locks().rejoin(xid, this);
        }
    }

    record CloseSession(long sessionId) implements Ordered {
        @Override
        public Request request() {
            return new Request.CloseSession(sessionId);
        }

        @Override
        public OpCode op() {
            return OpCode.CLOSE_SESSION;
        }
    }

    /** Answered on receipt, whatever else is under way. */
    record Auth(String scheme, byte[] credentials) implements ClientRequest {}

    record Ping() implements Local {
        @Override
        public void performOn(LocalRequests handler, int xid) {
            handler.ping(xid);
        }
    }

    record Exists(String path, boolean watch) implements Local {
        @Override
        public void performOn(LocalRequests handler, int xid) {
            handler.exists(xid, this);
        }
    }

    record GetData(String path, boolean watch) implements Local {
        @Override
        public void performOn(LocalRequests handler, int xid) {
            handler.getData(xid, this);
        }
    }

    record GetAcl(String path) implements Local {
        @Override
        public void performOn(LocalRequests handler, int xid) {
            handler.getAcl(xid, this);
        }
    }

    record GetChildren(String path, boolean watch, boolean withStat) implements Local {
        @Override
        public void performOn(LocalRequests handler, int xid) {
            handler.getChildren(xid, this);
        }
    }

    record CountDescendants(String path) implements Local {
        @Override
        public void performOn(LocalRequests handler, int xid) {
            handler.countDescendants(xid, this);
        }
    }

    record GetEphemerals(@Nullable String prefix) implements Local {
        @Override
        public void performOn(LocalRequests handler, int xid) {
            handler.getEphemerals(xid, this);
        }
    }

    record WhoAmI() implements Local {
        @Override
        public void performOn(LocalRequests handler, int xid) {
            handler.whoAmI(xid);
        }
    }

    /** @param ops GetData and GetChildren without watch and Stat of its own only */
    record MultiRead(List<Local> ops) implements Local {
        @Override
        public void performOn(LocalRequests handler, int xid) {
            handler.multiRead(xid, this);
        }
    }

    record AddWatch(String path, WatchMode mode) implements Local {
        @Override
        public void performOn(LocalRequests handler, int xid) {
            handler.watches().addWatch(xid, this);
        }
    }

    record CheckWatches(String path, WatchSelection selection) implements Local {
        @Override
        public void performOn(LocalRequests handler, int xid) {
            handler.watches().checkWatches(xid, this);
        }
    }

    record RemoveWatches(String path, WatchSelection selection) implements Local {
        @Override
        public void performOn(LocalRequests handler, int xid) {
            handler.watches().removeWatches(xid, this);
        }
    }

    /** Watches of an earlier connection, and the last zxid that it saw. */
    record SetWatches(
            long relativeZxid,
            List<String> data,
            List<String> exist,
            List<String> child,
            List<String> persistent,
            List<String> recursive)
            implements Local {
        @Override
        public void performOn(LocalRequests handler, int xid) {
            handler.watches().setWatches(xid, this);
        }
    }

    /** What this server does not do, or could not read. Never reaches the engine. */
    record Refusal(ErrorCode why, boolean closes) implements Local {
        @Override
        public void performOn(LocalRequests handler, int xid) {
            handler.refuse(xid, this);
        }
    }
}

package io.latchkey.zab.sim;

import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.ZNode;
import java.nio.ByteBuffer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What clients see, as text: the reference model speaks it too. */
final class Results {
    static final String DONE = "done";
    static final String ATTACHED = "attached";
    static final String ABSENT = "absent";

    private Results() {}

    static String of(Result result) {
        if (result instanceof Result.Created r) {
            return created(r.path());
        } else if (result instanceof Result.Updated r) {
            return updated(r.stat().version());
        } else if (result instanceof Result.Attached) {
            return ATTACHED;
        } else if (result instanceof Result.Failed r) {
            return failed(r.why());
        } else if (result instanceof Result.Multi r) {
            return r.ops().stream().map(Results::of).collect(Collectors.joining(", ", "[", "]"));
        }
        return DONE;
    }

    static String created(String path) {
        return "created " + path;
    }

    static String updated(int version) {
        return "version " + version;
    }

    static String failed(ErrorCode why) {
        return "failed " + why;
    }

    static String of(@Nullable ZNode node) {
        if (node == null) {
            return ABSENT;
        }
        byte[] data = node.data();
        return node(node.stat().version(), node.stat().ephemeralOwner(), data == null ? 0 : number(data));
    }

    static String node(int version, long owner, long data) {
        return "version " + version + " of " + owner + ": " + data;
    }

    static byte[] data(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static long number(byte[] data) {
        return data.length == Long.BYTES ? ByteBuffer.wrap(data).getLong() : 0;
    }
}

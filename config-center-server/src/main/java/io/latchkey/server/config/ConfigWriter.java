package io.latchkey.server.config;

import io.latchkey.server.config.ConfigRefusal.Why;
import io.latchkey.server.view.LoopView;
import io.latchkey.zab.tree.Caller;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Note;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Submission;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries out changes of the configuration on one event loop, each as one transaction that is conditional on all that it
 * was planned on. If that has changed meanwhile, it is planned again on the tree in which it failed. This server may
 * be behind others, so it refuses nothing before it has caught up with all that was committed when it was asked.
 */
public final class ConfigWriter {
    /** Each round but the last was lost to another's change of the same key. */
    private static final int ROUNDS_MAX = 50;

    private final LoopView view;

    public ConfigWriter(LoopView view) {
        this.view = view;
    }

    /**
     * What was done.
     *
     * @param before the tree that it was decided on
     * @param after the tree just after it
     */
    public record Done(ConfigTree before, ConfigTree after) {}

    /**
     * Loop only.
     *
     * @return completed on the loop; fails with {@link ConfigRefusal}, {@link io.latchkey.server.view.NotServing},
     *     {@link io.latchkey.server.view.ReadOnly} or {@link io.latchkey.server.view.Overloaded}
     */
    public Future<Done> perform(ConfigWrite write, @Nullable Note note) {
        view.catchUp();
        return attempt(write, note, new ConfigTree(view.tree()), 1);
    }

    private Future<Done> attempt(ConfigWrite write, @Nullable Note note, ConfigTree before, int round) {
        List<Request> ops;
        try {
            ops = write.plan(before);
        } catch (ConfigRefusal refusal) {
            return round > 1 ? Future.failedFuture(refusal) : synced().compose(tree -> attempt(write, note, tree, 2));
        }
        if (ops.isEmpty()) {
            return Future.succeededFuture(new Done(before, before));
        }
        Submission submission = new Submission(0, 0, Caller.SERVER, note, new Request.Multi(ops));
        return view.submit(submission).compose(committed -> {
            ErrorCode error = error(committed.result());
            ConfigTree after = new ConfigTree(committed.tree());
            if (error == ErrorCode.OK) {
                return Future.succeededFuture(new Done(before, after));
            } else if (!isLostRace(error)) {
                return Future.failedFuture(new ConfigRefusal(Why.NOT_ACCEPTED, "the change was refused with " + error));
            } else if (round >= ROUNDS_MAX) {
                return Future.failedFuture(new ConfigRefusal(
                        Why.TOO_CONTENDED,
                        "others changed the same key " + ROUNDS_MAX + " times meanwhile: try again"));
            }
            return attempt(write, note, after, round + 1);
        });
    }

    private Future<ConfigTree> synced() {
        return view.sync().map(ConfigTree::new);
    }

    private static ErrorCode error(Result result) {
        if (result instanceof Result.Failed failed) {
            return failed.why();
        }
        if (result instanceof Result.Multi multi) {
            for (Result op : multi.ops()) {
                // the ops before the one that failed say OK
                if (op instanceof Result.Failed failed && failed.why() != ErrorCode.OK) {
                    return failed.why();
                }
            }
        }
        return ErrorCode.OK;
    }

    private static boolean isLostRace(ErrorCode error) {
        return switch (error) {
            case BAD_VERSION, NO_NODE, NODE_EXISTS, NOT_EMPTY, NO_CHILDREN_FOR_EPHEMERALS -> true;
            default -> false;
        };
    }
}

package io.latchkey.zab.tree;

import java.util.List;

/** What a transaction did, for the one who asked for it. */
public sealed interface Result {
    /** Done, and there is nothing to tell. */
    record Done() implements Result {}

    record Created(String path, Stat stat) implements Result {}

    record Updated(Stat stat) implements Result {}

    record Attached(Session session) implements Result {}

    record Failed(ErrorCode why) implements Result {}

    /** One result for each op; all {@link Failed} if one failed: OK before it, RUNTIME_INCONSISTENCY after it. */
    record Multi(List<Result> ops) implements Result {}
}

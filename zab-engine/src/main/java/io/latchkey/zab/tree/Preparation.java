package io.latchkey.zab.tree;

import io.latchkey.zab.tree.Preparer.Decision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The preparing of one submission: who may ask at all, sessions, the fold of a multi, and what rules add. */
final class Preparation {
    /** Below it, even the end of a session is a change that rules are asked about. */
    private static final String CONFIG = "/config";

    private static final int PASSWORD_BYTES = 16;

    private final DataTree ahead;
    private final TreeEdit edit;
    private final List<WriteRule> rules;
    private final Submission submission;
    private final WriteRule.Context context;
    private final Judge judge;

    Preparation(
            DataTree ahead, TreeEdit edit, List<WriteRule> rules, Submission submission, WriteRule.Context context) {
        this.ahead = ahead;
        this.edit = edit;
        this.rules = rules;
        this.submission = submission;
        this.context = context;
        this.judge = new Judge(edit, submission.caller(), submission.sessionId());
    }

    Decision decide() {
        ErrorCode problem = sessionProblem();
        if (problem != null) {
            return Decision.failed(problem);
        }
        Request request = submission.request();
        if (request instanceof Request.Multi r) {
            return multi(r);
        } else if (request instanceof Request.Acquire r) {
            return acquire(r);
        } else if (request instanceof Request.OpenSession r) {
            return openSession(r);
        } else if (request instanceof Request.AttachSession r) {
            return attachSession(r);
        } else if (request instanceof Request.CloseSession r) {
            return closeSession(r.id(), false);
        } else if (request instanceof Request.ExpireSession r) {
            return closeSession(r.id(), true);
        } else if (request instanceof Request.Refused r) {
            return Decision.failed(r.why());
        } else if (request instanceof Request.StoreMembers r) {
            return storeMembers(r);
        }
        return op(request);
    }

    /** Whether the asker may is judged where the request comes in. */
    private Decision storeMembers(Request.StoreMembers r) {
        Txn members = put(Request.StoreMembers.PATH, r.members());
        byte[] text = r.zooKeeperText();
        if (text == null) {
            return plain(members);
        }
        Txn main = put(Request.StoreMembers.ZOOKEEPER_PATH, text);
        Result result = edit.apply(main);
        edit.apply(members);
        return new Decision(new Txn.Extended(main, List.of(members)), result);
    }

    private Txn put(String path, byte[] data) {
        ZNode node = ahead.node(path);
        return node == null
                ? new Txn.Create(path, data, SystemNodes.READ_ONLY, NodeKind.PERSISTENT, 0)
                : new Txn.SetData(path, data, node.stat().version() + 1);
    }

    private @Nullable ErrorCode sessionProblem() {
        if (submission.sessionId() == 0) {
            return null;
        }
        Session session = ahead.session(submission.sessionId());
        if (session == null) {
            return ErrorCode.SESSION_EXPIRED;
        }
        return session.attachment() == submission.attachment() ? null : ErrorCode.SESSION_MOVED;
    }

    private Decision op(Request request) {
        Txn txn = judge.judge(request);
        return txn instanceof Txn.Failed f ? Decision.failed(f.why()) : extended(txn);
    }

    private Decision extended(Txn op) {
        List<Txn> also = op instanceof Txn.Noop ? List.of() : ask(edit, op);
        Result result = edit.apply(op);
        also.forEach(edit::apply);
        return new Decision(also.isEmpty() ? op : new Txn.Extended(op, also), result);
    }

    private List<Txn> ask(TreeEdit before, Txn op) {
        if (rules.isEmpty()) {
            return List.of();
        }
        DataTree tree = before.tree();
        List<Txn> also = new ArrayList<>();
        for (WriteRule rule : rules) {
            also.addAll(rule.also(tree, op, context));
        }
        return List.copyOf(also);
    }

    private Decision multi(Request.Multi multi) {
        List<Request> ops = multi.ops();
        List<Txn> txns = new ArrayList<>(ops.size());
        List<Result> results = new ArrayList<>(ops.size());
        for (Request request : ops) {
            Decision d = Judge.mayBeInMulti(request) ? op(request) : Decision.failed(ErrorCode.MARSHALLING_ERROR);
            if (d.txn() instanceof Txn.Failed f) {
                return multiFailed(ops.size(), txns.size(), f.why());
            }
            txns.add(d.txn());
            results.add(d.result());
        }
        return new Decision(new Txn.Multi(List.copyOf(txns)), new Result.Multi(List.copyOf(results)));
    }

    /** All ops or none, as a multi; they are decided upon one by one like any create. */
    private Decision acquire(Request.Acquire r) {
        Acquisition acquisition = new Acquisition(ahead, submission.sessionId(), r);
        ErrorCode problem = acquisition.problem();
        if (problem != null) {
            return Decision.failed(problem);
        }
        if (acquisition.isDone()) {
            return plain(new Txn.Noop());
        }
        List<Decision> done = new ArrayList<>();
        for (Request.Claim claim : r.claims()) {
            for (String path : Acquisition.containers(claim)) {
                if (problem == null && edit.node(path) == null) {
                    problem = add(done, acquisition.container(path));
                }
            }
        }
        for (Request.Claim claim : r.claims()) {
            problem = problem == null ? add(done, acquisition.entry(claim)) : problem;
        }
        if (problem == null && r.onlyIfFree() && !acquisition.isFree()) {
            problem = ErrorCode.NOT_EMPTY;
        }
        return problem != null
                ? Decision.failed(problem)
                : new Decision(
                        new Txn.Multi(done.stream().map(Decision::txn).toList()),
                        new Result.Multi(done.stream().map(Decision::result).toList()));
    }

    private @Nullable ErrorCode add(List<Decision> done, Request.Create create) {
        Decision d = op(create);
        if (d.txn() instanceof Txn.Failed f) {
            return f.why();
        }
        done.add(d);
        return null;
    }

    private static Decision multiFailed(int size, int failedAt, ErrorCode why) {
        List<ErrorCode> codes = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            codes.add(i < failedAt ? ErrorCode.OK : i == failedAt ? why : ErrorCode.RUNTIME_INCONSISTENCY);
        }
        return new Decision(new Txn.Failed(why, List.copyOf(codes)), new Result.Failed(why));
    }

    private Decision openSession(Request.OpenSession r) {
        if (r.id() == 0 || r.timeoutMs() <= 0 || r.password().length != PASSWORD_BYTES) {
            return Decision.failed(ErrorCode.BAD_ARGUMENTS);
        }
        if (ahead.session(r.id()) != null) {
            return Decision.failed(ErrorCode.SYSTEM_ERROR);
        }
        return plain(new Txn.OpenSession(r.id(), r.password(), r.timeoutMs()));
    }

    private Decision attachSession(Request.AttachSession r) {
        Session session = ahead.session(r.id());
        if (session == null || !same(session.password(), r.password())) {
            return Decision.failed(ErrorCode.SESSION_EXPIRED);
        }
        return plain(new Txn.AttachSession(r.id()));
    }

    /** Takes equally long wherever the two differ, so that nobody can find a password byte by byte. */
    private static boolean same(byte[] a, byte[] b) {
        if (a.length != b.length) {
            return false; // the length is no secret
        }
        int difference = 0;
        for (int i = 0; i < a.length; i++) {
            difference |= a[i] ^ b[i];
        }
        return difference == 0;
    }

    private Decision closeSession(long id, boolean expired) {
        boolean own = id == submission.sessionId() && !expired;
        if (!own && !submission.caller().trusted()) {
            return Decision.failed(ErrorCode.BAD_ARGUMENTS);
        }
        if (ahead.session(id) == null) {
            return Decision.failed(ErrorCode.SESSION_EXPIRED);
        }
        List<String> paths = List.copyOf(ahead.ephemerals(id));
        List<Txn> also = alsoOnDelete(paths);
        Txn.CloseSession close = new Txn.CloseSession(id, paths, expired, expired ? delayed(paths) : List.of());
        Result result = edit.apply(close);
        also.forEach(edit::apply);
        return new Decision(also.isEmpty() ? close : new Txn.Extended(close, also), result);
    }

    /** Which of a dead session's ephemerals held a lock that nobody is to get for a while. */
    private List<Integer> delayed(List<String> paths) {
        List<Integer> delayed = new ArrayList<>(0);
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i);
            ZNode node = LockDelay.ms(path) > 0 ? ahead.node(path) : null;
            if (node != null
                    && ahead.queue(ZPath.parent(path)).isGranted(ZPath.name(path))
                    && ahead.node(LockDelay.tombstone(path)) == null) {
                delayed.add(i);
            }
        }
        return List.copyOf(delayed);
    }

    /** What rules add to the end of these nodes, each asked about as if they went one by one. */
    private List<Txn> alsoOnDelete(List<String> paths) {
        List<Txn> also = new ArrayList<>();
        if (rules.isEmpty()) {
            return also;
        }
        TreeEdit oneByOne = TreeEdit.next(ahead, context.zxid(), context.timeMs());
        for (String path : paths) {
            if (ZPath.isAtOrBelow(path, CONFIG)) {
                Txn.Delete delete = new Txn.Delete(path);
                List<Txn> more = ask(oneByOne, delete);
                oneByOne.apply(delete);
                more.forEach(oneByOne::apply);
                also.addAll(more);
            }
        }
        return List.copyOf(also);
    }

    private Decision plain(Txn txn) {
        return new Decision(txn, edit.apply(txn));
    }
}

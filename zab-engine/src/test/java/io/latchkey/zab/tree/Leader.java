package io.latchkey.zab.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.format.SubmissionFormat;
import io.latchkey.zab.format.TxnFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A leader and a replica in one: everything goes through the byte forms and is applied twice, with equal outcome. */
public final class Leader {
    public static final Caller NOBODY = new Caller(List.of(), false);

    private final Preparer preparer;
    private DataTree tree = DataTree.empty();
    private DataTree replica = DataTree.empty();
    private long timeMs = 1_000;
    private Caller caller = NOBODY;
    private long sessionId;
    private List<Change> changes = List.of();
    private @Nullable TxnRecord last;

    public Leader(WriteRule... rules) {
        preparer = new Preparer(List.of(rules));
    }

    public DataTree tree() {
        return tree;
    }

    /** What the last transaction changed. */
    public List<Change> changes() {
        return changes;
    }

    public Txn txn() {
        if (last == null) {
            throw new IllegalStateException("nothing was submitted yet");
        }
        return last.txn();
    }

    public long timeMs() {
        return timeMs;
    }

    /** Requests come from this caller from now on. */
    public Leader as(Caller next) {
        caller = next;
        return this;
    }

    /** Requests come from this session from now on; 0 for none. */
    public Leader in(long id) {
        sessionId = id;
        return this;
    }

    public Result submit(Request request) {
        Session session = tree.session(sessionId);
        long attachment = session == null ? 0 : session.attachment();
        return submit(new Submission(sessionId, attachment, caller, null, request));
    }

    public Result submit(Submission submission) {
        timeMs++;
        Submission received = SubmissionFormat.decode(SubmissionFormat.encode(submission));
        Preparer.Prepared prepared = preparer.prepare(tree, tree.zxid() + 1, 1, 7, timeMs, received);
        TxnRecord record = TxnFormat.decode(TxnFormat.encode(prepared.txn()));
        Applied applied = replica.apply(tree.zxid() + 1, record);
        assertThat(applied.result())
                .usingRecursiveComparison()
                .isEqualTo(prepared.applied().result());
        assertThat(describe(applied.changes()))
                .isEqualTo(describe(prepared.applied().changes()));
        tree = prepared.applied().tree();
        replica = applied.tree();
        assertThat(replica.digest()).isEqualTo(tree.digest()).isEqualTo(record.digest());
        changes = prepared.applied().changes();
        last = record;
        return prepared.applied().result();
    }

    /** The names of what changed and where: {@code Created /a}. */
    public static List<String> describe(List<Change> changes) {
        List<String> lines = new ArrayList<>();
        for (Change change : changes) {
            lines.add(describe(change));
        }
        return lines;
    }

    private static String describe(Change change) {
        if (change instanceof Change.Created c) {
            return "Created " + c.path() + " " + c.node().stat();
        } else if (change instanceof Change.Deleted c) {
            return "Deleted " + c.path() + " " + c.was().stat();
        } else if (change instanceof Change.DataChanged c) {
            return "DataChanged " + c.path() + " " + c.node().stat();
        } else if (change instanceof Change.AclChanged c) {
            return "AclChanged " + c.path() + " " + c.node().acl();
        } else if (change instanceof Change.SessionOpened c) {
            return "SessionOpened " + c.session().id() + " " + c.session().attachment();
        } else if (change instanceof Change.SessionAttached c) {
            return "SessionAttached " + c.session().id() + " " + c.session().attachment();
        }
        return change.toString();
    }

    public Result create(String path) {
        return create(path, CreateMode.PERSISTENT);
    }

    public Result create(String path, CreateMode mode) {
        return submit(new Request.Create(path, bytes("x"), Acl.OPEN, mode));
    }

    public Result delete(String path) {
        return submit(new Request.Delete(path, Request.ANY_VERSION));
    }

    public Result setData(String path, String data) {
        return submit(new Request.SetData(path, bytes(data), Request.ANY_VERSION));
    }

    public Result multi(Request... ops) {
        return submit(new Request.Multi(List.of(ops)));
    }

    /** Opens a session with the password {@link #password} and requests come from it from now on. */
    public Leader open(long id) {
        Result result = submit(Submission.ofServer(new Request.OpenSession(id, password(id), 4_000)));
        assertThat(result).isInstanceOf(Result.Attached.class);
        return in(id);
    }

    public static byte[] password(long id) {
        byte[] password = new byte[16];
        Arrays.fill(password, (byte) id);
        return password;
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public Stat stat(String path) {
        ZNode node = tree.node(path);
        assertThat(node).as(path).isNotNull();
        return node == null ? new Stat(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) : node.stat();
    }
}

package io.latchkey.zab.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.format.TreeFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of requests by chance, against a plain reference: results, Stats, indices, digest and byte forms. */
class RandomModelTest {
    private static final CreateMode[] MODES = CreateMode.values();

    private final Leader leader = new Leader();
    private final ReferenceTree reference = new ReferenceTree();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void the_tree_does_as_the_reference_does(long seed) throws IOException {
        Random random = new Random(seed);
        for (int step = 0; step < 1_500; step++) {
            step(random);
            if (step % 25 == 0) {
                compare();
            }
        }
        compare();
        compareBytes();
    }

    private void step(Random random) {
        long zxid = leader.tree().zxid() + 1;
        int dice = random.nextInt(100);
        long session = 1 + random.nextInt(4);
        if (dice < 4) {
            openOrAttach(zxid, session);
        } else if (dice < 6) {
            close(zxid, session);
        } else if (dice < 25) {
            multi(random, zxid, session);
        } else {
            long in = reference.sessions.containsKey(session) ? session : 0;
            Request op = op(random, in);
            Result result = leader.in(in).submit(op);
            ErrorCode expected = reference.op(zxid, leader.timeMs(), in, op);
            assertThat(code(result)).as("%s", op).isEqualTo(expected);
        }
    }

    private void openOrAttach(long zxid, long session) {
        byte[] password = Leader.password(session);
        boolean open = reference.sessions.containsKey(session);
        Request request =
                open ? new Request.AttachSession(session, password) : new Request.OpenSession(session, password, 4_000);
        assertThat(leader.submit(Submission.ofServer(request))).isInstanceOf(Result.Attached.class);
        reference.sessions.put(session, zxid);
    }

    private void close(long zxid, long session) {
        Result result = leader.submit(Submission.ofServer(new Request.ExpireSession(session)));
        boolean open = reference.sessions.containsKey(session);
        assertThat(code(result)).isEqualTo(open ? ErrorCode.OK : ErrorCode.SESSION_EXPIRED);
        reference.close(zxid, session);
    }

    private void multi(Random random, long zxid, long session) {
        long in = reference.sessions.containsKey(session) ? session : 0;
        List<Request> ops = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            ops.add(op(random, in));
        }
        Result.Multi result = (Result.Multi) leader.in(in).submit(new Request.Multi(ops));
        List<ErrorCode> expected = reference.multi(zxid, leader.timeMs(), in, ops);
        assertThat(result.ops().stream().map(RandomModelTest::code).toList()).isEqualTo(expected);
    }

    private static Request op(Random random, long session) {
        String path = "/" + "abc".charAt(random.nextInt(3));
        for (int i = random.nextInt(3); i > 0; i--) {
            path += "/" + "xyz".charAt(random.nextInt(3));
        }
        byte[] data = random.nextInt(4) == 0 ? null : new byte[random.nextInt(20)];
        int version = random.nextInt(3) == 0 ? random.nextInt(3) : -1;
        CreateMode mode = MODES[random.nextInt(MODES.length)];
        if (mode.kind() == NodeKind.EPHEMERAL && session == 0) {
            mode = CreateMode.PERSISTENT;
        }
        return switch (random.nextInt(8)) {
            case 0, 1 -> new Request.SetData(path, data, version);
            case 2, 3 -> new Request.Delete(path, version);
            case 4 -> new Request.Check(path, version);
            default -> new Request.Create(path, data, Acl.OPEN, mode);
        };
    }

    private static ErrorCode code(Result result) {
        return result instanceof Result.Failed f ? f.why() : ErrorCode.OK;
    }

    private void compare() {
        DataTree tree = leader.tree();
        TreeMap<Long, TreeSet<String>> ephemerals = new TreeMap<>();
        TreeSet<String> reapable = new TreeSet<>();
        long bytes = -1; // the path of the root is not counted
        int count = 0;
        for (Map.Entry<String, ReferenceTree.Node> e : reference.nodes.entrySet()) {
            ZNode node = tree.node(e.getKey());
            assertThat(node).as(e.getKey()).isNotNull();
            assertThat(node.stat()).as(e.getKey()).isEqualTo(reference.stat(e.getKey()));
            byte[] data = e.getValue().data;
            if (node.stat().czxid() != 0) {
                assertThat(node.data()).isEqualTo(data);
            }
            bytes += e.getKey().length() + (data == null ? 0 : data.length);
            if (e.getValue().ephemeral) {
                ephemerals
                        .computeIfAbsent(e.getValue().owner, k -> new TreeSet<>())
                        .add(e.getKey());
                count++;
            }
            if (e.getValue().container && e.getValue().created > 0 && reference.children(e.getKey()) == 0) {
                reapable.add(e.getKey());
            }
        }
        assertThat(tree.nodeCount()).isEqualTo(reference.nodes.size());
        assertThat(tree.dataBytes()).isEqualTo(bytes);
        assertThat(tree.ephemeralCount()).isEqualTo(count);
        assertThat(tree.reapableContainers(Integer.MAX_VALUE)).containsExactlyElementsOf(reapable);
        assertThat(tree.sessions()).hasSize(reference.sessions.size());
        reference.sessions.forEach((id, attachment) -> {
            assertThat(tree.session(id).attachment()).isEqualTo(attachment);
            assertThat(tree.ephemerals(id)).containsExactlyElementsOf(ephemerals.getOrDefault(id, new TreeSet<>()));
        });
    }

    /** A tree that is read back is equal, to its digest that is computed anew, and goes on equally. */
    private void compareBytes() throws IOException {
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        TreeFormat.write(leader.tree(), first);
        DataTree back = TreeFormat.read(new ByteArrayInputStream(first.toByteArray()));
        ByteArrayOutputStream second = new ByteArrayOutputStream();
        TreeFormat.write(back, second);
        assertThat(second.toByteArray()).isEqualTo(first.toByteArray());
        long zxid = back.zxid() + 1;
        Submission next =
                Submission.ofServer(new Request.Create("/last-", null, Acl.OPEN, CreateMode.PERSISTENT_SEQUENTIAL));
        Preparer.Prepared prepared = new Preparer(List.of()).prepare(leader.tree(), zxid, 1, 1, 9, next);
        assertThat(back.apply(zxid, prepared.txn()).tree().digest())
                .isEqualTo(prepared.applied().tree().digest());
    }
}

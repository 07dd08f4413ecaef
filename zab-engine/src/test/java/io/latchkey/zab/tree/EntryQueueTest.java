package io.latchkey.zab.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.format.TreeFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index of queues against what a look at all nodes says. */
class EntryQueueTest {
    private static final Pattern ENTRY = Pattern.compile(".*(lock-|__WRIT__|__READ__)(\\d{10}|-\\d{9,10})");
    private static final List<String> QUEUES = List.of("/q", "/q/deep", "/r");
    private static final List<String> PREFIXES = List.of(
            "_c_a-lock-",
            "_c_b-__WRIT__",
            "_c_c-__READ__",
            "_c_d-__READ__",
            "x-",
            "lock-",
            "_c_11111111-1111-8111-8111-111111111111-delay1-lock-",
            "_c_11111111-1111-8111-8111-111111111111-delay1-__READ__");

    private final Leader leader = new Leader();

    private record Place(String name, int sequence, boolean shared) {}

    private static List<Place> naive(DataTree tree, String path) {
        List<Place> places = new ArrayList<>();
        ZNode node = tree.node(path);
        for (String name : node == null ? List.<String>of() : node.childNames()) {
            Matcher entry = ENTRY.matcher(name);
            if (entry.matches()) {
                long number = Long.parseLong(entry.group(2));
                if (number == (int) number) {
                    boolean shared = entry.group(1).equals("__READ__");
                    places.add(new Place(name, (int) number, shared));
                }
            }
        }
        places.sort(Comparator.comparingInt(Place::sequence)
                .thenComparing(Place::shared)
                .thenComparing(Place::name));
        return places;
    }

    private static void compare(DataTree tree) {
        int used = 0;
        for (String path : QUEUES) {
            List<Place> places = naive(tree, path);
            EntryQueue queue = tree.queue(path);
            used += places.isEmpty() ? 0 : 1;
            assertThat(queue.names())
                    .as(path)
                    .isEqualTo(places.stream().map(Place::name).toList());
            assertThat(queue.size()).isEqualTo(places.size());
            for (int limit : new int[] {0, 1, 2, 1_000}) {
                assertThat(queue.first(limit)).isEqualTo(queue.names().subList(0, Math.min(limit, places.size())));
            }
            assertThat(queue.grantedCount()).as("%s", places).isEqualTo((int) places.stream()
                    .filter(place -> queue.isGranted(place.name()))
                    .count());
            assertThat(queue.isFree(false)).isEqualTo(places.isEmpty());
            assertThat(queue.isFree(true)).isEqualTo(places.stream().allMatch(Place::shared));
            boolean onlyReaders = true;
            for (int i = 0; i < places.size(); i++) {
                Place place = places.get(i);
                onlyReaders &= place.shared();
                assertThat(queue.isGranted(place.name()))
                        .as("%s of %s", place, places)
                        .isEqualTo(i == 0 || onlyReaders);
            }
            assertThat(queue.isGranted("_c_z-lock-0000000000")).isFalse();
        }
        assertThat(tree.queuePaths())
                .containsExactlyInAnyOrderElementsOf(QUEUES.stream()
                        .filter(path -> tree.queue(path).size() > 0)
                        .toList());
        assertThat(tree.queueIndex().count()).as("empty queues are not kept").isEqualTo(used);
    }

    private static DataTree reloaded(DataTree tree) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TreeFormat.write(tree, out);
        return TreeFormat.read(new ByteArrayInputStream(out.toByteArray()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void it_is_what_a_look_at_all_nodes_says(long seed) throws IOException {
        Random random = new Random(seed);
        QUEUES.forEach(leader::create);
        for (int step = 0; step < 1_500; step++) {
            step(random);
            compare(leader.tree());
            if (step % 50 == 0) {
                compare(reloaded(leader.tree()));
            }
        }
    }

    private void step(Random random) {
        long session = 1 + random.nextInt(3);
        int dice = random.nextInt(40);
        if (leader.tree().session(session) == null) {
            leader.open(session);
        } else if (dice == 0) {
            leader.submit(Submission.ofServer(new Request.ExpireSession(session)));
        } else if (dice < 5) {
            List<Request> ops = new ArrayList<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                ops.add(op(random));
            }
            leader.in(session).submit(new Request.Multi(ops));
        } else {
            leader.in(session).submit(op(random));
        }
    }

    private Request op(Random random) {
        String queue = QUEUES.get(random.nextInt(QUEUES.size()));
        EntryQueue now = leader.tree().queue(queue);
        if (random.nextInt(12) < 5 && now.size() > 0) {
            int place = random.nextBoolean() ? 0 : random.nextInt(now.size());
            return new Request.Delete(queue + "/" + now.names().get(place), -1);
        }
        String name = PREFIXES.get(random.nextInt(PREFIXES.size()));
        if (random.nextInt(8) == 0) { // made by hand, in no order at all
            ZNode parent = leader.tree().node(queue);
            long number = (parent == null ? 0 : parent.createCount()) + random.nextInt(40) - 30;
            return new Request.Create(
                    queue + "/" + name + Judge.sequence(number), null, Acl.OPEN, CreateMode.PERSISTENT);
        }
        return new Request.Create(queue + "/" + name, null, Acl.OPEN, CreateMode.EPHEMERAL_SEQUENTIAL);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void numbers_from_all_over_harm_nobody(long seed) throws IOException {
        Random random = new Random(seed);
        leader.create("/q");
        List<String> there = new ArrayList<>();
        for (int step = 0; step < 1_000; step++) {
            if (there.isEmpty() || random.nextInt(9) < 5) {
                String kind = random.nextBoolean() ? "a-lock-" : "b-__READ__";
                String name = kind + Judge.sequence(random.nextInt());
                leader.submit(new Request.Create("/q/" + name, null, Acl.OPEN, CreateMode.PERSISTENT));
                there.add(name);
            } else {
                leader.submit(new Request.Delete("/q/" + there.remove(random.nextInt(there.size())), -1));
            }
            EntryQueue queue = leader.tree().queue("/q");
            assertThat(queue.names()).containsExactlyInAnyOrderElementsOf(there);
            assertThat(queue.isFree(true)).isEqualTo(there.stream().noneMatch(name -> name.startsWith("a-lock-")));
            if (!there.isEmpty()) {
                assertThat(queue.isGranted(queue.names().get(0))).isTrue();
            }
        }
        assertThat(reloaded(leader.tree()).queue("/q").names()).containsExactlyInAnyOrderElementsOf(there);
    }

    @Test
    void names_that_look_nearly_like_entries_are_none() {
        for (String name : List.of(
                "lock-",
                "lock-12",
                "x-lock-000000000a",
                "lock-99999999999",
                "lock-9999999999",
                "lock--99999999999",
                "__READ__000000000",
                "0000000001",
                "clock0000000001",
                "lock-٠٠٠٠٠٠٠٠٠٠")) {
            assertThat(EntryName.parse(name)).as(name).isNull();
        }
        assertThat(EntryName.parse("lock-0000000001")).isEqualTo(new EntryName(1, false));
        assertThat(EntryName.parse("a/__READ__2147483647")).isEqualTo(new EntryName(Integer.MAX_VALUE, true));
        assertThat(EntryName.parse("_c_1-__WRIT__-2147483648")).isEqualTo(new EntryName(Integer.MIN_VALUE, false));
        assertThat(EntryName.parse("_c_1-lock--00000007")).isNull();
        for (int number : new int[] {-7, -999_999_999, -1_000_000_000, -1, 0, 7}) { // as ZooKeeper writes them
            assertThat(EntryName.parse("_c_1-lock-" + String.format("%010d", number)))
                    .isEqualTo(new EntryName(number, false));
        }
    }

    @Test
    void the_order_goes_on_when_the_servers_32_bit_counter_overflows() throws IOException {
        leader.open(1);
        leader.create("/q");
        DataTree before = leader.tree();
        DataTree tree = withCreateCount(before, Integer.MAX_VALUE);
        Preparer preparer = new Preparer(List.of());
        for (int i = 0; i < 3; i++) {
            Request create = new Request.Create("/q/_c_a-lock-", null, Acl.OPEN, CreateMode.EPHEMERAL_SEQUENTIAL);
            Submission submission = new Submission(1, tree.session(1).attachment(), Leader.NOBODY, null, create);
            tree = preparer.prepare(tree, tree.zxid() + 1, 1, 1, 1, submission)
                    .applied()
                    .tree();
        }
        List<String> expected = List.of("_c_a-lock-2147483647", "_c_a-lock--2147483648", "_c_a-lock--2147483647");
        assertThat(tree.queue("/q").names()).isEqualTo(expected);
        assertThat(reloaded(tree).queue("/q").names()).isEqualTo(expected);
        assertThat(tree.queue("/q").isGranted(expected.get(0))).isTrue();
    }

    @Test
    @Tag("trap-10")
    @Tag("trap-35")
    void a_reader_in_a_writers_place_stands_before_those_behind_also_while_the_counter_overflows() throws IOException {
        leader.open(1);
        leader.create("/q");
        DataTree tree = withCreateCount(leader.tree(), 2_147_483_640);
        for (int i = 0; i < 12; i++) {
            String name = i % 4 == 3 ? "_c_r-__READ__" : "_c_w-__WRIT__";
            tree = applied(tree, create("/q/" + name, CreateMode.EPHEMERAL_SEQUENTIAL));
        }
        List<String> names = new ArrayList<>(tree.queue("/q").names());
        assertThat(names.subList(6, 9))
                .containsExactly("_c_w-__WRIT__2147483646", "_c_r-__READ__2147483647", "_c_w-__WRIT__-2147483648");
        while (!names.isEmpty()) {
            String first = names.get(0);
            if (first.contains("__WRIT__")) { // as Curator does it, in two steps
                String reader = first.replace("__WRIT__", "__READ__");
                tree = applied(tree, create("/q/" + reader, CreateMode.EPHEMERAL));
                names.add(1, reader);
                assertQueue(tree, names);
                assertThat(tree.queue("/q").isGranted(reader)).isFalse();
            }
            tree = applied(tree, new Request.Delete("/q/" + first, -1));
            names.remove(0);
            assertQueue(tree, names);
        }
    }

    private static void assertQueue(DataTree tree, List<String> names) throws IOException {
        assertThat(tree.queue("/q").names()).isEqualTo(names);
        assertThat(reloaded(tree).queue("/q").names()).isEqualTo(names);
        boolean onlyReaders = true;
        for (int i = 0; i < names.size(); i++) {
            onlyReaders &= names.get(i).contains("__READ__");
            assertThat(tree.queue("/q").isGranted(names.get(i)))
                    .as("%s of %s", names.get(i), names)
                    .isEqualTo(i == 0 || onlyReaders);
        }
    }

    private static Request create(String path, CreateMode mode) {
        return new Request.Create(path, null, Acl.OPEN, mode);
    }

    private static DataTree applied(DataTree tree, Request request) {
        Submission submission = new Submission(1, tree.session(1).attachment(), Leader.NOBODY, null, request);
        return new Preparer(List.of())
                .prepare(tree, tree.zxid() + 1, 1, 1, 1, submission)
                .applied()
                .tree();
    }

    /** The tree with a {@code /q} that has had so many children. */
    private static DataTree withCreateCount(DataTree tree, long count) {
        TreeLoader loader = new TreeLoader(tree.zxid());
        tree.sessions().forEach(loader::session);
        List<TreeLoader.Node> nodes = new ArrayList<>();
        flatten("", tree.root(), count, nodes);
        nodes.forEach(loader::node);
        long digest = tree.digest();
        ZNode q = tree.node("/q");
        ZNode changed = ZNode.restored(q.data(), q.acl(), q.kind(), count, q.stat());
        digest += changed.digest(TreeDigest.path("/q")) - q.digest(TreeDigest.path("/q"));
        return loader.finish(digest);
    }

    private static void flatten(String name, ZNode node, long count, List<TreeLoader.Node> nodes) {
        long creates = name.equals("q") ? count : node.createCount();
        nodes.add(new TreeLoader.Node(name, node.data(), node.acl(), node.kind(), creates, node.stat()));
        node.childNames().stream().sorted().forEach(child -> flatten(child, node.child(child), count, nodes));
    }
}

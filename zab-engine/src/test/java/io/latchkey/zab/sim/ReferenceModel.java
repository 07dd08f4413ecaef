package io.latchkey.zab.sim;

import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.NodeKind;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the service should do, as plainly as can be: maps that change. It judges each request again, at the place that
 * the ensemble gave to it, and remembers what every path held when.
 */
final class ReferenceModel {
    /** A node. */
    private record Node(int version, long data, long owner, long creates) {
        Node withCreate() {
            return new Node(version, data, owner, creates + 1);
        }
    }

    private static final Node ROOT = new Node(0, 0, 0, 0);

    private final Map<Long, Long> attachments = new HashMap<>(); // of open sessions
    private final TreeMap<String, Node> nodes = new TreeMap<>();
    private final Map<String, TreeMap<Long, String>> past = new HashMap<>();
    private final TreeMap<Long, Map<String, Integer>> touched = new TreeMap<>(); // by zxid: how often what

    ReferenceModel() {
        nodes.put("", ROOT);
    }

    boolean hasSession(long id) {
        return attachments.containsKey(id);
    }

    /** Paths of a session's ephemerals, sorted. */
    List<String> ephemerals(long session) {
        List<String> paths = new ArrayList<>();
        nodes.forEach((path, node) -> {
            if (node.owner == session && session != 0) {
                paths.add(path);
            }
        });
        return paths;
    }

    /** What a read of {@code path} shows at {@code zxid}. */
    String read(String path, long zxid) {
        TreeMap<Long, String> states = past.get(path);
        Map.Entry<Long, String> state = states == null ? null : states.floorEntry(zxid);
        return state == null ? Results.ABSENT : state.getValue();
    }

    /** Whether what a read of {@code path} shows becomes another after {@code from}, up to {@code to}. */
    boolean changes(String path, long from, long to) {
        TreeMap<Long, String> states = past.get(path);
        if (states == null || to <= from || states.lastKey() <= from) {
            return false;
        }
        String before = read(path, from);
        return states.subMap(from, false, to, true).values().stream().anyMatch(state -> !state.equals(before));
    }

    /** Whether a transaction after {@code from}, up to {@code to}, had to do with {@code path}. */
    boolean touches(String path, long from, long to) {
        TreeMap<Long, String> states = past.get(path);
        return states != null && !states.subMap(from, false, to, true).isEmpty();
    }

    /** What transactions after {@code from}, up to {@code to}, had to do with: by zxid, how often with which path. */
    Map<Long, Map<String, Integer>> touchedBetween(long from, long to) {
        return touched.subMap(from, false, to, true);
    }

    int timesTouched(String path, long zxid) {
        return touched.getOrDefault(zxid, Map.of()).getOrDefault(path, 0);
    }

    /** All paths and what they hold now. */
    Map<String, String> contents() {
        Map<String, String> contents = new TreeMap<>();
        nodes.forEach((path, node) -> {
            if (!path.isEmpty()) {
                contents.put(path, text(node));
            }
        });
        return contents;
    }

    private static String text(Node node) {
        return Results.node(node.version, node.owner, node.data);
    }

    /** Does what was asked, at its place in the order, and says what the answer is. */
    String apply(long zxid, Submission submission) {
        long session = submission.sessionId();
        if (session != 0) {
            Long attachment = attachments.get(session);
            if (attachment == null) {
                return Results.failed(ErrorCode.SESSION_EXPIRED);
            }
            if (attachment != submission.attachment()) {
                return Results.failed(ErrorCode.SESSION_MOVED);
            }
        }
        Request request = submission.request();
        if (request instanceof Request.OpenSession r) {
            attachments.put(r.id(), zxid);
            return Results.ATTACHED;
        } else if (request instanceof Request.AttachSession r) {
            return attachments.replace(r.id(), zxid) == null
                    ? Results.failed(ErrorCode.SESSION_EXPIRED)
                    : Results.ATTACHED;
        } else if (request instanceof Request.CloseSession r) {
            return close(zxid, r.id());
        } else if (request instanceof Request.ExpireSession r) {
            return close(zxid, r.id());
        } else if (request instanceof Request.Multi r) {
            return multi(zxid, session, r);
        }
        Changes changes = new Changes();
        String result = op(session, request, changes);
        changes.commit(zxid);
        return result;
    }

    private String close(long zxid, long id) {
        if (attachments.remove(id) == null) {
            return Results.failed(ErrorCode.SESSION_EXPIRED);
        }
        Changes changes = new Changes();
        for (String path : ephemerals(id)) {
            changes.put(path, null);
        }
        changes.commit(zxid);
        return Results.DONE;
    }

    private String multi(long zxid, long session, Request.Multi multi) {
        Changes changes = new Changes();
        List<String> results = new ArrayList<>();
        for (Request op : multi.ops()) {
            String result = op(session, op, changes);
            if (result.startsWith("failed")) {
                int at = results.size();
                Collections.fill(results, Results.failed(ErrorCode.OK));
                results.add(result);
                while (results.size() < multi.ops().size()) {
                    results.add(Results.failed(ErrorCode.RUNTIME_INCONSISTENCY));
                }
                return results.size() > at ? results.toString() : result;
            }
            results.add(result);
        }
        changes.commit(zxid);
        return results.toString();
    }

    private String op(long session, Request request, Changes tree) {
        if (request instanceof Request.Create r) {
            return create(session, r, tree);
        } else if (request instanceof Request.SetData r) {
            Node node = tree.get(r.path());
            if (node == null || isWrong(r.version(), node)) {
                return wrong(node);
            }
            tree.put(r.path(), new Node(node.version + 1, number(r.data()), node.owner, node.creates));
            return Results.updated(node.version + 1);
        } else if (request instanceof Request.Delete r) {
            Node node = tree.get(r.path());
            if (node == null || isWrong(r.version(), node)) {
                return wrong(node);
            }
            if (tree.hasChildren(r.path())) {
                return Results.failed(ErrorCode.NOT_EMPTY);
            }
            tree.put(r.path(), null);
            return Results.DONE;
        } else if (request instanceof Request.Check r) {
            Node node = tree.get(r.path());
            return node == null || isWrong(r.version(), node) ? wrong(node) : Results.DONE;
        }
        return Results.DONE; // a sync
    }

    private static boolean isWrong(int version, Node node) {
        return version != Request.ANY_VERSION && version != node.version;
    }

    private static String wrong(@Nullable Node node) {
        return Results.failed(node == null ? ErrorCode.NO_NODE : ErrorCode.BAD_VERSION);
    }

    private static long number(byte @Nullable [] data) {
        return data == null ? 0 : Results.number(data);
    }

    private String create(long session, Request.Create r, Changes tree) {
        String parentPath = r.path().substring(0, r.path().lastIndexOf('/'));
        Node parent = tree.get(parentPath);
        if (parent == null) {
            return Results.failed(ErrorCode.NO_NODE);
        }
        String path = r.mode().sequential() ? r.path() + String.format("%010d", parent.creates) : r.path();
        if (tree.get(path) != null) {
            return Results.failed(ErrorCode.NODE_EXISTS);
        }
        if (parent.owner != 0) {
            return Results.failed(ErrorCode.NO_CHILDREN_FOR_EPHEMERALS);
        }
        tree.put(parentPath, parent.withCreate());
        long owner = r.mode().kind() == NodeKind.EPHEMERAL ? session : 0;
        tree.put(path, new Node(0, number(r.data()), owner, 0));
        return Results.created(path);
    }

    /** What one transaction changes, until it is known whether all of it can be done. */
    private final class Changes {
        private final Map<String, @Nullable Node> changed = new TreeMap<>();
        private final Map<String, Integer> times = new HashMap<>();

        @Nullable
        Node get(String path) {
            return changed.containsKey(path) ? changed.get(path) : nodes.get(path);
        }

        void put(String path, @Nullable Node node) {
            changed.put(path, node);
            times.merge(path, 1, Integer::sum);
        }

        boolean hasChildren(String path) {
            String prefix = path + "/";
            for (String child : nodes.tailMap(prefix).keySet()) {
                if (!child.startsWith(prefix)) {
                    break;
                }
                if (get(child) != null) {
                    return true;
                }
            }
            for (Map.Entry<String, @Nullable Node> child : changed.entrySet()) {
                if (child.getKey().startsWith(prefix) && child.getValue() != null) {
                    return true;
                }
            }
            return false;
        }

        void commit(long zxid) {
            if (!times.isEmpty()) {
                touched.put(zxid, times);
            }
            changed.forEach((path, node) -> {
                if (node == null) {
                    nodes.remove(path);
                } else {
                    nodes.put(path, node);
                }
                past.computeIfAbsent(path, p -> new TreeMap<>()).put(zxid, node == null ? Results.ABSENT : text(node));
            });
        }
    }
}

package io.latchkey.server.lock;

import io.latchkey.server.lock.Deadlock.Wait;
import io.latchkey.server.view.LoopView;
import io.latchkey.zab.core.Role;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Id;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import io.latchkey.zab.tree.ZNode;
import io.latchkey.zab.tree.ZPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends deadlocks in which somebody has agreed to be the one whose wait fails: the name of its entry says so, as in {@code
 * _c_UUID-victim-lock-0000000042}. Of several the youngest goes, which has waited shortest. The deletion and the reason,
 * where the client finds it by its token, are one transaction. Only the leader does it. One event loop's own.
 */
final class DeadlockBreaker {
    /** The node whose children are the reasons, each named by the token of the entry that went. */
    static final String PATH = "/latchkey/deadlocks";
    /** Reasons that are kept. */
    private static final int KEPT_MAX = 1_000;

    private static final Logger log = LoggerFactory.getLogger(DeadlockBreaker.class);
    private static final List<Acl> READ_ONLY = List.of(new Acl(Acl.READ, Id.ANYONE));
    private static final Pattern VICTIM = Pattern.compile("_c_[0-9a-f-]{36}-(delay\\d{1,5}-)?victim-.*");

    private final LoopView view;
    /** Tokens of entries that are about to go. */
    private final Set<Long> going = new HashSet<>();

    DeadlockBreaker(LoopView view) {
        this.view = view;
    }

    /** Ends those of these that may be ended, unless that is under way. */
    void end(List<Deadlock> deadlocks) {
        if (!view.state().serving() || view.state().role() != Role.LEADING) {
            return;
        }
        for (Deadlock deadlock : deadlocks) {
            Wait victim = victim(deadlock);
            if (victim != null && going.add(victim.token())) {
                end(deadlock, victim);
            }
        }
    }

    static @Nullable Wait victim(Deadlock deadlock) {
        return deadlock.waits().stream()
                .filter(wait -> VICTIM.matcher(wait.entry()).matches())
                .max(Comparator.comparingLong(Wait::token))
                .orElse(null);
    }

    private void end(Deadlock deadlock, Wait victim) {
        DataTree tree = view.tree();
        String entry = ZPath.child(victim.lock(), victim.entry());
        ZNode node = tree.node(entry);
        if (node == null || node.czxid() != victim.token()) {
            going.remove(victim.token());
            return; // it has gone by itself
        }
        List<Request> ops = plan(tree, entry, node, deadlock);
        view.submit(Submission.ofServer(new Request.Multi(ops))).onComplete(done -> {
            // if it was refused or lost, the deadlock still stands at the next look, which tries again
            going.remove(victim.token());
            if (done.succeeded() && done.result().tree().node(entry) == null) {
                log.warn(
                        "the wait of session 0x{} for {} has ended a deadlock",
                        Long.toHexString(victim.session()),
                        ForcedReleases.printable(victim.lock()));
            }
        });
    }

    private static List<Request> plan(DataTree tree, String entry, ZNode node, Deadlock deadlock) {
        ZNode parent = tree.node(PATH);
        List<Request> ops = new ArrayList<>();
        if (parent == null) {
            ops.add(new Request.Create(PATH, null, READ_ONLY, CreateMode.PERSISTENT));
        }
        byte[] reason = deadlock.describe().getBytes(StandardCharsets.UTF_8);
        ops.add(new Request.Delete(entry, node.stat().version()));
        ops.add(new Request.Create(reasonPath(node.czxid()), reason, READ_ONLY, CreateMode.PERSISTENT));
        List<String> kept = parent == null ? new ArrayList<>() : new ArrayList<>(parent.childNames());
        Collections.sort(kept);
        for (String oldest : kept.subList(0, Math.max(0, kept.size() + 1 - KEPT_MAX))) {
            ops.add(new Request.Delete(ZPath.child(PATH, oldest), Request.ANY_VERSION));
        }
        return ops;
    }

    /** Where the client finds why the entry with that token went. Names have one length, so that they sort by age. */
    static String reasonPath(long token) {
        return String.format(Locale.ROOT, "%s/%020d", PATH, token);
    }
}

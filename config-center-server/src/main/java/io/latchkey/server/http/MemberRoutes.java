package io.latchkey.server.http;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;

import io.latchkey.server.cluster.MembershipChange;
import io.latchkey.server.cluster.ServerEntry;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.format.QuorumFormat;
import io.latchkey.zab.runtime.ServerState;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Submission;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Who belongs to the ensemble, and who leads it: to see, and to change. */
final class MemberRoutes {
    private static final String MEMBERS = "/api/v1/cluster/members";
    private static final String MEMBER = MEMBERS + "/{serverId}";
    private static final String LEADER = "/api/v1/cluster/leader";

    private final Loop loop;

    MemberRoutes(Loop loop) {
        this.loop = loop;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of(GET, MEMBERS, this::list, Loop.CONSISTENCY),
                Endpoint.of(POST, MEMBERS, this::addAndRemove),
                Endpoint.of(PUT, MEMBERS, this::replaceAll),
                Endpoint.of(PUT, MEMBER, this::put),
                Endpoint.of(DELETE, MEMBER, this::remove),
                Endpoint.of(POST, LEADER, this::transfer));
    }

    private void list(ApiRequest request) {
        loop.read(request, this::members);
    }

    private Reply members(DataTree tree) {
        QuorumConfig config = loop.cluster().membership().of(tree);
        JsonObject json = new JsonObject()
                .put("version", loop.cluster().membership().version(tree))
                .put("zxid", Json.zxid(loop.cluster().membership().zxid(tree)))
                .put("changing", config.isJoint())
                .put(
                        "members",
                        ServerList.of(
                                loop.engine().status(),
                                config,
                                loop.cluster().news().all()));
        return new Reply(
                200, Map.of("ETag", EntityTag.of(loop.cluster().membership().version(tree))), json);
    }

    private void addAndRemove(ApiRequest request) {
        MemberBody body = new MemberBody(request.json());
        Map<Integer, ServerEntry> joining = body.add();
        Set<Integer> leaving = body.remove();
        body.finish();
        if (joining.isEmpty() && leaving.isEmpty()) {
            throw Problem.badRequest("name servers to \"add\", or ids to \"remove\"")
                    .refusal();
        }
        change(request, now -> MembershipChange.incremental(now, joining, leaving));
    }

    private void replaceAll(ApiRequest request) {
        MemberBody body = new MemberBody(request.json());
        Map<Integer, ServerEntry> members = body.members();
        body.finish();
        change(request, now -> MembershipChange.full(members));
    }

    private void put(ApiRequest request) {
        int id = request.serverId();
        ServerEntry entry = MemberBody.entry(request.json());
        change(request, now -> MembershipChange.incremental(now, Map.of(id, entry), Set.of()));
    }

    private void remove(ApiRequest request) {
        int id = request.serverId();
        change(request, now -> {
            if (now.member(id) == null) {
                throw Problem.notFound("server " + id + " is no member: members are " + now.ids())
                        .refusal();
            }
            return MembershipChange.incremental(now, Map.of(), Set.of(id));
        });
    }

    /** Answers when the change is done, so that those whom it removes may be switched off. */
    private void change(ApiRequest request, UnaryOperator<QuorumConfig> wish) {
        loop.serving();
        DataTree tree = loop.view().tree();
        QuorumConfig now = loop.cluster().membership().of(tree);
        if (now.isJoint()) {
            throw inProgress().refusal();
        }
        expectVersion(request, tree);
        QuorumConfig next = next(wish, now);
        Request reconfigure = new Request.Reconfigure(
                QuorumFormat.encode(next), loop.cluster().membership().zxid(tree));
        Future<Reply> reply = loop.timed(loop.view().submit(Submission.ofServer(reconfigure)))
                .compose(committed -> {
                    if (committed.result() instanceof Result.Failed failed) {
                        throw refused(failed, now, next).refusal();
                    }
                    return loop.awaited(() ->
                            loop.cluster().membership().settled(loop.view().tree()));
                })
                .map(settled -> members(loop.view().tree()));
        request.answer(reply);
    }

    private void expectVersion(ApiRequest request, DataTree tree) {
        String match = request.header("If-Match");
        if (match == null) {
            return;
        }
        Integer expected = EntityTag.version(match);
        if (expected == null) {
            throw Problem.badRequest("If-Match takes one version in quotes, as \"5\"; not " + match)
                    .refusal();
        }
        int present = loop.cluster().membership().version(tree);
        if (expected != present) {
            throw Problem.preconditionFailed("the members are in version " + present + ", not " + expected, present)
                    .refusal();
        }
    }

    private static QuorumConfig next(UnaryOperator<QuorumConfig> wish, QuorumConfig now) {
        try {
            return wish.apply(now);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(String.valueOf(e.getMessage())).refusal();
        }
    }

    private Problem refused(Result.Failed failed, QuorumConfig now, QuorumConfig next) {
        return switch (failed.why()) {
            case BAD_VERSION ->
                Problem.conflict("the members were changed by somebody else meanwhile: look again, and try again");
            case RECONFIG_IN_PROGRESS -> inProgress();
            case NEW_CONFIG_NO_QUORUM ->
                Problem.membersNotReady(NotReady.why(loop.engine().status(), now, next));
            default -> Problem.conflict("the leader refuses this change: " + failed.why());
        };
    }

    private static Problem inProgress() {
        return Problem.conflict("another change of the members is under way: try again in a moment");
    }

    /** Answers when another server leads and this one serves under it. */
    private void transfer(ApiRequest request) {
        int successor = MemberBody.successor(request.json());
        loop.serving();
        int before = loop.view().state().leader();
        if (successor == before) {
            request.answer(Future.succeededFuture(leader()));
            return;
        }
        request.answer(loop.timed(loop.view().submit(Submission.ofServer(new Request.TransferLeadership(successor))))
                .compose(committed -> {
                    if (committed.result() instanceof Result.Failed) {
                        throw Problem.conflict(
                                        successor == 0
                                                ? "no other server has a vote and is up to date"
                                                : "server " + successor + " has no vote, or is not up to date")
                                .refusal();
                    }
                    return loop.awaited(() -> handedOver(before));
                })
                .map(done -> leader()));
    }

    private boolean handedOver(int before) {
        ServerState state = loop.view().state();
        return state.serving() && state.leader() != before;
    }

    private Reply leader() {
        ServerState state = loop.view().state();
        return Reply.ok(new JsonObject().put("leader", state.leader()).put("epoch", state.epoch()));
    }
}

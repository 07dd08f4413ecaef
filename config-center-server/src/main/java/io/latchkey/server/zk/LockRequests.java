package io.latchkey.server.zk;

import io.latchkey.server.view.LoopView;
import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.ZPath;
import java.util.ArrayList;
import java.util.List;

/** What a connection that has agreed on it asks of locks. One for each connection, on its loop. */
final class LockRequests {
    private final Conversation conversation;
    private final ReplyStream replies;
    private final LoopView view;
    private final LockPlaces places;

    LockRequests(Conversation conversation, ReplyStream replies, ZkLoop loop) {
        this.conversation = conversation;
        this.replies = replies;
        this.view = loop.view();
        this.places = loop.places();
    }

    /** Whether a request that is to be granted at once or not at all would be refused, as far as this loop knows. */
    boolean isHeld(ClientRequest.Acquire r) {
        return r.request().claims().stream().anyMatch(claim -> !claim.isFree(view.tree()));
    }

    /** The answer is as it was just after the transaction; what has happened since is told right behind it. */
    void answer(int xid, ClientRequest.Acquire r, Committed committed) {
        List<Request.Claim> claims = r.request().claims();
        List<Place> told = new ArrayList<>(claims.size());
        for (int i = 0; i < claims.size(); i++) {
            String path = path(claims.get(i), i - claims.size(), committed);
            told.add(Place.of(path, conversation.sessionId(), committed.tree()));
        }
        long zxid = committed.zxid();
        replies.answer(zxid, out -> out.places(xid, zxid, told));
        follow(told);
    }

    /** @param fromEnd the entries are what was made last */
    private String path(Request.Claim claim, int fromEnd, Committed committed) {
        if (committed.result() instanceof Result.Multi made
                && made.ops().get(made.ops().size() + fromEnd) instanceof Result.Created entry) {
            return entry.path();
        }
        String name = claim.findEntry(committed.tree(), conversation.sessionId());
        return ZPath.child(claim.queue(), name == null ? claim.prefix() : name);
    }

    /** This connection takes over what an earlier one of the session has claimed. */
    void rejoin(int xid, ClientRequest.Rejoin r) {
        DataTree tree = view.tree();
        List<Place> told = new ArrayList<>(r.paths().size());
        for (String path : r.paths()) {
            told.add(Place.of(path, conversation.sessionId(), tree));
        }
        long zxid = tree.zxid();
        replies.answer(zxid, out -> out.places(xid, zxid, told));
        follow(told);
    }

    private void follow(List<Place> told) {
        for (Place place : told) {
            places.add(place, conversation, view.tree());
        }
    }
}

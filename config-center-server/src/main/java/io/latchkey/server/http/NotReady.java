package io.latchkey.server.http;

import io.latchkey.zab.core.Member;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.runtime.EngineStatus;
import java.util.ArrayList;
import java.util.List;

/** Why a change of members can't be made yet, in words that say what to do. */
final class NotReady {
    private NotReady() {}

    static String why(EngineStatus status, QuorumConfig now, QuorumConfig next) {
        List<Integer> joining = new ArrayList<>();
        for (Member member : next.members()) {
            Member before = now.member(member.id());
            boolean promoted = member.isVoter() && (before == null || !before.isVoter());
            if (promoted && !(status.state().leading() && upToDate(status, member.id()))) {
                joining.add(member.id());
            }
        }
        return joining.isEmpty()
                ? "too few of the servers that would have a vote are up and up to date: bring them up first"
                : "a server gets a vote when it runs and is up to date, so that no write has to wait for it. Start "
                        + (joining.size() == 1 ? "server " + joining.get(0) : "servers " + joining)
                        + " with peers.servers naming itself and the others, and the same peers.cluster and secret;"
                        + " when the leader lists it as up, try again";
    }

    private static boolean upToDate(EngineStatus status, int id) {
        return status.learners().stream().anyMatch(l -> l.serverId() == id && l.upToDate());
    }
}

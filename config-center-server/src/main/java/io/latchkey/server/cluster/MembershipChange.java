package io.latchkey.server.cluster;

import io.latchkey.zab.core.Member;
import io.latchkey.zab.core.QuorumConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a wish for other members comes to: all that there are to be. Every method throws an IllegalArgumentException
 * with a message that says what is wrong and what to do.
 */
public final class MembershipChange {
    private MembershipChange() {}

    /**
     * Some come, some go, the others stay.
     *
     * @param joining a server whose id is there already gets this address, role and weight
     * @param leaving ids that are not there do not matter
     */
    public static QuorumConfig incremental(QuorumConfig now, Map<Integer, ServerEntry> joining, Set<Integer> leaving) {
        Map<Integer, Member> members = new TreeMap<>();
        now.members().forEach(member -> members.put(member.id(), member));
        leaving.forEach(members::remove);
        joining.forEach((id, entry) -> members.put(id, entry.member(id)));
        return checked(members);
    }

    /** These, and nobody else. */
    public static QuorumConfig full(Map<Integer, ServerEntry> servers) {
        Map<Integer, Member> members = new TreeMap<>();
        servers.forEach((id, entry) -> members.put(id, entry.member(id)));
        return checked(members);
    }

    private static QuorumConfig checked(Map<Integer, Member> members) {
        if (members.values().stream().noneMatch(m -> m.isVoter() && m.weight() > 0)) {
            throw new IllegalArgumentException("nobody would be left who has a vote");
        }
        List<String> places = new ArrayList<>();
        for (Member member : members.values()) {
            ServerEntry entry = ServerEntry.of(member);
            if (entry.peers().wildcard()) {
                throw new IllegalArgumentException("server " + member.id() + " is known as " + entry.peers()
                        + ", where nobody can dial it: name the address of each server");
            }
            if (places.contains(entry.peers().toString())) {
                throw new IllegalArgumentException("two servers would be at " + entry.peers());
            }
            places.add(entry.peers().toString());
        }
        return QuorumConfig.of(List.copyOf(members.values()));
    }
}

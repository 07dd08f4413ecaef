package io.latchkey.server.cluster;

import io.latchkey.server.peer.MemberAddress;
import io.latchkey.server.peer.PeerAddress;
import io.latchkey.zab.core.Member;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One server of an ensemble, as people write it: {@code host:port}, then, each after a space, {@code observer},
 * {@code weight=N} and {@code clients=[host:]port} if need be. ZooKeeper's form is read as well.
 *
 * @param weight how much its vote counts; an observer has none
 */
public record ServerEntry(MemberAddress address, boolean observer, int weight) {
    /** What is right, to follow "must be". */
    public static final String FORM = "host:port[ observer][ weight=N][ clients=[host:]port]";

    private static final String ZOOKEEPER_FORM =
            "must be host:peerPort:electionPort[:participant|:observer][;[address:]clientPort]";
    private static final String OBSERVER = "observer";
    private static final Pattern WEIGHT = Pattern.compile("weight=(\\d{1,4})");
    private static final Pattern CLIENTS = Pattern.compile("clients=(\\S+)");

    public ServerEntry {
        if (observer && weight != 0) {
            throw new IllegalArgumentException("an observer has no vote, and so no weight");
        }
        if (weight < 0 || weight > Member.WEIGHT_MAX) {
            throw new IllegalArgumentException("a weight is 0 to " + Member.WEIGHT_MAX + ", not " + weight);
        }
    }

    /** @throws IllegalArgumentException with a message that says what is right */
    public static ServerEntry parse(String text) {
        String[] words = text.strip().split("\\s+");
        MemberAddress address = MemberAddress.parse(words[0]);
        boolean observer = false;
        int weight = -1;
        for (String word : List.of(words).subList(1, words.length)) {
            Matcher weighed = WEIGHT.matcher(word);
            Matcher clients = CLIENTS.matcher(word);
            if (word.equals(OBSERVER)) {
                observer = true;
            } else if (weighed.matches()) {
                weight = Integer.parseInt(weighed.group(1));
            } else if (clients.matches()) {
                address = new MemberAddress(address.peers(), address.electionPort(), clients.group(1));
            } else {
                throw new IllegalArgumentException("\"" + word + "\" is not understood: a server is " + FORM);
            }
        }
        return new ServerEntry(address, observer, weight >= 0 ? weight : observer ? 0 : 1);
    }

    /**
     * @param text what follows {@code server.N=} in ZooKeeper's configuration
     * @throws IllegalArgumentException with a message that says what is right
     */
    public static ServerEntry ofZooKeeper(String text) {
        if (text.indexOf('|') >= 0) {
            throw new IllegalArgumentException("several addresses of one server are not supported; name one");
        }
        int semicolon = text.indexOf(';');
        String peers = semicolon < 0 ? text : text.substring(0, semicolon);
        List<String> fields = MemberAddress.fields(peers);
        if (fields.size() < 3 || fields.size() > 4) {
            throw new IllegalArgumentException(ZOOKEEPER_FORM);
        }
        String role = fields.size() == 4 ? fields.get(3).toLowerCase(Locale.ROOT) : "participant";
        boolean observer = role.equals(OBSERVER);
        if (!observer && !role.equals("participant")) {
            throw new IllegalArgumentException(ZOOKEEPER_FORM);
        }
        String withoutRole = fields.size() == 4 ? peers.substring(0, peers.lastIndexOf(':')) : peers;
        MemberAddress address = MemberAddress.parse(withoutRole + (semicolon < 0 ? "" : text.substring(semicolon)));
        return new ServerEntry(address, observer, observer ? 0 : 1);
    }

    /** The same with another weight. */
    public ServerEntry weighing(int newWeight) {
        return new ServerEntry(address, observer, newWeight);
    }

    /** As the engine knows it; the label of its disk is the first one. */
    public Member member(int id) {
        return new Member(id, observer ? Member.Kind.OBSERVER : Member.Kind.VOTER, weight, 0, address.toString());
    }

    /** As the engine knows it: the other way round. */
    public static ServerEntry of(Member member) {
        return new ServerEntry(MemberAddress.parse(member.address()), !member.isVoter(), member.weight());
    }

    public PeerAddress peers() {
        return address.peers();
    }

    /** In the form that {@link #parse} reads. */
    @Override
    public String toString() {
        return address.peers() + ":" + address.electionPort() + (observer ? " " + OBSERVER : "")
                + (weight == (observer ? 0 : 1) ? "" : " weight=" + weight)
                + (address.clients().isEmpty() ? "" : " clients=" + address.clients());
    }
}

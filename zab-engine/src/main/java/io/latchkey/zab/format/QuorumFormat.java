package io.latchkey.zab.format;

import io.latchkey.zab.core.Member;
import io.latchkey.zab.core.QuorumConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A configuration as text, one line for each server:
 *
 * <pre>
 * members 1
 * server 3 voter weight 1 disk 0 at 10.0.0.3:2888
 * server 4 observer weight 0 disk 0 at
 * outgoing 3 voter weight 1 disk 77 at 10.0.0.3:2888
 * </pre>
 *
 * <p>The first line has the version of the format. {@code outgoing} lines are there while a change is under way.
 */
public final class QuorumFormat {
    private static final String HEAD = "members 1";
    private static final String MEMBER = "server";
    private static final String OUTGOING = "outgoing";
    private static final int LINES_MAX = 2 * Member.ID_MAX;
    private static final int WORDS = 9;

    private QuorumFormat() {}

    public static byte[] encode(QuorumConfig config) {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        config.members().forEach(m -> append(text, MEMBER, m));
        config.outgoing().forEach(m -> append(text, OUTGOING, m));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder text, String what, Member m) {
        text.append(what)
                .append(' ')
                .append(m.id())
                .append(m.isVoter() ? " voter weight " : " observer weight ")
                .append(m.weight())
                .append(" disk ")
                .append(m.disk())
                .append(" at ")
                .append(m.address())
                .append('\n');
    }

    /** @throws FormatException if the bytes are no configuration of a version that is known here */
    public static QuorumConfig decode(byte[] bytes) {
        String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
        if (!lines[0].equals(HEAD)) {
            throw new FormatException("a configuration begins with \"" + HEAD + "\", not with \"" + lines[0] + '"');
        }
        List<Member> members = new ArrayList<>();
        List<Member> outgoing = new ArrayList<>();
        for (int i = 1; i < lines.length - 1 && i <= LINES_MAX; i++) {
            String[] words = lines[i].split(" ", WORDS);
            if (words.length != WORDS || !(words[0].equals(MEMBER) || words[0].equals(OUTGOING))) {
                throw new FormatException("no server is described by \"" + lines[i] + '"');
            }
            (words[0].equals(MEMBER) ? members : outgoing).add(member(words));
        }
        try {
            return outgoing.isEmpty() ? QuorumConfig.of(members) : QuorumConfig.joint(members, outgoing);
        } catch (IllegalArgumentException e) {
            throw new FormatException("no sound configuration: " + e.getMessage());
        }
    }

    private static Member member(String[] words) {
        try {
            Member.Kind kind = switch (words[2]) {
                case "voter" -> Member.Kind.VOTER;
                case "observer" -> Member.Kind.OBSERVER;
                default -> throw new FormatException("no kind of member is called " + words[2]);
            };
            return new Member(
                    Integer.parseInt(words[1]), kind, Integer.parseInt(words[4]), Long.parseLong(words[6]), words[8]);
        } catch (IllegalArgumentException e) {
            throw new FormatException(
                    "no member is described by \"" + String.join(" ", words) + "\": " + e.getMessage());
        }
    }
}

package io.latchkey.zab.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Configurations as transcripts write them: {@code config 1,2,3}, on the way {@code config 1,2,3=>1,2,4}. A voter with a
 * weight is {@code 3*2}, one with another disk than that of the first hour {@code 3@77}, an observer {@code 3o}.
 */
final class ConfigText {
    private ConfigText() {}

    static String of(@Nullable QuorumConfig config) {
        if (config == null) {
            return "";
        }
        return " config " + (config.isJoint() ? members(config.outgoing()) + "=>" : "") + members(config.members());
    }

    private static String members(List<Member> members) {
        StringBuilder text = new StringBuilder();
        for (Member m : members) {
            text.append(text.isEmpty() ? "" : ",").append(m.id());
            text.append(m.isVoter() ? "" : "o");
            text.append(m.isVoter() && m.weight() != 1 ? "*" + m.weight() : "");
            text.append(m.disk() == 0 ? "" : "@" + m.disk());
        }
        return text.toString();
    }

    /** The configuration that comes next, if one does. */
    static @Nullable QuorumConfig optional(Words w) {
        return w.nextIs("config") ? parse(w.after("config")) : null;
    }

    static QuorumConfig parse(String text) {
        int arrow = text.indexOf("=>");
        return arrow < 0
                ? QuorumConfig.of(parseMembers(text))
                : QuorumConfig.joint(parseMembers(text.substring(arrow + 2)), parseMembers(text.substring(0, arrow)));
    }

    static List<Member> parseMembers(String text) {
        List<Member> members = new ArrayList<>();
        for (String one : text.split(",")) {
            String[] disk = one.split("@");
            String[] weight = disk[0].split("\\*");
            boolean observer = weight[0].endsWith("o");
            int id = Integer.parseInt(observer ? weight[0].substring(0, weight[0].length() - 1) : weight[0]);
            members.add(new Member(
                    id,
                    observer ? Member.Kind.OBSERVER : Member.Kind.VOTER,
                    observer ? 0 : weight.length > 1 ? Integer.parseInt(weight[1]) : 1,
                    disk.length > 1 ? Long.parseLong(disk[1]) : 0,
                    ""));
        }
        return members;
    }
}

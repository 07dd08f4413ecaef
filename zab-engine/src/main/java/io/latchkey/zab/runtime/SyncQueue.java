package io.latchkey.zab.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Those on this server who want to see all that was committed anywhere before they asked. The leader is asked for all
 * that came together at once; they are done when this server has what it answers. Between two leaders they wait, and
 * are asked for again. Engine thread.
 */
final class SyncQueue {
    private static final long UNKNOWN = -1;

    /** Asks the leader, which may be this server. */
    interface Question {
        void ask(long number);
    }

    /** Those that the leader was asked for together. */
    private static final class Group {
        final long number;
        final List<Pending> members;
        long zxid = UNKNOWN;

        Group(long number, List<Pending> members) {
            this.number = number;
            this.members = members;
        }
    }

    private final ArrayDeque<Group> asked = new ArrayDeque<>();
    private List<Pending> next = new ArrayList<>();
    private long lastNumber;

    void add(List<Pending> pendings) {
        next.addAll(pendings);
    }

    /** Asks for those that wait; to be called when there is a leader. */
    void ask(Question question) {
        if (!next.isEmpty()) {
            asked.add(new Group(++lastNumber, next));
            next = new ArrayList<>();
            question.ask(lastNumber);
        }
    }

    /** Who has not been answered by the leader that is lost will ask the next one. */
    void leaderLost() {
        List<Pending> again = new ArrayList<>();
        asked.removeIf(group -> {
            if (group.zxid == UNKNOWN) {
                again.addAll(group.members);
            }
            return group.zxid == UNKNOWN;
        });
        again.addAll(next);
        next = again;
    }

    /** The leader has answered; ignored if that question is not open any more. */
    void answered(long number, long zxid) {
        for (Group group : asked) {
            if (group.number == number) {
                group.zxid = zxid;
            }
        }
    }

    /** Hands over those who are to see what is committed up to {@code zxid}, in their order. */
    void release(long zxid, Consumer<Pending> done) {
        Group first = asked.peek();
        while (first != null && first.zxid != UNKNOWN && first.zxid <= zxid) {
            first.members.forEach(done);
            asked.remove();
            first = asked.peek();
        }
    }

    /** None of them will be answered: how many. */
    int clear() {
        int count = next.size();
        for (Group group : asked) {
            count += group.members.size();
        }
        asked.clear();
        next.clear();
        return count;
    }
}

package io.latchkey.zab.core;

import io.latchkey.zab.core.Message.Abdicate;
import io.latchkey.zab.core.Message.Ack;
import io.latchkey.zab.core.Message.AckEpoch;
import io.latchkey.zab.core.Message.Commit;
import io.latchkey.zab.core.Message.FollowerInfo;
import io.latchkey.zab.core.Message.LeaderInfo;
import io.latchkey.zab.core.Message.NewLeader;
import io.latchkey.zab.core.Message.Notification;
import io.latchkey.zab.core.Message.Ping;
import io.latchkey.zab.core.Message.Propose;
import io.latchkey.zab.core.Message.Snap;
import io.latchkey.zab.core.Message.Trunc;
import io.latchkey.zab.core.Message.UpToDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Messages as transcripts write them. */
final class MessageText implements Message.Receiver {
    private String text = "";

    private MessageText() {}

    static String of(Message m) {
        MessageText writer = new MessageText();
        m.deliverTo(writer, 0);
        return writer.text;
    }

    static Message parse(Words w) {
        String name = w.next();
        return switch (name) {
            case "NOTIFICATION" -> notification(w);
            case "FOLLOWERINFO" ->
                new FollowerInfo(w.number("bond"), w.number("accepted"), w.optionalNumber("disk", 0));
            case "LEADERINFO" -> new LeaderInfo(w.number("bond"), w.number("epoch"));
            case "ACKEPOCH" -> ackEpoch(w);
            case "TRUNC" -> new Trunc(w.number("bond"), w.zxid("to"));
            case "SNAP" -> new Snap(w.number("bond"), w.zxid("at"), new Image() {}, ConfigText.optional(w));
            case "NEWLEADER" -> new NewLeader(w.number("bond"), w.number("epoch"));
            case "UPTODATE" -> new UpToDate(w.number("bond"), w.zxid("committed"));
            case "PROPOSE" ->
                new Propose(w.number("bond"), new Proposal(w.zxid("zxid"), new byte[0], ConfigText.optional(w)));
            case "ACK" -> new Ack(w.number("bond"), w.zxid("zxid"));
            case "COMMIT" -> new Commit(w.number("bond"), w.zxid("zxid"));
            case "ABDICATE" -> new Abdicate(w.number("bond"), (int) w.optionalNumber("to", Abdicate.NOBODY));
            case "PING" -> new Ping(w.number("bond"), w.optionalNumber("round", 0));
            default -> throw new IllegalArgumentException("no message is called " + name);
        };
    }

    /** An acceptedEpoch that is not given is that of the vote. */
    private static Notification notification(Words w) {
        long round = w.number("round");
        long epoch = w.number("epoch");
        Vote vote = new Vote(epoch, w.zxid("last"), (int) w.number("for"));
        Role role = Role.valueOf(w.after("from"));
        long disk = w.optionalNumber("disk", 0);
        return new Notification(round, vote, role, disk, w.optionalNumber("accepted", epoch));
    }

    private static AckEpoch ackEpoch(Words w) {
        long bond = w.number("bond");
        long current = w.number("current");
        long committed = w.zxid("committed");
        List<Long> ends = new ArrayList<>();
        while (w.nextIs("end")) {
            ends.add(w.zxid("end"));
        }
        boolean promised = w.nextIs("promised");
        if (promised) {
            w.next();
        }
        return new AckEpoch(bond, current, ends, committed, promised);
    }

    private static String zxid(long zxid) {
        return Zxid.toString(zxid);
    }

    @Override
    public void onNotification(int from, Notification m) {
        text = "NOTIFICATION round " + m.round() + " epoch " + m.vote().currentEpoch() + " last "
                + zxid(m.vote().lastZxid()) + " for " + m.vote().server() + " from " + m.role()
                + (m.disk() == 0 ? "" : " disk " + m.disk());
    }

    @Override
    public void onFollowerInfo(int from, FollowerInfo m) {
        text = "FOLLOWERINFO bond " + m.session() + " accepted " + m.acceptedEpoch()
                + (m.disk() == 0 ? "" : " disk " + m.disk());
    }

    @Override
    public void onLeaderInfo(int from, LeaderInfo m) {
        text = "LEADERINFO bond " + m.session() + " epoch " + m.newEpoch();
    }

    @Override
    public void onAckEpoch(int from, AckEpoch m) {
        String ends = m.epochEnds().stream().map(end -> " end " + zxid(end)).collect(Collectors.joining());
        text = "ACKEPOCH bond " + m.session() + " current " + m.currentEpoch() + " committed " + zxid(m.committed())
                + ends + (m.promised() ? " promised" : "");
    }

    @Override
    public void onTrunc(int from, Trunc m) {
        text = "TRUNC bond " + m.session() + " to " + zxid(m.keepTo());
    }

    @Override
    public void onSnap(int from, Snap m) {
        text = "SNAP bond " + m.session() + " at " + zxid(m.zxid()) + ConfigText.of(m.config());
    }

    @Override
    public void onNewLeader(int from, NewLeader m) {
        text = "NEWLEADER bond " + m.session() + " epoch " + m.epoch();
    }

    @Override
    public void onUpToDate(int from, UpToDate m) {
        text = "UPTODATE bond " + m.session() + " committed " + zxid(m.committed());
    }

    @Override
    public void onPropose(int from, Propose m) {
        text = "PROPOSE bond " + m.session() + " zxid " + zxid(m.proposal().zxid())
                + ConfigText.of(m.proposal().config());
    }

    @Override
    public void onAck(int from, Ack m) {
        text = "ACK bond " + m.session() + " zxid " + zxid(m.zxid());
    }

    @Override
    public void onCommit(int from, Commit m) {
        text = "COMMIT bond " + m.session() + " zxid " + zxid(m.zxid());
    }

    @Override
    public void onAbdicate(int from, Abdicate m) {
        text = "ABDICATE bond " + m.session() + (m.successor() == Abdicate.NOBODY ? "" : " to " + m.successor());
    }

    @Override
    public void onPing(int from, Ping m) {
        text = "PING bond " + m.session() + (m.round() == 0 ? "" : " round " + m.round());
    }
}

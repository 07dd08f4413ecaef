package io.latchkey.zab.core;

import io.latchkey.zab.core.Message.Abdicate;
import io.latchkey.zab.core.Message.Ack;
import io.latchkey.zab.core.Message.AckEpoch;
import io.latchkey.zab.core.Message.FollowerInfo;
import io.latchkey.zab.core.Message.Notification;
import io.latchkey.zab.core.Message.Ping;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Phase 0, election: exchange votes until a quorum stands behind the most recent history. An election is only advice:
 * that the leader is fit to lead is made sure in phase 1.
 */
final class Looking extends NotFollowing {
    private static final int REPEAT_TICKS = 4;

    private final Map<Integer, Notification> votes = new TreeMap<>(); // of this round, by looking servers
    private final Map<Integer, Notification> settled = new TreeMap<>(); // by servers that have a leader
    private Vote mine;
    private int ticks;
    private int quietTicks; // since a quorum agreed on my vote
    private int lonelyTicks; // without a quorum that agrees on my vote
    private boolean heedsOutsiders;

    Looking(Zab zab) {
        super(zab);
        mine = Vote.NOBODY;
    }

    @Override
    Role role() {
        return Role.LOOKING;
    }

    @Override
    Phase phase() {
        return Phase.ELECTION;
    }

    @Override
    int leader() {
        return -1;
    }

    @Override
    void enter() {
        zab.joinRound(zab.round() + 1);
        zab.joinFirstHourIfNew();
        vote(zab.ownVote());
        electIfUnanimous();
    }

    @Override
    void leave() {}

    @Override
    void onTick() {
        if (++ticks % REPEAT_TICKS == 0) {
            zab.broadcast(notification());
        }
        if (!zab.quorum().isQuorum(this::agrees)) {
            quietTicks = 0;
            doubtTheCandidate();
        } else if (++quietTicks > zab.config.electionQuietTicks()) {
            elect();
        }
    }

    @Override
    void onLabelled() {
        vote(zab.ownVote().compareTo(mine) > 0 ? zab.ownVote() : mine);
        electIfUnanimous();
    }

    /**
     * A candidate that others can't reach, and that has fallen silent, would keep my vote for ever, and me out of any
     * quorum. In a new round, only who speaks has votes. And where nobody follows me, perhaps my configuration is not the
     * latest, and who has the votes now is none that I count.
     */
    private void doubtTheCandidate() {
        if (mine.equals(Vote.NOBODY) || ++lonelyTicks <= zab.config.discoveryLimitTicks()) {
            return;
        }
        if (mine.server() == zab.config.self()) {
            heedsOutsiders = true;
        } else {
            zab.look();
        }
    }

    @Override
    void onLinkUp(int peer) {
        zab.out.send(peer, notification());
    }

    @Override
    void onLinkDown(int peer) {
        votes.remove(peer);
        settled.remove(peer);
        if (mine.server() == peer) {
            zab.look(); // in a new round, so that nobody takes my old vote for a present one
        }
    }

    @Override
    boolean onPropose(byte[] txn, @Nullable QuorumConfig config) {
        return false;
    }

    @Override
    long nextZxid() {
        return Zxid.NONE;
    }

    @Override
    List<ZabStatus.LearnerStatus> learners() {
        return List.of();
    }

    @Override
    public void onNotification(int from, Notification n) {
        zab.onAcceptedEpoch(from, n.acceptedEpoch());
        zab.joinFirstHourIfNew();
        if (n.role() != Role.LOOKING) {
            settled.put(from, n);
            joinIfSettled(n.vote().server());
            return;
        }
        settled.remove(from);
        onVote(from, n);
    }

    private void onVote(int from, Notification n) {
        if (!zab.quorum().isVoter(from, n.disk())) {
            onOutsidersVote(from, n);
            return;
        }
        if (n.round() < zab.round()) {
            zab.out.send(from, notification());
            return;
        }
        boolean better = n.vote().compareTo(mine) > 0;
        if (n.round() > zab.round()) {
            zab.joinRound(n.round());
            votes.clear();
            better = n.vote().compareTo(zab.ownVote()) > 0;
            vote(better && canFollow(n.vote()) ? n.vote() : zab.ownVote());
        } else if (better && canFollow(n.vote())) {
            vote(n.vote());
        }
        votes.put(from, n);
        electIfUnanimous();
    }

    /**
     * Its vote doesn't count here, and mostly it learns from those of others. But a candidate with a more recent history
     * than mine may go by a later configuration than mine, in which it has a vote and needs mine. Not at once, for its
     * configuration may also be one that was never agreed on, and needs servers that are not there.
     */
    private void onOutsidersVote(int from, Notification n) {
        int better = n.vote().compareTo(mine);
        boolean news = better > 0 || (better == 0 && n.round() > zab.round());
        if (!heedsOutsiders || !news || n.vote().server() != from || !canFollow(n.vote())) {
            return;
        }
        if (n.round() < zab.round()) {
            zab.out.send(from, notification());
            return;
        }
        if (n.round() > zab.round()) {
            zab.joinRound(n.round());
            votes.clear();
        }
        vote(n.vote());
    }

    /** A vote for a server that I can't reach would elect a leader that I can't follow. */
    private boolean canFollow(Vote vote) {
        return vote.server() == zab.config.self() || zab.isLinked(vote.server());
    }

    private void vote(Vote vote) {
        mine = vote;
        quietTicks = 0;
        lonelyTicks = 0;
        votes.put(zab.config.self(), notification());
        zab.broadcast(notification());
    }

    private Notification notification() {
        return zab.notification(mine, Role.LOOKING);
    }

    private boolean agrees(Member voter) {
        Notification said = votes.get(voter.id());
        return said != null && said.disk() == voter.disk() && said.vote().equals(mine) && !mine.equals(Vote.NOBODY);
    }

    /** When every voter agrees there is nobody to wait for. */
    private void electIfUnanimous() {
        if (zab.quorum().isUnanimous(this::agrees)) {
            elect();
        }
    }

    private void elect() {
        zab.become(mine.server() == zab.config.self() ? new Leader(zab) : new Follower(zab, mine.server()));
    }

    /**
     * The others have a leader: join it, if it says so itself and will have a quorum with me. Who may not lead need not
     * wait for that; nor need who has voted for it, for it counts by its own configuration; nor who has looked for long,
     * since its configuration may be of a past that is gone.
     */
    private void joinIfSettled(int leader) {
        Notification said = settled.get(leader);
        if (said == null || said.role() != Role.LEADING || !zab.isLinked(leader)) {
            return;
        }
        boolean anyway = !zab.mayLead() || mine.server() == leader || ticks > zab.config.discoveryLimitTicks();
        if (anyway || zab.quorum().isQuorum(m -> m.id() == zab.config.self() || follows(m.id(), leader))) {
            zab.become(new Follower(zab, leader));
        }
    }

    private boolean follows(int voter, int leader) {
        Notification said = settled.get(voter);
        return said != null && said.vote().server() == leader;
    }

    @Override
    public void onFollowerInfo(int from, FollowerInfo m) {
        ignore(m, "perhaps I am about to lead: it will ask again");
    }

    @Override
    public void onAckEpoch(int from, AckEpoch m) {
        ignore(m, "meant for a role that I have left");
    }

    @Override
    public void onAck(int from, Ack m) {
        ignore(m, "meant for a role that I have left");
    }

    @Override
    public void onAbdicate(int from, Abdicate m) {
        ignore(m, "I look already");
    }

    @Override
    public void onPing(int from, Ping m) {
        ignore(m, "of a bond that I have left");
    }
}

package io.latchkey.client.group;

import io.latchkey.client.DGroup;
import io.latchkey.client.GroupListener;
import io.latchkey.client.GroupView;
import io.latchkey.client.Membership;
import io.latchkey.client.node.Answers;
import io.latchkey.client.node.NodeAt;
import io.latchkey.client.node.Trees;
import io.latchkey.client.session.ClientCore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** A group is a node whose children are the members. */
public final class NodeGroup implements DGroup {
    private final ClientCore core;
    private final Trees trees;
    private final NodeAt at;
    private final Answers answers;

    /** By its name. */
    public NodeGroup(ClientCore core, Trees trees, String name) {
        this.core = core;
        this.trees = trees;
        this.at = new NodeAt(core.options().lockRoot(), "_groups", name);
        this.answers = new Answers(core);
    }

    @Override
    public String name() {
        return at.name();
    }

    private Member member(byte[] data, boolean rejoins) {
        return new Member(core, at, Member.check(data), rejoins);
    }

    private CompletionStage<Membership> joinAsync(Member member) {
        CompletableFuture<Membership> joined = member.join();
        return answers.publish(joined, member::close);
    }

    private Membership join(Member member) throws InterruptedException {
        core.checkMayBlock();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return answers.await(member.join(), member::close);
    }

    @Override
    public CompletionStage<Membership> joinAsync(byte[] data) {
        return joinAsync(member(data, true));
    }

    @Override
    public CompletionStage<Membership> joinOnceAsync(byte[] data) {
        return joinAsync(member(data, false));
    }

    @Override
    public Membership join(byte[] data) throws InterruptedException {
        return join(member(data, true));
    }

    @Override
    public Membership joinOnce(byte[] data) throws InterruptedException {
        return join(member(data, false));
    }

    @Override
    public GroupView members() {
        return new MemberMirror(core, trees, at, null);
    }

    @Override
    public GroupView members(GroupListener listener, Executor executor) {
        return new MemberMirror(core, trees, at, new MemberNews(core, listener, executor));
    }

    @Override
    public String toString() {
        return "DGroup[" + name() + "]";
    }
}

package io.latchkey.zab.core;

import io.latchkey.zab.core.Message.Commit;
import io.latchkey.zab.core.Message.LeaderInfo;
import io.latchkey.zab.core.Message.NewLeader;
import io.latchkey.zab.core.Message.Propose;
import io.latchkey.zab.core.Message.Snap;
import io.latchkey.zab.core.Message.Trunc;
import io.latchkey.zab.core.Message.UpToDate;

/** A role in which nothing that leaders alone say has a meaning: it is of a bond that this server has left. */
abstract class NotFollowing extends State {
    private static final String WHY = "of a bond that I have left";

    NotFollowing(Zab zab) {
        super(zab);
    }

    @Override
    public final void onLeaderInfo(int from, LeaderInfo m) {
        ignore(m, WHY);
    }

    @Override
    public final void onTrunc(int from, Trunc m) {
        ignore(m, WHY);
    }

    @Override
    public final void onSnap(int from, Snap m) {
        ignore(m, WHY);
    }

    @Override
    public final void onNewLeader(int from, NewLeader m) {
        ignore(m, WHY);
    }

    @Override
    public final void onUpToDate(int from, UpToDate m) {
        ignore(m, WHY);
    }

    @Override
    public final void onPropose(int from, Propose m) {
        ignore(m, WHY);
    }

    @Override
    public final void onCommit(int from, Commit m) {
        ignore(m, WHY);
    }
}

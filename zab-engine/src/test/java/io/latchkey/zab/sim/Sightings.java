package io.latchkey.zab.sim;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Member;
import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Phase;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.Role;
import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.sim.PlantedFault.WriteKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks out for rare states of nodes and their disks, where {@link Checkers} looks for what must not be. */
final class Sightings {
    /** How far a follower has come in synchronization. */
    private enum Sync {
        NONE,
        TRUNC,
        DIFF,
        SNAP
    }

    private final Simulation sim;
    private final RareStates states;
    private final Map<Integer, Sync> syncs = new HashMap<>();
    private final Set<Integer> ledBefore = new HashSet<>();
    private boolean joint; // the last configuration that was delivered is
    private long highestEpoch;
    private boolean epochIsEmpty;

    Sightings(Simulation sim) {
        this.sim = sim;
        states = sim.rareStates();
    }

    void onStart(SimNode node) {
        SimDisk disk = node.disk();
        states.sawIf(disk.snapshotZxid() > disk.logEnd(), RareState.SNAPSHOT_AHEAD_OF_LOG);
        states.sawIf(disk.acceptedEpoch() > disk.currentEpoch(), RareState.PROMISED_AHEAD_OF_EPOCH);
        boolean fresh =
                disk.label() == DurableState.UNLABELLED && sim.initialConfig().isVoter(node.id());
        states.sawIf(fresh && highestEpoch > 0, RareState.DISK_FRESH);
    }

    /** A process is about to die. */
    void onDies(SimNode node, boolean amongEffects, boolean beforeItsFirstTick) {
        states.sawIf(amongEffects, RareState.CRASH_IN_DRAIN);
        states.sawIf(beforeItsFirstTick, RareState.CRASH_IN_RECOVERY);
        boolean hasTail = node.zab().history().last() > node.zab().history().committed();
        states.sawIf(node.isLeading() && hasTail, RareState.CRASH_OF_LEADER_WITH_TAIL);
        breakOff(node.id());
    }

    /** What a crash kept and lost of what was written and not synced, each in order. */
    void onPowerLost(SimDisk.Loss loss) {
        List<WriteKind> kept = loss.kept();
        List<WriteKind> lost = loss.lost();
        states.sawIf(loss.left().hole(), RareState.CRASH_LEAVES_HOLE);
        states.sawIf(loss.left().headless(), RareState.CRASH_AT_SEGMENT_START);
        states.sawIf(loss.losesName(), RareState.CRASH_BEFORE_NAME);
        states.sawIf(lost.contains(WriteKind.PROMISE), RareState.CRASH_BEFORE_PROMISE);
        states.sawIf(lost.contains(WriteKind.INSTALL), RareState.CRASH_BEFORE_INSTALL);
        states.sawIf(lost.contains(WriteKind.TRUNCATE), RareState.CRASH_BEFORE_TRUNCATE);
        boolean keptHistory = kept.contains(WriteKind.APPEND);
        states.sawIf(keptHistory && lost.contains(WriteKind.ENTER_EPOCH), RareState.CRASH_BEFORE_EPOCH);
        states.sawIf(keptHistory && lost.contains(WriteKind.APPEND), RareState.CRASH_AMONG_APPENDS);
        if (!kept.isEmpty() && !lost.isEmpty()) {
            WriteKind last = kept.get(kept.size() - 1);
            states.sawIf(last == WriteKind.INSTALL, RareState.CRASH_AFTER_INSTALL);
            states.sawIf(last == WriteKind.TRUNCATE, RareState.CRASH_AFTER_TRUNCATE);
        }
    }

    void onCrashed() {
        long up = sim.nodes().stream().filter(SimNode::isUp).count();
        states.sawIf(up == 0, RareState.ALL_DOWN);
        states.sawIf(up > 0 && up <= sim.nodes().size() / 2, RareState.QUORUM_DOWN);
    }

    void onResumed(SimNode node) {
        states.sawIf(node.isLeading() && anotherLeads(node), RareState.PAUSED_PAST_SUCCESSOR);
    }

    private boolean anotherLeads(SimNode node) {
        return sim.nodes().stream().anyMatch(other -> other != node && other.isLeading());
    }

    void onRoleChanged(SimNode node, Role role, Phase phase, long epoch) {
        if (phase == Phase.ELECTION) {
            breakOff(node.id());
        } else if (phase == Phase.BROADCAST) {
            syncs.put(node.id(), Sync.NONE);
        }
        if (role == Role.FOLLOWING && phase == Phase.BROADCAST) {
            Member member = node.zab().quorum().member(node.id());
            states.sawIf(member == null, RareState.STRANGER_SERVES);
            states.sawIf(member != null && !member.isVoter(), RareState.OBSERVER_SERVES);
        }
        if (role != Role.LEADING) {
            return;
        }
        if (phase == Phase.DISCOVERY) {
            boolean full =
                    Zxid.counter(node.zab().history().last()) - node.config().epochStart()
                            >= node.config().epochTxnsMax();
            states.sawIf(full && ledBefore.contains(node.id()), RareState.EPOCH_FULL);
            boolean hasTail = node.zab().history().last() > node.zab().history().committed();
            states.sawIf(hasTail, RareState.LEADER_WITH_TAIL);
            states.sawIf(hasTail && ledBefore.contains(node.id()), RareState.LEADER_AGAIN_WITH_TAIL);
        } else if (phase == Phase.BROADCAST) {
            ledBefore.add(node.id());
            states.sawIf(joint, RareState.JOINT_INHERITED);
            states.sawIf(anotherLeads(node), RareState.TWO_LEADERS);
            states.sawIf(epoch < highestEpoch, RareState.LED_LATE);
            states.sawIf(epoch > highestEpoch && epochIsEmpty, RareState.EMPTY_EPOCH);
            highestEpoch = Math.max(highestEpoch, epoch);
            epochIsEmpty = true;
        }
    }

    private void breakOff(int node) {
        Sync sync = syncs.put(node, Sync.NONE);
        states.sawIf(sync == Sync.TRUNC, RareState.TRUNC_BROKEN_OFF);
        states.sawIf(sync == Sync.SNAP, RareState.SNAP_BROKEN_OFF);
        states.sawIf(sync == Sync.DIFF, RareState.DIFF_BROKEN_OFF);
    }

    /** A transaction is delivered for the first time. */
    void onFirstDelivery(SimNode node, Proposal p) {
        epochIsEmpty &= Zxid.epoch(p.zxid()) != highestEpoch;
        states.sawIf(node.isLeading() && !node.disk().holds(p.zxid()), RareState.COMMITTED_WITHOUT_LEADERS_DISK);
    }

    /** A configuration is delivered for the first time, if it is not null. */
    void onConfigDelivered(@Nullable QuorumConfig config) {
        if (config != null) {
            joint = config.isJoint();
            states.sawIf(joint, RareState.JOINT);
            states.sawIf(joint && readmits(config), RareState.READMITTED);
        }
    }

    private static boolean readmits(QuorumConfig joint) {
        return joint.members().stream()
                .anyMatch(m -> m.isVoter()
                        && joint.outgoing().stream()
                                .anyMatch(old -> old.isVoter() && old.id() == m.id() && old.disk() != m.disk()));
    }

    void onSend(Message m) {
        if (m instanceof Message.AckEpoch a) {
            states.sawIf(!a.promised(), RareState.NO_PROMISE);
            states.sawIf(a.epochEnds().size() > 1, RareState.TAIL_OF_SEVERAL_EPOCHS);
        }
    }

    /** Before the core has it. */
    void onReceive(SimNode node, Message m) {
        Role role = node.zab().role();
        Phase phase = node.zab().phase();
        if (role == Role.FOLLOWING && phase == Phase.SYNCHRONIZATION) {
            onSyncMessage(node, m);
        } else if (role == Role.LEADING) {
            onLeaderReceives(node, phase, m);
        }
        if (role != Role.FOLLOWING) {
            states.sawIf(m instanceof Message.Propose, RareState.STALE_PROPOSAL);
        }
        if (role != Role.LEADING) {
            states.sawIf(m instanceof Message.Ack, RareState.STALE_ACK);
        }
        if (phase != Phase.SYNCHRONIZATION || role != Role.FOLLOWING) {
            states.sawIf(m instanceof Message.NewLeader, RareState.STALE_NEWLEADER);
        }
    }

    private void onSyncMessage(SimNode node, Message m) {
        Sync sync = syncs.getOrDefault(node.id(), Sync.NONE);
        if (m instanceof Message.Trunc t) {
            boolean drops = t.keepTo() < node.zab().history().last();
            states.sawIf(drops && dropsConfig(node.disk(), t.keepTo()), RareState.CONFIG_TRUNCATED);
            states.sawIf(drops, RareState.TRUNCATED);
            syncs.put(node.id(), drops ? Sync.TRUNC : Sync.NONE);
        } else if (m instanceof Message.Snap) {
            states.saw(RareState.SNAP_TAKEN);
            syncs.put(node.id(), Sync.SNAP);
        } else if (m instanceof Message.Propose) {
            states.sawIf(sync == Sync.SNAP, RareState.PROPOSALS_BEHIND_SNAP);
            if (sync == Sync.NONE) {
                syncs.put(node.id(), Sync.DIFF);
            }
        }
    }

    private static boolean dropsConfig(SimDisk disk, long keepTo) {
        return disk.log().stream().anyMatch(p -> p.zxid() > keepTo && p.config() != null);
    }

    private void onLeaderReceives(SimNode node, Phase phase, Message m) {
        if (m instanceof Message.FollowerInfo info) {
            states.sawIf(info.acceptedEpoch() > node.zab().acceptedEpoch(), RareState.LATER_PROMISE_MET);
        } else if (m instanceof Message.AckEpoch a) {
            states.sawIf(phase == Phase.BROADCAST, RareState.LATE_LEARNER);
            states.sawIf(
                    phase == Phase.DISCOVERY && a.currentEpoch() > node.zab().currentEpoch(),
                    RareState.NEWER_HISTORY_MET);
            boolean pending = node.disk().acceptedEpoch() < node.zab().acceptedEpoch();
            states.sawIf(a.promised() && pending, RareState.LEADERS_PROMISE_LAST);
        } else if (m instanceof Message.Ack) {
            boolean pending = phase == Phase.SYNCHRONIZATION
                    && node.disk().currentEpoch() < node.zab().acceptedEpoch();
            states.sawIf(pending, RareState.LEADERS_ACK_LAST);
        }
    }
}

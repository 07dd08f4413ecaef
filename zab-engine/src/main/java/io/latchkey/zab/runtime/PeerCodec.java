package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Member;
import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.Role;
import io.latchkey.zab.core.Vote;
import io.latchkey.zab.format.FormatException;
import io.latchkey.zab.format.Input;
import io.latchkey.zab.format.Output;
import io.latchkey.zab.format.QuorumFormat;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Frames between servers, to bytes and back: {@code byte version, byte kind, int crc32c of all the rest, body}. The
 * checksum is there because TCP's lets a damaged frame through now and then, and a damaged proposal would be believed
 * by the journal and its checksum.
 */
final class PeerCodec {
    static final int VERSION = 2;

    /** Bytes of a frame beside a proposal, a forwarded submission or a chunk of a snapshot. */
    static final int OVERHEAD_BYTES = 6 + 24;

    private static final int HEAD_BYTES = 6;

    static final int NOTIFICATION = 1;
    static final int FOLLOWER_INFO = 2;
    static final int LEADER_INFO = 3;
    static final int ACK_EPOCH = 4;
    static final int TRUNC = 5;
    static final int NEW_LEADER = 6;
    static final int UP_TO_DATE = 7;
    static final int ACK = 8;
    static final int COMMIT = 9;
    static final int ABDICATE = 10;
    static final int PING = 11;
    static final int BOND = 12;
    static final int PROPOSED = 13;
    static final int SNAPSHOT_START = 14;
    static final int SNAPSHOT_CHUNK = 15;
    static final int SNAPSHOT_END = 16;
    static final int SNAPSHOT_CREDIT = 17;
    static final int FORWARDED = 18;
    static final int TOUCHED = 19;
    static final int RECONFIGURED = 20;
    static final int SYNC_ASKED = 21;
    static final int SYNC_ANSWERED = 22;
    static final int SNAPSHOT_FROM = 40;
    static final int SNAPSHOT_TAIL = 41;
    static final int SNAPSHOT_TAKEN = 42;

    private PeerCodec() {}

    /** A frame of a body that was written to {@code body}. */
    static byte[] frame(int kind, Output body) {
        byte[] frame = new byte[HEAD_BYTES + body.size()];
        System.arraycopy(body.array(), 0, frame, HEAD_BYTES, body.size());
        return seal(kind, frame);
    }

    /** A frame of numbers only. */
    static byte[] numbers(int kind, long... numbers) {
        byte[] frame = new byte[HEAD_BYTES + 8 * numbers.length];
        ByteBuffer out = ByteBuffer.wrap(frame).position(HEAD_BYTES);
        for (long number : numbers) {
            out.putLong(number);
        }
        return seal(kind, frame);
    }

    static byte[] proposed(Proposal proposal) {
        QuorumConfig config = proposal.config();
        if (config != null) {
            return reconfigured(proposal, QuorumFormat.encode(config));
        }
        byte[] txn = proposal.txn();
        byte[] frame = new byte[HEAD_BYTES + 8 + txn.length];
        ByteBuffer.wrap(frame).position(HEAD_BYTES).putLong(proposal.zxid()).put(txn);
        return seal(PROPOSED, frame);
    }

    private static byte[] reconfigured(Proposal proposal, byte[] config) {
        Output out = new Output();
        out.signed(proposal.zxid());
        out.nullableBytes(config);
        out.nullableBytes(proposal.txn());
        return frame(RECONFIGURED, out);
    }

    private static Proposal reconfigured(Input in) {
        long zxid = in.signed();
        QuorumConfig config = QuorumFormat.decode(in.bytes());
        byte[] txn = in.bytes();
        in.end();
        return new Proposal(zxid, txn, config);
    }

    static byte[] chunk(byte[] chunk) {
        byte[] frame = new byte[HEAD_BYTES + chunk.length];
        System.arraycopy(chunk, 0, frame, HEAD_BYTES, chunk.length);
        return seal(SNAPSHOT_CHUNK, frame);
    }

    static byte[] snapshotTail(List<Proposal> proposals) {
        Output out = new Output();
        out.varint(proposals.size());
        for (Proposal proposal : proposals) {
            out.fixed64(proposal.zxid());
            out.nullableBytes(proposal.txn());
        }
        return frame(SNAPSHOT_TAIL, out);
    }

    private static List<Proposal> snapshotTail(Input in) {
        int count = in.count();
        List<Proposal> proposals = new ArrayList<>(Math.min(count, 1_024));
        for (int i = 0; i < count; i++) {
            proposals.add(new Proposal(in.fixed64(), in.bytes()));
        }
        in.end();
        return List.copyOf(proposals);
    }

    private static PeerFrame.SnapshotStart snapshotStart(long[] n) {
        return new PeerFrame.SnapshotStart(n[0], n[1], n[2], n[3], n[4]);
    }

    static byte[] forwarded(long epoch, long life, long number, byte[] submission) {
        byte[] frame = new byte[HEAD_BYTES + 24 + submission.length];
        ByteBuffer.wrap(frame)
                .position(HEAD_BYTES)
                .putLong(epoch)
                .putLong(life)
                .putLong(number)
                .put(submission);
        return seal(FORWARDED, frame);
    }

    private static byte[] seal(int kind, byte[] frame) {
        frame[0] = VERSION;
        frame[1] = (byte) kind;
        ByteBuffer.wrap(frame).putInt(2, checksum(frame));
        return frame;
    }

    private static int checksum(byte[] frame) {
        CRC32C crc = new CRC32C();
        crc.update(frame, 0, 2);
        crc.update(frame, HEAD_BYTES, frame.length - HEAD_BYTES);
        return (int) crc.getValue();
    }

    /** @throws FormatException if the bytes are not a frame */
    static PeerFrame decode(byte[] frame) {
        if (frame.length < HEAD_BYTES) {
            throw new FormatException("a frame of " + frame.length + " bytes is none");
        }
        if (frame[0] != VERSION) {
            throw new FormatException("frame version " + frame[0] + " is not " + VERSION);
        }
        if (ByteBuffer.wrap(frame).getInt(2) != checksum(frame)) {
            throw new FormatException("checksum of a frame of " + frame.length + " bytes is wrong");
        }
        return decodeBody(frame[1], frame);
    }

    private static PeerFrame decodeBody(int kind, byte[] frame) {
        return switch (kind) {
            case PROPOSED -> new PeerFrame.Proposed(new Proposal(number(frame, 0), rest(frame, 8)));
            case RECONFIGURED -> new PeerFrame.Proposed(reconfigured(new Input(rest(frame, 0))));
            case FORWARDED ->
                new PeerFrame.Forwarded(number(frame, 0), number(frame, 8), number(frame, 16), rest(frame, 24));
            case SNAPSHOT_CHUNK -> new PeerFrame.SnapshotChunk(rest(frame, 0));
            case TOUCHED -> new PeerFrame.Touched(numbers(frame));
            case SYNC_ASKED -> new PeerFrame.SyncAsked(numbers(frame, 2)[0], number(frame, 8));
            case SYNC_ANSWERED -> new PeerFrame.SyncAnswered(numbers(frame, 2)[0], number(frame, 8));
            case BOND -> new PeerFrame.Bond(numbers(frame, 1)[0]);
            case SNAPSHOT_START -> snapshotStart(numbers(frame, 5));
            case SNAPSHOT_FROM -> new PeerFrame.SnapshotFrom(numbers(frame, 2)[0], number(frame, 8));
            case SNAPSHOT_TAIL -> new PeerFrame.SnapshotTail(snapshotTail(new Input(rest(frame, 0))));
            case SNAPSHOT_TAKEN -> new PeerFrame.SnapshotTaken(numbers(frame, 1)[0]);
            case SNAPSHOT_END -> new PeerFrame.SnapshotEnd(numbers(frame, 1)[0]);
            case SNAPSHOT_CREDIT -> new PeerFrame.SnapshotCredit(chunks(frame));
            case NOTIFICATION -> new PeerFrame.Said(notification(new Input(rest(frame, 0))));
            case ACK_EPOCH -> new PeerFrame.Said(ackEpoch(new Input(rest(frame, 0))));
            default -> new PeerFrame.Said(plainMessage(kind, frame));
        };
    }

    private static Message plainMessage(int kind, byte[] frame) {
        if (kind == FOLLOWER_INFO) {
            long[] n = numbers(frame, 3);
            return new Message.FollowerInfo(n[0], n[1], n[2]);
        }
        if (kind < LEADER_INFO || kind > PING) {
            throw new FormatException("unknown kind of frame: " + kind);
        }
        long[] n = numbers(frame, 2);
        return switch (kind) {
            case ABDICATE -> new Message.Abdicate(n[0], serverId(n[1]));
            case PING -> new Message.Ping(n[0], n[1]);
            case LEADER_INFO -> new Message.LeaderInfo(n[0], n[1]);
            case TRUNC -> new Message.Trunc(n[0], n[1]);
            case NEW_LEADER -> new Message.NewLeader(n[0], n[1]);
            case UP_TO_DATE -> new Message.UpToDate(n[0], n[1]);
            case ACK -> new Message.Ack(n[0], n[1]);
            default -> new Message.Commit(n[0], n[1]);
        };
    }

    static Output write(Message.Notification m) {
        Output out = new Output();
        out.signed(m.round());
        out.signed(m.vote().currentEpoch());
        out.signed(m.vote().lastZxid());
        out.signed(m.vote().server());
        out.u8(code(m.role()));
        out.signed(m.disk());
        out.signed(m.acceptedEpoch());
        return out;
    }

    private static Message.Notification notification(Input in) {
        long round = in.signed();
        Vote vote = new Vote(in.signed(), in.signed(), in.signedInt());
        Role role = role(in);
        long disk = in.signed();
        long acceptedEpoch = in.signed();
        in.end();
        return new Message.Notification(round, vote, role, disk, acceptedEpoch);
    }

    /** Of a server, or {@link Message.Abdicate#NOBODY}. */
    private static int serverId(long number) {
        if (number < Message.Abdicate.NOBODY || number > Member.ID_MAX) {
            throw new FormatException(number + " is no server id");
        }
        return (int) number;
    }

    private static int code(Role role) {
        return switch (role) {
            case LOOKING -> 0;
            case FOLLOWING -> 1;
            case LEADING -> 2;
        };
    }

    private static Role role(Input in) {
        int code = in.u8();
        return switch (code) {
            case 0 -> Role.LOOKING;
            case 1 -> Role.FOLLOWING;
            case 2 -> Role.LEADING;
            default -> throw in.bad("unknown role " + code);
        };
    }

    static Output write(Message.AckEpoch m) {
        Output out = new Output();
        out.signed(m.session());
        out.signed(m.currentEpoch());
        out.varint(m.epochEnds().size());
        m.epochEnds().forEach(out::signed);
        out.signed(m.committed());
        out.bool(m.promised());
        return out;
    }

    private static Message.AckEpoch ackEpoch(Input in) {
        long session = in.signed();
        long currentEpoch = in.signed();
        int count = in.count();
        List<Long> epochEnds = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            epochEnds.add(in.signed());
        }
        long committed = in.signed();
        boolean promised = in.bool();
        in.end();
        return new Message.AckEpoch(session, currentEpoch, List.copyOf(epochEnds), committed, promised);
    }

    private static long number(byte[] frame, int at) {
        if (frame.length < HEAD_BYTES + at + 8) {
            throw new FormatException("a frame of " + frame.length + " bytes ends early");
        }
        return ByteBuffer.wrap(frame).getLong(HEAD_BYTES + at);
    }

    private static byte[] rest(byte[] frame, int at) {
        return Arrays.copyOfRange(frame, HEAD_BYTES + at, frame.length);
    }

    private static long[] numbers(byte[] frame) {
        if ((frame.length - HEAD_BYTES) % 8 != 0) {
            throw new FormatException("a frame of " + frame.length + " bytes is not one of numbers");
        }
        long[] numbers = new long[(frame.length - HEAD_BYTES) / 8];
        ByteBuffer.wrap(frame).position(HEAD_BYTES).asLongBuffer().get(numbers);
        return numbers;
    }

    private static long[] numbers(byte[] frame, int count) {
        if (frame.length != HEAD_BYTES + 8 * count) {
            throw new FormatException("a frame of " + frame.length + " bytes is not one of " + count + " numbers");
        }
        return numbers(frame);
    }

    private static int chunks(byte[] frame) {
        long chunks = numbers(frame, 1)[0];
        if (chunks < 1 || chunks > Integer.MAX_VALUE) {
            throw new FormatException(chunks + " is no number of chunks");
        }
        return (int) chunks;
    }
}

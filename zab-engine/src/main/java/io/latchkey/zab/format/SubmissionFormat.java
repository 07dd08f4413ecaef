package io.latchkey.zab.format;

import io.latchkey.zab.tree.Caller;
import io.latchkey.zab.tree.Id;
import io.latchkey.zab.tree.Note;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link Submission} to bytes and back, for a follower that forwards it to the leader. */
public final class SubmissionFormat {
    private static final int VERSION = 1;

    /** A multi and its ops. */
    private static final int LEVELS_MAX = 2;

    private static final int SYNC = 0;
    private static final int CREATE = 1;
    private static final int DELETE = 2;
    private static final int SET_DATA = 3;
    private static final int SET_ACL = 4;
    private static final int CHECK = 5;
    private static final int MULTI = 6;
    private static final int REFUSED = 7;
    private static final int OPEN_SESSION = 8;
    private static final int ATTACH_SESSION = 9;
    private static final int CLOSE_SESSION = 10;
    private static final int EXPIRE_SESSION = 11;
    private static final int REAP_CONTAINER = 12;
    private static final int RECONFIGURE = 13;
    private static final int TRANSFER_LEADERSHIP = 14;
    /** Not understood before version 3 of the peer protocol. */
    private static final int ACQUIRE = 15;

    private SubmissionFormat() {}

    public static byte[] encode(Submission submission) {
        Output out = new Output();
        out.u8(VERSION);
        out.fixed64(submission.sessionId());
        out.signed(submission.attachment());
        writeCaller(out, submission.caller());
        Note note = submission.note();
        out.bool(note != null);
        if (note != null) {
            out.string(note.author());
            out.string(note.comment());
            out.signed(note.restores());
        }
        write(out, submission.request());
        return out.toBytes();
    }

    /** @throws FormatException if the bytes are not a submission */
    public static Submission decode(byte[] bytes) {
        Input in = new Input(bytes);
        in.version(VERSION);
        long sessionId = in.fixed64();
        long attachment = in.signed();
        Caller caller = readCaller(in);
        @Nullable Note note = in.bool() ? new Note(in.string(), in.string(), in.signedInt()) : null;
        Request request = read(in, LEVELS_MAX);
        in.end();
        return new Submission(sessionId, attachment, caller, note, request);
    }

    private static void writeCaller(Output out, Caller caller) {
        out.bool(caller.trusted());
        out.varint(caller.ids().size());
        for (Id id : caller.ids()) {
            out.string(id.scheme());
            out.string(id.id());
        }
    }

    private static Caller readCaller(Input in) {
        boolean trusted = in.bool();
        int count = in.count();
        List<Id> ids = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            ids.add(new Id(in.string(), in.string()));
        }
        return new Caller(List.copyOf(ids), trusted);
    }

    private static void write(Output out, Request request) {
        if (request instanceof Request.Create r) {
            out.u8(CREATE);
            out.string(r.path());
            out.nullableBytes(r.data());
            out.acl(r.acl());
            out.u8(r.mode().flags());
        } else if (request instanceof Request.Delete r) {
            out.u8(DELETE);
            out.string(r.path());
            out.signed(r.version());
        } else if (request instanceof Request.SetData r) {
            out.u8(SET_DATA);
            out.string(r.path());
            out.nullableBytes(r.data());
            out.signed(r.version());
        } else if (request instanceof Request.SetAcl r) {
            out.u8(SET_ACL);
            out.string(r.path());
            out.acl(r.acl());
            out.signed(r.version());
        } else if (request instanceof Request.Check r) {
            out.u8(CHECK);
            out.string(r.path());
            out.signed(r.version());
        } else if (request instanceof Request.Multi r) {
            out.u8(MULTI);
            out.varint(r.ops().size());
            r.ops().forEach(op -> write(out, op));
        } else {
            writeOther(out, request);
        }
    }

    private static void writeOther(Output out, Request request) {
        if (request instanceof Request.Sync) {
            out.u8(SYNC);
        } else if (request instanceof Request.Refused r) {
            out.u8(REFUSED);
            Codes.write(out, r.why());
        } else if (request instanceof Request.OpenSession r) {
            out.u8(OPEN_SESSION);
            out.fixed64(r.id());
            out.nullableBytes(r.password());
            out.signed(r.timeoutMs());
        } else if (request instanceof Request.AttachSession r) {
            out.u8(ATTACH_SESSION);
            out.fixed64(r.id());
            out.nullableBytes(r.password());
        } else if (request instanceof Request.CloseSession r) {
            out.u8(CLOSE_SESSION);
            out.fixed64(r.id());
        } else if (request instanceof Request.ExpireSession r) {
            out.u8(EXPIRE_SESSION);
            out.fixed64(r.id());
        } else if (request instanceof Request.ReapContainer r) {
            out.u8(REAP_CONTAINER);
            out.string(r.path());
        } else if (request instanceof Request.Reconfigure r) {
            out.u8(RECONFIGURE);
            out.nullableBytes(r.members());
            out.signed(r.fromZxid());
        } else if (request instanceof Request.TransferLeadership r) {
            out.u8(TRANSFER_LEADERSHIP);
            out.signed(r.successor());
        } else if (request instanceof Request.Acquire r) {
            out.u8(ACQUIRE);
            out.varint(r.claims().size());
            r.claims().forEach(claim -> writeClaim(out, claim));
            out.acl(r.acl());
            out.bool(r.onlyIfFree());
            out.bool(r.retried());
        } else {
            throw new IllegalArgumentException("no format for " + request.getClass());
        }
    }

    private static void writeClaim(Output out, Request.Claim claim) {
        out.string(claim.queue());
        out.signed(claim.containers());
        out.string(claim.prefix());
        out.nullableBytes(claim.data());
    }

    private static List<Request.Claim> claims(Input in) {
        int count = in.count();
        List<Request.Claim> claims = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            claims.add(new Request.Claim(in.string(), in.signedInt(), in.string(), in.nullableBytes()));
        }
        return List.copyOf(claims);
    }

    private static Request read(Input in, int levels) {
        int tag = in.u8();
        return switch (tag) {
            case SYNC -> new Request.Sync();
            case CREATE -> new Request.Create(in.string(), in.nullableBytes(), in.acl(), Codes.mode(in));
            case DELETE -> new Request.Delete(in.string(), in.signedInt());
            case SET_DATA -> new Request.SetData(in.string(), in.nullableBytes(), in.signedInt());
            case SET_ACL -> new Request.SetAcl(in.string(), in.acl(), in.signedInt());
            case CHECK -> new Request.Check(in.string(), in.signedInt());
            case MULTI -> new Request.Multi(ops(in, levels - 1));
            case REFUSED -> new Request.Refused(Codes.read(in));
            case OPEN_SESSION -> new Request.OpenSession(in.fixed64(), in.bytes(), in.signedInt());
            case ATTACH_SESSION -> new Request.AttachSession(in.fixed64(), in.bytes());
            case CLOSE_SESSION -> new Request.CloseSession(in.fixed64());
            case EXPIRE_SESSION -> new Request.ExpireSession(in.fixed64());
            case REAP_CONTAINER -> new Request.ReapContainer(in.string());
            case RECONFIGURE -> new Request.Reconfigure(in.bytes(), in.signed());
            case ACQUIRE -> new Request.Acquire(claims(in), in.acl(), in.bool(), in.bool());
            case TRANSFER_LEADERSHIP -> new Request.TransferLeadership(in.signedInt());
            default -> throw in.bad("unknown request " + tag);
        };
    }

    private static List<Request> ops(Input in, int levels) {
        if (levels == 0) {
            throw in.bad("a multi within a multi");
        }
        int count = in.count();
        List<Request> ops = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            ops.add(read(in, levels));
        }
        return List.copyOf(ops);
    }
}

package io.latchkey.zab.runtime;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.Id;
import io.latchkey.zab.tree.Note;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a submission weighs: at least the bytes of its encoded form, without encoding it. */
final class Weight {
    private static final int OVERHEAD_BYTES = 64;
    private static final int BYTES_PER_CHAR = 3;

    private Weight() {}

    static long of(Submission submission) {
        long bytes = of(submission.request());
        for (Id id : submission.caller().ids()) {
            bytes += of(id.scheme()) + of(id.id());
        }
        Note note = submission.note();
        return note == null ? bytes : bytes + of(note.author()) + of(note.comment());
    }

    private static long of(Request request) {
        long bytes = OVERHEAD_BYTES;
        if (request instanceof Request.Create r) {
            bytes += of(r.path()) + of(r.data()) + of(r.acl());
        } else if (request instanceof Request.SetData r) {
            bytes += of(r.path()) + of(r.data());
        } else if (request instanceof Request.SetAcl r) {
            bytes += of(r.path()) + of(r.acl());
        } else if (request instanceof Request.Delete r) {
            bytes += of(r.path());
        } else if (request instanceof Request.Check r) {
            bytes += of(r.path());
        } else if (request instanceof Request.ReapContainer r) {
            bytes += of(r.path());
        } else if (request instanceof Request.OpenSession r) {
            bytes += of(r.password());
        } else if (request instanceof Request.AttachSession r) {
            bytes += of(r.password());
        } else if (request instanceof Request.Acquire r) {
            for (Request.Claim claim : r.claims()) {
                bytes += OVERHEAD_BYTES + of(claim.queue()) + of(claim.prefix()) + of(claim.data());
            }
            bytes += of(r.acl());
        } else if (request instanceof Request.Multi r) {
            for (Request op : r.ops()) {
                bytes += of(op);
            }
        }
        return bytes;
    }

    private static long of(String text) {
        return (long) BYTES_PER_CHAR * text.length() + 8;
    }

    private static long of(byte @Nullable [] data) {
        return data == null ? 0 : data.length;
    }

    private static long of(List<Acl> acl) {
        long bytes = 0;
        for (Acl entry : acl) {
            bytes += 8 + of(entry.id().scheme()) + of(entry.id().id());
        }
        return bytes;
    }
}

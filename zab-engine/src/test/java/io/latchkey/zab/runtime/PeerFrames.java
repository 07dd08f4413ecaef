package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.format.FormatException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What one server says to another, as the frames that travel: of the present version of the protocol, or of one that is
 * yet to come, which is the present one under another number.
 */
public final class PeerFrames {
    /** The version that this program speaks. */
    public static final int PRESENT = PeerCodec.VERSION;

    private static final int HEAD_BYTES = 6;

    private PeerFrames() {}

    /** @param m no snapshot, which has a stream of its own */
    public static List<byte[]> write(Message m, int version) {
        LinkWriter writer = new LinkWriter(new LinkWriter.ProposalFrames());
        writer.say(m);
        List<byte[]> frames = new ArrayList<>();
        writer.take().forEach(frame -> frames.add(as(version, frame)));
        return frames;
    }

    /**
     * @param newest that the receiver speaks
     * @throws FormatException if a frame is of another version
     */
    public static Message read(List<byte[]> frames, int newest) {
        Message read = null;
        long bond = 0;
        for (byte[] frame : frames) {
            boolean later = frame[0] > PRESENT && frame[0] <= newest;
            PeerFrame one = PeerCodec.decode(later ? as(PRESENT, frame) : frame);
            if (one instanceof PeerFrame.Bond b) {
                bond = b.session();
            } else if (one instanceof PeerFrame.Proposed p) {
                Proposal proposal = p.proposal();
                read = new Message.Propose(bond, proposal);
            } else if (one instanceof PeerFrame.Said said) {
                read = said.message();
            }
        }
        if (read == null) {
            throw new FormatException("frames that say nothing");
        }
        return read;
    }

    private static byte[] as(int version, byte[] frame) {
        if (frame[0] == version) {
            return frame;
        }
        byte[] other = Arrays.copyOf(frame, frame.length);
        other[0] = (byte) version;
        CRC32C crc = new CRC32C();
        crc.update(other, 0, 2);
        crc.update(other, HEAD_BYTES, other.length - HEAD_BYTES);
        ByteBuffer.wrap(other).putInt(2, (int) crc.getValue());
        return other;
    }
}

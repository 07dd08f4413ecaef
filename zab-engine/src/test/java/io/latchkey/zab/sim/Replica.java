package io.latchkey.zab.sim;

import io.latchkey.zab.core.Image;
import io.latchkey.zab.core.Proposal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

record Replica(long zxid, long digest) {
    static Replica empty() {
        return new Replica(0, 0);
    }

    Replica apply(Proposal p) {
        return new Replica(p.zxid(), (digest * 31 + p.zxid()) * 31 + Arrays.hashCode(p.txn()));
    }

    Image image() {
        return new Image(List.of(ByteBuffer.allocate(16).putLong(zxid).putLong(digest).array()));
    }

    static Replica of(Image image) {
        ByteBuffer b = ByteBuffer.wrap(image.chunks().get(0));
        return new Replica(b.getLong(), b.getLong());
    }
}

package io.latchkey.server.zk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.jute.BinaryOutputArchive;
import org.apache.jute.Record;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;

/** Random contents for ZooKeeper's own records, and their bytes. */
final class Records {
    /** Nothing beyond the basic plane: ZooKeeper writes that in a form that it can't read itself. */
    private static final String[] TEXTS = {"", "/", "/a", "/a/b-0000000001", "/größe/键", "x\0y", "//", "/a/../b"};

    private final Random random;

    Records(Random random) {
        this.random = random;
    }

    static byte[] bytes(Record record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            record.serialize(BinaryOutputArchive.getArchive(out), "record");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    String text() {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            texts.add(text());
        }
        return texts;
    }

    /** May be null, or empty. */
    byte[] data() {
        return random.nextInt(4) == 0 ? null : someData();
    }

    byte[] someData() {
        byte[] data = new byte[random.nextInt(20)];
        random.nextBytes(data);
        return data;
    }

    List<ACL> acl() {
        List<ACL> acl = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            acl.add(new ACL(random.nextInt(), new Id(text(), text())));
        }
        return acl;
    }
}

package io.latchkey.zab.runtime;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.Request;
import java.nio.charset.StandardCharsets;

/** Requests as tests want them. */
final class Requests {
    private Requests() {}

    static Request create(String path, String data) {
        return new Request.Create(path, bytes(data), Acl.OPEN, CreateMode.PERSISTENT);
    }

    static Request create(String path, CreateMode mode) {
        return new Request.Create(path, bytes(""), Acl.OPEN, mode);
    }

    static Request set(String path, String data) {
        return new Request.SetData(path, bytes(data), Request.ANY_VERSION);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package io.latchkey.zab.tree;

import java.util.List;

/**
 * Who asks: the ids that a connection has proved.
 *
 * @param trusted true for the server's own requests (HTTP API on loopback, reapers), to which no ACL applies
 */
public record Caller(List<Id> ids, boolean trusted) {
    public static final Caller SERVER = new Caller(List.of(), true);
}

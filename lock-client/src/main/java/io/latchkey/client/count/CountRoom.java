package io.latchkey.client.count;

import io.latchkey.client.DCounter;
import io.latchkey.client.DLatch;
import io.latchkey.client.node.Answers;
import io.latchkey.client.node.Lookouts;
import io.latchkey.client.node.NodeAt;
import io.latchkey.client.session.ClientCore;

/** Makes the counters and latches of one client. Any thread. */
public final class CountRoom {
    private final ClientCore core;
    private final Lookouts lookouts;
    private final Receipts receipts;
    private final Answers answers;
    private final String root;

    /** Below the node under which locks live. */
    public CountRoom(ClientCore core, Lookouts lookouts) {
        this.core = core;
        this.lookouts = lookouts;
        this.root = core.options().lockRoot();
        this.receipts = new Receipts(core, root);
        this.answers = new Answers(core);
    }

    /** A counter by its name. */
    public DCounter counter(String name) {
        NodeAt at = new NodeAt(root, "_counters", name);
        return new NumberCell(name, new Cell(core, "counter " + name, at, receipts), answers);
    }

    /** A latch by its name. */
    public DLatch latch(String name) {
        NodeAt at = new NodeAt(root, "_latches", name);
        return new CountCell(at, new Cell(core, "latch " + name, at, receipts), lookouts, answers);
    }
}

package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.storage.JournalRecord;
import java.util.ArrayList;
import java.util.List;

/** What is to be made durable, gathered during one drain and handed over at once. Engine thread. */
final class JournalBatch {
    private static final int RECORD_OVERHEAD_BYTES = 64;

    private final LogWriter log;
    private final List<LogWriter.Write> writes = new ArrayList<>();
    private long ticket;
    private long weight;

    JournalBatch(LogWriter log) {
        this.log = log;
    }

    void append(long newTicket, Proposal proposal) {
        add(newTicket, new JournalRecord.Append(proposal), proposal.txn().length);
    }

    void add(long newTicket, JournalRecord journalRecord) {
        add(newTicket, journalRecord, 0);
    }

    private void add(long newTicket, JournalRecord journalRecord, int bytes) {
        add(newTicket, journal -> journal.append(journalRecord), bytes);
    }

    void add(long newTicket, LogWriter.Write write, long bytes) {
        writes.add(write);
        ticket = newTicket;
        weight += bytes + RECORD_OVERHEAD_BYTES;
    }

    void flush() {
        if (!writes.isEmpty()) {
            log.write(writes, ticket, weight);
            writes.clear();
            weight = 0;
        }
    }
}

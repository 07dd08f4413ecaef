package io.latchkey.zab.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.Zxid;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MemoryStorageTest {
    private final MemoryStorage storage = MemoryStorage.empty();

    @Test
    void a_new_one_is_empty() throws IOException {
        assertThat(storage.recover()).isEqualTo(DurableState.EMPTY);
    }

    @Test
    void only_forced_records_survive_a_crash_but_for_a_part_from_the_front() throws IOException {
        storage.recover();
        Journal journal = storage.journal();
        journal.append(new JournalRecord.Epochs(1, 1, 0));
        append(journal, 1, 3);
        journal.force();
        append(journal, 4, 9);
        storage.crash(2);
        assertThatIOException().isThrownBy(journal::force);
        DurableState state = storage.recover();
        assertThat(state.acceptedEpoch()).isEqualTo(1);
        assertThat(state.log()).extracting(Proposal::zxid).containsExactly(z(1), z(2), z(3), z(4), z(5));
        append(storage.journal(), 6, 6);
        assertThat(storage.recover().log()).hasSize(5);
    }

    @Test
    void closing_keeps_everything() throws IOException {
        storage.recover();
        append(storage.journal(), 1, 3);
        storage.close();
        assertThat(storage.recover().log()).hasSize(3);
    }

    @Test
    void truncate_install_and_purge_do_what_they_say() throws IOException {
        storage.recover();
        Journal journal = storage.journal();
        append(journal, 1, 9);
        journal.append(new JournalRecord.Truncate(z(7)));
        journal.force();
        storage.snapshots().write(z(5), out -> out.write(5));
        journal.purge(z(5), z(3));
        DurableState state = storage.recover();
        assertThat(state.floor()).isEqualTo(z(3));
        assertThat(state.snapshotZxid()).isEqualTo(z(5));
        assertThat(state.log()).extracting(Proposal::zxid).containsExactly(z(4), z(5), z(6), z(7));
        storage.snapshots().write(Zxid.of(2, 4), out -> out.write(6));
        storage.journal().append(new JournalRecord.Install(Zxid.of(2, 4)));
        storage.close();
        state = storage.recover();
        assertThat(state.log()).isEmpty();
        assertThat(state.floor()).isEqualTo(Zxid.of(2, 4)).isEqualTo(state.snapshotZxid());
    }

    @Test
    void a_snapshot_that_outlived_the_end_of_the_journal_is_where_the_history_goes_on() throws IOException {
        storage.recover();
        append(storage.journal(), 1, 3);
        storage.snapshots().write(z(3), out -> out.write(3));
        storage.crash(1);
        DurableState state = storage.recover();
        assertThat(state.snapshotZxid()).isEqualTo(z(3));
        assertThat(state.log()).isEmpty();
        append(storage.journal(), 4, 4);
        storage.close();
        assertThat(storage.recover().log()).extracting(Proposal::zxid).containsExactly(z(4));
    }

    @Test
    void an_installed_history_without_its_snapshot_is_refused() throws IOException {
        storage.recover();
        storage.journal().append(new JournalRecord.Install(z(3)));
        storage.close();
        assertThatIOException().isThrownBy(storage::recover).withMessageContaining("1:3");
    }

    private static long z(long counter) {
        return Zxid.of(1, counter);
    }

    private static void append(Journal journal, int from, int to) throws IOException {
        for (int i = from; i <= to; i++) {
            journal.append(new JournalRecord.Append(new Proposal(z(i), new byte[i])));
        }
    }
}

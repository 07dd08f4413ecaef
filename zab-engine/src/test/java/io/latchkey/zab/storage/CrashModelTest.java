package io.latchkey.zab.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories, stopped, killed and cut off from power at random, beside the storage in memory. */
class CrashModelTest {
    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void recovery_gives_what_was_forced_and_a_part_from_the_front_of_what_was_not(long seed) throws IOException {
        CrashModel model = new CrashModel(dir, seed);
        model.run(100);
        assertThat(model.crashes()).as("seed %d", seed).isPositive();
    }
}

package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OriginsTest {
    private final Origins origins = new Origins();

    private boolean isNew(int server, long life, long number) {
        return origins.isNew(server, new PeerFrame.Forwarded(1, life, number, new byte[0]));
    }

    @Test
    void what_is_forwarded_again_is_not_new() {
        assertThat(isNew(2, 100, 101)).isTrue();
        assertThat(isNew(2, 100, 102)).isTrue();
        assertThat(isNew(2, 100, 101)).isFalse();
        assertThat(isNew(2, 100, 102)).isFalse();
        assertThat(isNew(2, 100, 103)).isTrue();
    }

    @Test
    void each_server_and_each_of_its_lives_has_numbers_of_its_own() {
        assertThat(isNew(2, 100, 107)).isTrue();
        assertThat(isNew(3, 100, 107)).isTrue();
        assertThat(isNew(2, 50, 51)).isTrue();
        assertThat(isNew(2, 50, 51)).isFalse();
    }

    @Test
    void in_a_new_epoch_all_is_new() {
        assertThat(isNew(2, 100, 101)).isTrue();
        origins.clear();
        assertThat(isNew(2, 100, 101)).isTrue();
    }
}

package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FencedResourceTest {
    private final FencedResource<List<String>> journal = new FencedResource<>("orders/42", new ArrayList<>());

    private static FencingToken token(long zxid) {
        return new FencingToken("orders/42", zxid);
    }

    @Test
    void a_former_holder_is_refused_and_told_why() {
        journal.use(token(5), list -> list.add("first"));
        journal.use(token(5), list -> list.add("first again"));
        journal.use(token(9), list -> list.add("second"));

        assertThatExceptionOfType(StaleTokenException.class)
                .isThrownBy(() -> journal.use(token(8), list -> list.add("too late")))
                .withMessageContaining("0x8;orders/42")
                .withMessageContaining("0x9;orders/42");
        assertThat(journal.<List<String>, RuntimeException>use(token(9), List::copyOf))
                .containsExactly("first", "first again", "second");
    }

    @Test
    void a_token_of_another_lock_is_a_mistake() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> journal.use(new FencingToken("orders/43", 7), list -> list.add("wrong")))
                .withMessageContaining("orders/43");
    }

    @Test
    void what_the_action_throws_gets_out_and_the_token_counts() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> journal.use(token(3), list -> {
                    throw new IOException("disk");
                }));
        assertThatExceptionOfType(StaleTokenException.class)
                .isThrownBy(() -> journal.use(token(2), list -> list.add("too late")));
    }
}

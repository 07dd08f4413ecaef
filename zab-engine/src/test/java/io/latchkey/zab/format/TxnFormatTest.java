package io.latchkey.zab.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Id;
import io.latchkey.zab.tree.NodeKind;
import io.latchkey.zab.tree.Txn;
import io.latchkey.zab.tree.TxnRecord;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TxnFormatTest {
    private static final List<Acl> ACL =
            List.of(new Acl(Acl.ALL, new Id("digest", "ann:hash")), new Acl(-1, new Id("ip", "10.0.0.0/8")));

    private static Txn create() {
        return new Txn.Create("/ä/中", new byte[] {1, 2}, ACL, NodeKind.EPHEMERAL, 0xfe00_0000_0000_0001L);
    }

    private static Stream<Txn> txns() {
        return Stream.of(
                create(),
                new Txn.Create("/a", null, Acl.OPEN, NodeKind.CONTAINER, 0),
                new Txn.Create("/a", new byte[0], Acl.OPEN, NodeKind.PERSISTENT, 0),
                new Txn.Delete("/a"),
                new Txn.SetData("/a", new byte[1000], Integer.MAX_VALUE),
                new Txn.SetData("/a", null, Integer.MIN_VALUE),
                new Txn.SetAcl("/a", ACL, 3),
                new Txn.Noop(),
                new Txn.Multi(List.of()),
                new Txn.Multi(List.of(create(), new Txn.Extended(new Txn.Delete("/a"), List.of(create())))),
                new Txn.Extended(new Txn.CloseSession(5, List.of("/a"), true), List.of(create(), create())),
                new Txn.OpenSession(-5, new byte[16], 4_000),
                new Txn.AttachSession(Long.MIN_VALUE),
                new Txn.CloseSession(5, List.of("/a", "/b/c"), false),
                new Txn.CloseSession(5, List.of("/a", "/b/c", "/d"), true, List.of(0, 2)),
                new Txn.Create("/a", null, Acl.OPEN, NodeKind.TOMBSTONE, 0),
                new Txn.Failed(ErrorCode.THROTTLED, List.of()),
                new Txn.Failed(ErrorCode.NO_NODE, List.of(ErrorCode.OK, ErrorCode.NO_NODE)));
    }

    private static TxnRecord record(Txn txn) {
        return new TxnRecord(254, 1L << 40, -7, 1_700_000_000_000L, 0x8000_0000_0000_0001L, txn);
    }

    @ParameterizedTest
    @MethodSource("txns")
    void a_record_comes_back_as_it_was(Txn txn) {
        TxnRecord record = record(txn);
        TxnRecord back = TxnFormat.decode(TxnFormat.encode(record));
        assertThat(back).usingRecursiveComparison().isEqualTo(record);
    }

    @Test
    void every_kind_of_transaction_has_a_format() {
        assertThat(txns().<Class<?>>map(Object::getClass).distinct().toList())
                .containsExactlyInAnyOrderElementsOf(List.of(Txn.class.getPermittedSubclasses()));
    }

    @Test
    void a_small_write_is_small() {
        byte[] bytes = TxnFormat.encode(record(new Txn.SetData("/config/app/key", new byte[100], 7)));
        assertThat(bytes.length).isLessThan(160);
    }

    @ParameterizedTest
    @MethodSource("txns")
    void a_record_that_ends_early_or_late_is_refused(Txn txn) {
        byte[] bytes = TxnFormat.encode(record(txn));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> TxnFormat.decode(cut)).isInstanceOf(FormatException.class);
        }
        assertThatThrownBy(() -> TxnFormat.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("too many");
    }

    @ParameterizedTest
    @MethodSource("txns")
    void damage_is_refused_or_read_as_something_else_but_never_worse(Txn txn) {
        Damage.each(TxnFormat.encode(record(txn)), 2_000, TxnFormat::decode);
    }

    @Test
    void another_version_is_refused() {
        byte[] bytes = TxnFormat.encode(record(new Txn.Noop()));
        bytes[0] = 2;
        assertThatThrownBy(() -> TxnFormat.decode(bytes))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("version 2");
    }

    @Test
    void what_is_nested_too_deeply_is_refused() {
        Txn three = new Txn.Multi(List.of(new Txn.Multi(List.of(new Txn.Multi(List.of(new Txn.Noop()))))));
        byte[] bytes = TxnFormat.encode(record(three));
        assertThatThrownBy(() -> TxnFormat.decode(bytes))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("deep");
    }
}

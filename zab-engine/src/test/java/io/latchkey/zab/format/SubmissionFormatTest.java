package io.latchkey.zab.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.Caller;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Id;
import io.latchkey.zab.tree.Note;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmissionFormatTest {
    private static final Caller CALLER =
            new Caller(List.of(new Id("ip", "10.1.2.3"), new Id("digest", "ann:hash")), false);

    private static Request create(CreateMode mode) {
        return new Request.Create("/ä/中", new byte[] {1, 2}, Acl.OPEN, mode);
    }

    private static Stream<Request> requests() {
        Stream<Request> creates = Arrays.stream(CreateMode.values()).map(SubmissionFormatTest::create);
        return Stream.concat(
                creates,
                Stream.of(
                        new Request.Create("", null, List.of(), CreateMode.PERSISTENT),
                        new Request.Delete("/a", -1),
                        new Request.SetData("/a", new byte[0], -2),
                        new Request.SetAcl("/a", List.of(new Acl(0, Id.ANYONE)), 3),
                        new Request.Check("/a", 7),
                        new Request.Multi(List.of()),
                        new Request.Multi(List.of(create(CreateMode.CONTAINER), new Request.Check("/a", 1))),
                        new Request.Sync(),
                        new Request.Refused(ErrorCode.THROTTLED),
                        new Request.OpenSession(-1, new byte[16], 4_000),
                        new Request.AttachSession(1, new byte[3]),
                        new Request.CloseSession(1),
                        new Request.ExpireSession(2),
                        new Request.ReapContainer("/c"),
                        new Request.Acquire(
                                List.of(
                                        new Request.Claim("/locks/a", 1, "_c_1-lock-", new byte[] {1}),
                                        new Request.Claim("/ä", 0, "_c_1-__READ__", null)),
                                Acl.OPEN,
                                true,
                                false),
                        new Request.Reconfigure(new byte[] {1, 2}, -1),
                        new Request.TransferLeadership(3)));
    }

    private static Submission submission(Request request) {
        return new Submission(0xfe00_0000_0000_0001L, 1L << 33, CALLER, new Note("ann", "why", 7), request);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void a_submission_comes_back_as_it_was(Request request) {
        Submission submission = submission(request);
        Submission back = SubmissionFormat.decode(SubmissionFormat.encode(submission));
        assertThat(back).usingRecursiveComparison().isEqualTo(submission);
    }

    @Test
    void every_kind_of_request_has_a_format() {
        Set<Class<?>> kinds = new HashSet<>(List.of(Request.class.getPermittedSubclasses()));
        kinds.remove(Request.StoreMembers.class); // the leader makes it, and it never travels
        assertThat(requests().<Class<?>>map(Object::getClass).distinct().toList())
                .containsExactlyInAnyOrderElementsOf(kinds);
    }

    @Test
    void the_servers_own_come_back_trusted_and_without_a_note() {
        Submission submission = Submission.ofServer(new Request.Sync());
        assertThat(SubmissionFormat.decode(SubmissionFormat.encode(submission))).isEqualTo(submission);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "ä中", "\ud83d\ude00", "\ud800", "a\udc00\ud800b", "\ufffd", "\0"})
    void text_comes_back_as_it_was_even_if_it_is_no_unicode(String text) {
        Submission submission = new Submission(0, 0, CALLER, new Note(text, text), new Request.Delete(text, 1));
        assertThat(SubmissionFormat.decode(SubmissionFormat.encode(submission))).isEqualTo(submission);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void a_submission_that_ends_early_or_late_is_refused(Request request) {
        byte[] bytes = SubmissionFormat.encode(submission(request));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> SubmissionFormat.decode(cut)).isInstanceOf(FormatException.class);
        }
        assertThatThrownBy(() -> SubmissionFormat.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(FormatException.class);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void damage_is_refused_or_read_as_something_else_but_never_worse(Request request) {
        Damage.each(SubmissionFormat.encode(submission(request)), 2_000, SubmissionFormat::decode);
    }

    @Test
    void a_multi_within_a_multi_is_refused() {
        Request nested = new Request.Multi(List.of(new Request.Multi(List.of())));
        byte[] bytes = SubmissionFormat.encode(submission(nested));
        assertThatThrownBy(() -> SubmissionFormat.decode(bytes)).isInstanceOf(FormatException.class);
    }

    @Test
    void text_that_is_no_utf8_is_refused() {
        byte[] bytes = SubmissionFormat.encode(new Submission(0, 0, CALLER, null, new Request.ReapContainer("abc")));
        bytes[bytes.length - 1] = (byte) 0xc3;
        assertThatThrownBy(() -> SubmissionFormat.decode(bytes))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("UTF-8");
    }
}

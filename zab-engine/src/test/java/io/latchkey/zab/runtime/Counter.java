package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One submitter: counts up a node of its own, so that a write too few or too many would show. */
final class Counter {
    private final TestEnsemble.Member member;
    private final String path;
    private final List<CompletableFuture<Committed>> answers = new ArrayList<>();

    Counter(TestEnsemble.Member member) {
        this(member, "/by-" + member.id());
    }

    Counter(TestEnsemble.Member member, String path) {
        this.member = member;
        this.path = path;
        Recorder.await(member.recorder().submit(member.server(), Submission.ofServer(Requests.create(path, ""))));
    }

    Counter count(int times) {
        for (int i = 0; i < times; i++) {
            answers.add(member.recorder()
                    .submit(member.server(), Submission.ofServer(Requests.set(path, "" + answers.size()))));
        }
        return this;
    }

    /** Each was answered, once, and in its order: the zxid of the last. */
    long awaitAll() {
        long zxid = 0;
        for (int i = 0; i < answers.size(); i++) {
            Committed one = Recorder.await(answers.get(i));
            assertThat(((Result.Updated) one.result()).stat().version()).isEqualTo(i + 1);
            zxid = one.zxid();
        }
        return zxid;
    }

    void assertCounted(TestEnsemble.Member at) {
        assertThat(at.recorder().tree().node(path).stat().version()).isEqualTo(answers.size());
    }
}

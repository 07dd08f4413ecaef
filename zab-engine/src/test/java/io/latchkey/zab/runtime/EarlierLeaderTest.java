package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.Caller;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Session;
import io.latchkey.zab.tree.Submission;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** While an ensemble is upgraded, a leader may not know all that its followers do. */
class EarlierLeaderTest {
    private static final long SESSION = 0x1_0000_0001L;

    private static Result acquire(TestEnsemble.Member member, String queue) {
        Session session = member.recorder().tree().session(SESSION);
        Request.Claim claim = new Request.Claim(queue, 1, "_c_11111111-lock-", null);
        Request request = new Request.Acquire(List.of(claim), Acl.OPEN, false, false);
        Submission submission =
                new Submission(SESSION, session.attachment(), new Caller(List.of(), false), null, request);
        return Recorder.await(member.recorder().submit(member.server(), submission))
                .result();
    }

    private static void in(int version, Consumer<TestEnsemble> story) {
        TestEnsemble ensemble = new TestEnsemble(c -> c);
        ensemble.network.speak(version);
        try {
            ensemble.start();
            ensemble.follower()
                    .recorder()
                    .request(ensemble.follower().server(), new Request.OpenSession(SESSION, new byte[16], 60_000));
            story.accept(ensemble);
        } finally {
            ensemble.close();
        }
    }

    @Test
    void it_is_asked_for_nothing_that_it_can_not_read() {
        in(PeerTransport.ACQUIRE_VERSION - 1, ensemble -> {
            assertThat(acquire(ensemble.follower(), "/locks/a")).isEqualTo(new Result.Failed(ErrorCode.UNIMPLEMENTED));
            assertThat(acquire(ensemble.follower(), "/locks/a")).isEqualTo(new Result.Failed(ErrorCode.UNIMPLEMENTED));
        });
    }

    @Test
    void one_of_this_version_is_asked() {
        in(PeerTransport.ACQUIRE_VERSION, ensemble -> {
            assertThat(acquire(ensemble.follower(), "/locks/a")).isInstanceOf(Result.Multi.class);
            assertThat(ensemble.follower().recorder().tree().queue("/locks/a").size())
                    .isEqualTo(1);
        });
    }
}

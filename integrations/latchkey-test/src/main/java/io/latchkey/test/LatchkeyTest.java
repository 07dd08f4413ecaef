package io.latchkey.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of this class have a server. Methods get it, and clients of it, as parameters:
 *
 * <pre>{@code
 * @LatchkeyTest
 * class NightlyJobTest {
 *     @Test
 *     void it_stops_when_it_loses_its_lock(LatchkeyServer server, LockClient worker) throws Exception {
 *         NightlyJob job = NightlyJob.start(worker);
 *         server.expireSession(worker);
 *         job.awaitStopped();
 *     }
 * }
 * }</pre>
 *
 * <p>See {@link LatchkeyExtension} for what can be injected and how long it lives.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(LatchkeyExtension.class)
public @interface LatchkeyTest {
    /** 1 or 3. */
    int servers() default 1;

    /** Whether each test has a server of its own, empty; else all of the class share one and what is on it. */
    boolean perMethod() default false;

    /** What injected clients wish, in milliseconds: 100 ms to 1 h. */
    long sessionTimeoutMillis() default 2_000;

    /** What to do about clients that tests have opened themselves and left open. */
    Leaks leaks() default Leaks.REPORT;
}

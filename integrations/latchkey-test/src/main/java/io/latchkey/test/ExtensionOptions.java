package io.latchkey.test;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** How an extension is to behave. */
record ExtensionOptions(Setup setup, boolean perMethod, Leaks leaks) {
    static final ExtensionOptions USUAL = new ExtensionOptions(Setup.USUAL, false, Leaks.REPORT);

    /** As the annotation of the test class says, or of the class around it. */
    static ExtensionOptions of(ExtensionContext context) {
        Class<?> type = context.getTestClass().orElse(null);
        while (type != null) {
            Optional<LatchkeyTest> found = AnnotationSupport.findAnnotation(type, LatchkeyTest.class);
            if (found.isPresent()) {
                return of(found.get());
            }
            type = type.getEnclosingClass();
        }
        return USUAL;
    }

    private static ExtensionOptions of(LatchkeyTest wanted) {
        Duration timeout = Duration.ofMillis(wanted.sessionTimeoutMillis());
        Duration min = Setup.USUAL.sessionTimeoutMin();
        Duration max = Setup.USUAL.sessionTimeoutMax();
        LatchkeyServerBuilder server = LatchkeyServer.builder()
                .servers(wanted.servers())
                .sessionTimeouts(timeout.compareTo(min) < 0 ? timeout : min, timeout.compareTo(max) > 0 ? timeout : max)
                .clientTimeout(timeout);
        return new ExtensionOptions(server.setup(), wanted.perMethod(), wanted.leaks());
    }
}

package io.latchkey.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a parameter of type String: where clients find the server. */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface ConnectString {
    /** The line, see {@link LatchkeyServer#line(String)}; the one that all share if nothing is said. */
    String value() default LatchkeyServer.SHARED_LINE;
}

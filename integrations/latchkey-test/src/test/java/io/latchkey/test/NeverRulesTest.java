package io.latchkey.test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.latchkey.server.NodeVerticle;
import io.latchkey.zab.core.InvariantViolation;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;

/** The rules of the house, as far as they concern this module. */
@AnalyzeClasses(packages = "io.latchkey.test", importOptions = ImportOption.DoNotIncludeTests.class)
class NeverRulesTest {
    /** It runs the server as it is, and knows it where it is put together and configured alone. */
    @ArchTest
    static final ArchRule THE_SERVER_IS_NOT_TAKEN_APART = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.latchkey.server.zk..",
                    "io.latchkey.server.http..",
                    "io.latchkey.server.peer..",
                    "io.latchkey.server.cli..",
                    "io.latchkey.server.view..",
                    "io.latchkey.zab.core..",
                    "io.latchkey.zab.format..");

    @ArchTest
    static final ArchRule ONLY_NODES_RUN_SERVERS = noClasses()
            .that()
            .haveNameNotMatching(".*\\.Node(\\$Life)?")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(NodeVerticle.class);

    @ArchTest
    static final ArchRule NO_DISK = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("net.openhft..", "java.nio.file..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.io.File");

    @ArchTest
    static final ArchRule JUNIT_IN_THE_EXTENSION_ALONE = noClasses()
            .that()
            .haveNameNotMatching(".*\\.(LatchkeyExtension|LatchkeyTest|ExtensionOptions)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.junit..");

    @ArchTest
    static final ArchRule NO_INTERNALS_OF_VERTX =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("io.vertx.core.internal..", "io.netty..");

    @ArchTest
    static final ArchRule NO_THREADS = noClasses()
            .should()
            .callConstructor(Thread.class, Runnable.class, String.class)
            .orShould()
            .callConstructor(Thread.class, Runnable.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ThreadPoolExecutor.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Executors.class);

    @ArchTest
    static final ArchRule NO_SLEEP = noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule NO_SYNCHRONIZED = methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED);

    @ArchTest
    static final ArchRule NO_MUTABLE_STATICS =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule NO_SYSTEM_SETTINGS = noClasses()
            .should()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class, String.class)
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule NOBODY_CATCHES_A_BROKEN_INVARIANT =
            noClasses().should().dependOnClassesThat().areAssignableTo(InvariantViolation.class);
}

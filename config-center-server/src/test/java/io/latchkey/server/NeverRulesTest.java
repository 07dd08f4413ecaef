package io.latchkey.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.latchkey.zab.core.InvariantViolation;
import java.io.ObjectInputStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;

/** The rules of the house, as far as they concern the server. */
@AnalyzeClasses(packages = "io.latchkey.server", importOptions = ImportOption.DoNotIncludeTests.class)
class NeverRulesTest {
    @ArchTest
    static final ArchRule ONLY_THE_ENGINE_KNOWS_THE_JOURNAL_LIBRARY =
            noClasses().should().dependOnClassesThat().resideInAPackage("net.openhft..");

    @ArchTest
    static final ArchRule ONLY_THE_NODE_KNOWS_THE_DISK = noClasses()
            .that()
            .resideOutsideOfPackages("io.latchkey.server", "io.latchkey.server.inspect")
            .and()
            .haveNameNotMatching(".*\\.cli\\.Inspect.*") // print what was found on it
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.latchkey.zab.storage");

    @ArchTest
    static final ArchRule PEERS_KNOW_ONLY_THE_PORT_OF_THE_ENGINE = noClasses()
            .that()
            .resideInAPackage("io.latchkey.server.peer")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.latchkey.zab.core",
                    "io.latchkey.zab.tree",
                    "io.latchkey.zab.format",
                    "io.latchkey.server",
                    "io.latchkey.server.settings",
                    "io.latchkey.server.zk",
                    "io.latchkey.server.http");

    @ArchTest
    static final ArchRule SETTINGS_START_NOTHING = noClasses()
            .that()
            .resideInAPackage("io.latchkey.server.settings")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..", "io.latchkey.server.cli", "picocli..");

    @ArchTest
    static final ArchRule NOBODY_BELOW_KNOWS_THE_COMMAND_LINE = noClasses()
            .that()
            .resideOutsideOfPackage("io.latchkey.server.cli")
            .and()
            .doNotHaveFullyQualifiedName(Main.class.getName())
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.latchkey.server.cli", "picocli..");

    @ArchTest
    static final ArchRule HTTP_AND_CLIENT_PORT_MEET_IN_CONNECTIONS_ONLY = noClasses()
            .that()
            .resideInAPackage("io.latchkey.server.zk")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.latchkey.server.http");

    /** But for what runs when the process ends. */
    @ArchTest
    static final ArchRule NO_THREADS = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(Main.class.getName())
            .and()
            .doNotHaveFullyQualifiedName("io.latchkey.server.cli.HeldRun")
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
    static final ArchRule ONLY_MAIN_KNOWS_THE_PLATFORM = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(Main.class.getName())
            .should()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class, String.class)
            .orShould()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule NOBODY_CATCHES_A_BROKEN_INVARIANT =
            noClasses().should().dependOnClassesThat().areAssignableTo(InvariantViolation.class);

    @ArchTest
    static final ArchRule NO_JAVA_SERIALIZATION =
            noClasses().should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class);
}

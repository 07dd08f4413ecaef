package io.latchkey.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.latchkey.client.session.Callbacks;

/** The rules of the house, as far as they concern this module. */
@AnalyzeClasses(packages = "io.latchkey.client", importOptions = ImportOption.DoNotIncludeTests.class)
class NeverRulesTest {

    @ArchTest
    static final ArchRule KNOWS_NEITHER_ENGINE_NOR_SERVER = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.latchkey.zab..", "io.latchkey.server..", "org.apache..", "net.openhft..");

    @ArchTest
    static final ArchRule VERTX_ONLY_IN_SESSION = noClasses()
            .that()
            .resideOutsideOfPackage("io.latchkey.client.session")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..");

    @ArchTest
    static final ArchRule NO_INTERNALS_OF_VERTX =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("io.vertx.core.internal..", "io.netty..");

    @ArchTest
    static final ArchRule THREADS_ONLY_IN_CALLBACKS = noClasses()
            .that()
            .areNotAssignableTo(Callbacks.class)
            .should()
            .callConstructor(Thread.class, Runnable.class, String.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.util.concurrent.ThreadPoolExecutor.class);

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
    static final ArchRule ONE_CLOCK = classes()
            .that()
            .resideInAPackage("io.latchkey.client..")
            .and()
            .doNotHaveFullyQualifiedName("io.latchkey.client.session.MonotonicClock")
            .should(com.tngtech.archunit.lang.conditions.ArchConditions.not(
                    com.tngtech.archunit.lang.conditions.ArchConditions.callMethod(System.class, "nanoTime")));
}

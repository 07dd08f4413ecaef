package io.latchkey.zab;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.latchkey.zab.core.Member;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.runtime.ReplicatedServer;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** The rules of the house, as far as they concern the engine. */
@AnalyzeClasses(packages = "io.latchkey.zab", importOptions = ImportOption.DoNotIncludeTests.class)
class NeverRulesTest {
    private static final String CORE = "io.latchkey.zab.core";
    private static final String TREE = "io.latchkey.zab.tree";
    private static final String FORMAT = "io.latchkey.zab.format";
    private static final String STORAGE = "io.latchkey.zab.storage";
    private static final String RUNTIME = "io.latchkey.zab.runtime";
    private static final String COLLECTIONS = "kotlinx.collections.immutable..";

    private static final DescribedPredicate<JavaClass> LANGUAGE = resideInAnyPackage(
                    "java.lang",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "org.jspecify.annotations")
            .as("the language and its collections");

    private static final DescribedPredicate<JavaClass> HASH_ORDER = nameMatching(
                    "java\\.util\\.(HashMap|HashSet|IdentityHashMap|WeakHashMap)")
            .forSubtype();

    @ArchTest
    static final ArchRule CORE_IS_PURE = classes()
            .that()
            .resideInAPackage(CORE)
            .should()
            .onlyDependOnClassesThat(LANGUAGE.or(resideInAPackage(CORE)));

    @ArchTest
    static final ArchRule NO_HASH_ORDER_IN_CORE =
            noClasses().that().resideInAPackage(CORE).should().dependOnClassesThat(HASH_ORDER);

    @ArchTest
    static final ArchRule TREE_IS_PURE = classes()
            .that()
            .resideInAPackage(TREE)
            .should()
            .onlyDependOnClassesThat(
                    LANGUAGE.or(resideInAnyPackage(TREE, COLLECTIONS)).or(type(Zxid.class)));

    @ArchTest
    static final ArchRule FORMAT_KNOWS_TREE_AND_CONFIGURATIONS_ALONE = noClasses()
            .that()
            .resideInAPackage(FORMAT)
            .should()
            .dependOnClassesThat(resideInAnyPackage(CORE, STORAGE, RUNTIME)
                    .and(not(type(QuorumConfig.class)))
                    .and(not(type(Member.class)))
                    .and(not(type(Member.Kind.class))));

    @ArchTest
    static final ArchRule STORAGE_KNOWS_CORE_ALONE = noClasses()
            .that()
            .resideInAPackage(STORAGE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TREE, RUNTIME);

    @ArchTest
    static final ArchRule CHRONICLE_IN_STORAGE_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage(STORAGE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("net.openhft..");

    @ArchTest
    static final ArchRule PERSISTENT_COLLECTIONS_IN_TREE_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage(TREE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(COLLECTIONS);

    @ArchTest
    static final ArchRule NO_SERVER_LIBRARIES = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.vertx..", "io.netty..", "org.apache..", "io.latchkey.server..", "io.latchkey.client..");

    @ArchTest
    static final ArchRule THREADS_IN_RUNTIME_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage(RUNTIME)
            .should()
            .callConstructorWhere(JavaCall.Predicates.target(owner(assignableTo(Thread.class))))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Executor.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Executors.class);

    @ArchTest
    static final ArchRule NOBODY_IS_INTERRUPTED = noClasses()
            .that()
            .resideInAPackage(RUNTIME)
            .and()
            .haveSimpleNameNotEndingWith("Threads")
            .should()
            .callMethod(Thread.class, "interrupt");

    @ArchTest
    static final ArchRule NO_SYNCHRONIZED = methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED);

    @ArchTest
    static final ArchRule NO_MUTABLE_STATICS =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule NO_SLEEP = noClasses()
            .should()
            .callMethodWhere(JavaCall.Predicates.target(nameMatching("sleep"))
                    .and(JavaCall.Predicates.target(owner(assignableTo(Thread.class)))));

    @ArchTest
    static final ArchRule NO_SYSTEM_SETTINGS = noClasses()
            .should()
            .callMethodWhere(JavaCall.Predicates.target(owner(type(System.class)))
                    .and(JavaCall.Predicates.target(
                            nameMatching("getProperty|getProperties|setProperty|getenv|exit|load|loadLibrary|gc"))));

    /** The wall clock enters as a port, and is read for the times of znodes alone. */
    @ArchTest
    static final ArchRule CLOCKS_AT_THE_RIM = noClasses()
            .that(not(type(ReplicatedServer.class)).and(not(nameMatching(".*\\.runtime\\.ThreadTicker"))))
            .should()
            .callMethodWhere(JavaCall.Predicates.target(owner(type(System.class)))
                    .and(JavaCall.Predicates.target(nameMatching("currentTimeMillis|nanoTime"))))
            .orShould()
            .callMethodWhere(JavaCall.Predicates.target(owner(resideInAPackage("java.time..")))
                    .and(JavaCall.Predicates.target(nameMatching("now"))));

    @ArchTest
    static final ArchRule RUNTIME_HAS_NO_CYCLES_WITH_OTHERS = noClasses()
            .that()
            .resideInAnyPackage(CORE, TREE, FORMAT, STORAGE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(RUNTIME);
}

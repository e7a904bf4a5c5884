package dev.sluice.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Registration;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Who may import whom. The bench module stands on all of these, and none of them can see it.
 *
 * <p>Each rule is tried twice: the product must keep it, and the intruders among the test classes must break it.
 */
class ArchitectureTest {
    /** The package that puts the server together, for those who embed it. */
    private static final String FACADE = "sluice";

    private static final Map<String, List<String>> MAY_IMPORT = Map.ofEntries(
            entry("loop", List.of()),
            entry("net", List.of("loop")),
            entry("tls", List.of("net", "loop")),
            entry("ftp", List.of()),
            entry("storage", List.of()),
            entry("storage.disk", List.of("storage")),
            entry("transfer", List.of("net", "loop", "storage", "ftp")),
            entry("account", List.of("storage", "net", "loop")),
            entry("server", List.of("account", "transfer", "storage", "storage.disk", "ftp", "tls", "net", "loop")),
            entry("ftpd", List.of("server", "account", "transfer", "storage", "ftp", "tls", "net", "loop")),
            entry(FACADE, List.of("ftpd", "server", "account", "transfer", "storage", "ftp", "tls", "net", "loop")),
            entry("client", List.of("loop", "net", "tls", "ftp")),
            entry("text", List.of()),
            entry("shell", List.of("client", "text", "loop", "net", "ftp")),
            entry("load", List.of("client", "text", "loop", "net", "ftp")),
            entry(
                    "cli",
                    List.of(
                            "load",
                            "shell",
                            "text",
                            "client",
                            FACADE,
                            "ftpd",
                            "server",
                            "account",
                            "transfer",
                            "storage",
                            "storage.disk",
                            "ftp",
                            "tls",
                            "net",
                            "loop")));

    static final List<ArchRule> RULES =
            List.of(layers(), noCycles(), plainJava(), plainStorage(), oneKeyHolder(), noPatterns());

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.sluice");

    private static final JavaClasses INTRUDERS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
            .importPackages("dev.sluice.ftp", "dev.sluice.loop", "dev.sluice.storage");

    @ParameterizedTest
    @FieldSource("RULES")
    void shouldKeep(ArchRule rule) {
        rule.check(PRODUCT);
    }

    @ParameterizedTest
    @FieldSource("RULES")
    void shouldNoticeIntruders(ArchRule rule) {
        assertThatCode(() -> rule.check(INTRUDERS)).isInstanceOf(AssertionError.class);
    }

    @Test
    void shouldSeeBothModules() {
        assertThat(PRODUCT.contain(EventLoop.class)).isTrue();
        assertThat(PRODUCT.contain("dev.sluice.cli.Main")).isTrue();
    }

    private static ArchRule layers() {
        LayeredArchitecture layers = Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.sluice..")
                .withOptionalLayers(true)
                .ensureAllClassesAreContainedInArchitecture();
        for (String name : MAY_IMPORT.keySet()) {
            boolean hasRooms = MAY_IMPORT.keySet().stream().anyMatch(room -> room.startsWith(name + "."));
            layers = layers.layer(name)
                    .definedBy(name.equals(FACADE) ? "dev.sluice" : "dev.sluice." + name + (hasRooms ? "" : ".."));
        }
        for (Map.Entry<String, List<String>> each : MAY_IMPORT.entrySet()) {
            var layer = layers.whereLayer(each.getKey());
            layers = each.getValue().isEmpty()
                    ? layer.mayNotAccessAnyLayer()
                    : layer.mayOnlyAccessLayers(each.getValue().toArray(String[]::new));
        }
        return layers.as("every package imports only those below it");
    }

    private static ArchRule noCycles() {
        return slices().matching("dev.sluice.(*)..").should().beFreeOfCycles();
    }

    private static ArchRule plainJava() {
        return classes()
                .that()
                .resideInAnyPackage("dev.sluice.loop..", "dev.sluice.ftp..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.sluice.loop..", "dev.sluice.ftp..")
                .as("the loop and the grammar import nothing but the JDK");
    }

    private static ArchRule plainStorage() {
        return classes()
                .that()
                .resideInAPackage("dev.sluice.storage..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.slf4j..", "dev.sluice.storage..")
                .as("the storage imports nothing but the JDK and what it logs with");
    }

    private static ArchRule oneKeyHolder() {
        return noClasses()
                .that()
                .doNotBelongToAnyOf(Registration.class, EventLoop.class)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(SelectionKey.class)
                .as("only the registration and its loop hold a selection key");
    }

    /** The JDK's patterns recurse once for each repetition of a group: a line of 4 KiB ends the thread that matches it. */
    private static ArchRule noPatterns() {
        String[] touchedByPeers = Stream.of(
                        "loop",
                        "net",
                        "tls",
                        "ftp",
                        "storage",
                        "transfer",
                        "account",
                        "server",
                        "ftpd",
                        "client",
                        "load")
                .map(name -> "dev.sluice." + name + "..")
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAnyPackage(touchedByPeers)
                .should()
                .dependOnClassesThat(resideInAPackage("java.util.regex").or(type(Scanner.class)))
                .orShould()
                .callMethodWhere(target(owner(type(String.class)))
                        .and(target(name("matches")
                                .or(name("replaceAll"))
                                .or(name("replaceFirst"))
                                .or(name("split")))))
                .as("no regular expression meets what a peer sends");
    }
}

package io.jenkins.plugins.lvm;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rules of the house: which package may see which. */
@AnalyzeClasses(packages = "io.jenkins.plugins.lvm", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.jenkins.plugins.lvm.";
    private static final String VERIFIER = ROOT + "verifier";

    @ArchTest
    static final ArchRule verifierKnowsNothingOfJenkins = noClasses()
            .that()
            .resideInAPackage(VERIFIER + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "hudson..", "jenkins..", "org.jenkinsci..", "org.kohsuke..", ROOT + "step..", ROOT + "report..");

    private static final Pattern ROOM = Pattern.compile("(?m)^\\| (?:`(\\w+)`[^|]*|root) \\|");

    /** Rooms from the top to the ground floor, as CONTRIBUTING lists them; the root has no name. */
    private static List<String> rooms() {
        try {
            String map = Files.readString(Path.of("CONTRIBUTING.md"));
            return ROOM.matcher(map.substring(map.indexOf("## The house"), map.indexOf("## Words")))
                    .results()
                    .map(row -> Objects.requireNonNullElse(row.group(1), ""))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ArchTest
    static final ArchRule roomsSeeOnlyRoomsBelowThem = classes()
            .that()
            .resideInAPackage(VERIFIER + "..")
            .should(new ArchCondition<>("see only their own room and those below it on CONTRIBUTING's map") {
                private final List<String> rooms = rooms();

                private int floor(JavaClass type) {
                    String inside = type.getPackageName().substring(VERIFIER.length());
                    return rooms.indexOf(inside.isEmpty() ? "" : inside.split("\\.")[1]);
                }

                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    type.getDirectDependenciesFromSelf().stream()
                            .filter(seen ->
                                    seen.getTargetClass().getPackageName().startsWith(VERIFIER))
                            .forEach(seen -> events.add(new SimpleConditionEvent(
                                    type,
                                    floor(type) >= 0 && floor(seen.getTargetClass()) >= floor(type),
                                    seen.getDescription())));
                }
            });

    @ArchTest
    static final ArchRule stepAndPagesSeeContractGatesAndViewsOnly = classes()
            .that()
            .resideInAnyPackage(ROOT + "step..", ROOT + "report..")
            .should()
            .onlyDependOnClassesThat(resideOutsideOfPackage(VERIFIER + "..")
                    .or(resideInAnyPackage(
                            VERIFIER + ".artifact..",
                            VERIFIER + ".attestation..",
                            VERIFIER + ".contract..",
                            VERIFIER + ".gate..",
                            VERIFIER + ".view..")));

    @ArchTest
    static final ArchRule historiesAreReadWithoutJenkins = noClasses()
            .that()
            .resideInAPackage(ROOT + "report.history..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("hudson..", "jenkins..", "org.jenkinsci..", "org.kohsuke..");

    @ArchTest
    static final ArchRule viewsSeeTheContractOnly = classes()
            .that()
            .resideInAPackage(VERIFIER + ".view..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    VERIFIER + ".view..",
                    VERIFIER + ".contract..",
                    VERIFIER + ".gate..",
                    VERIFIER + ".metric..",
                    "java..",
                    "org.jspecify.annotations..",
                    "javax.xml.stream..");

    @ArchTest
    static final ArchRule gatesArePureJava = classes()
            .that()
            .resideInAPackage(VERIFIER + ".gate..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(VERIFIER + ".gate..", VERIFIER + ".metric..", "java..", "org.jspecify.annotations..");

    @ArchTest
    static final ArchRule metricsArePureMathematics = sees(".metric");

    @ArchTest
    static final ArchRule contractSeesGatesAndMetricsOnly = sees(".contract", ".gate", ".metric");

    @ArchTest
    static final ArchRule formatIsTheGroundFloor = sees(".format", ".contract");

    @ArchTest
    static final ArchRule checkpointsStandOnFormat = sees(".checkpoint", ".format", ".contract", ".metric");

    @ArchTest
    static final ArchRule datasetsStandOnFormat = sees(".dataset", ".format", ".contract");

    @ArchTest
    static final ArchRule modelsSeeTheContractAndGraphsOnly = sees(".model", ".contract", ".onnx");

    @ArchTest
    static final ArchRule graphsStandOnFormat = sees(".onnx", ".format", ".contract");

    @ArchTest
    static final ArchRule scoresSeeNothing = sees(".score");

    @ArchTest
    static final ArchRule artifactsNeedNoEngine = sees(".artifact", ".attestation", ".contract");

    @ArchTest
    static final ArchRule attestationsNeedNoEngine = sees(".attestation", ".contract", ".gate");

    /** Signatures are the JDK's: no other library has a hand in them. */
    @ArchTest
    static final ArchRule attestationsAreSignedByTheJdk = classes()
            .that()
            .resideInAPackage(VERIFIER + ".attestation..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    VERIFIER + "..", "java..", "javax.crypto..", "com.google.gson..", "org.jspecify.annotations..");

    @ArchTest
    static final ArchRule riskIsPureMathematics = sees(".risk");

    @ArchTest
    static final ArchRule diagnosisIsPure = sees(".diagnosis", ".contract", ".gate");

    @ArchTest
    static final ArchRule servicesAreAskedForKeptRows =
            sees(".service", ".evaluation", ".dataset", ".format", ".contract");

    @ArchTest
    static final ArchRule theSelfCheckSeesRowsAndModels =
            sees(".selfcheck", ".evaluation", ".alignment", ".model", ".onnx", ".dataset", ".contract");

    @ArchTest
    static final ArchRule formatTakesExceptionsAndPrintableTextFromTheContract = noClasses()
            .that()
            .resideInAPackage(VERIFIER + ".format..")
            .should()
            .dependOnClassesThat(resideInAPackage(VERIFIER + ".contract..")
                    .and(not(assignableTo(VerifierException.class)
                            .or(assignableTo(PrintableText.class))
                            .or(simpleNameStartingWith("Reason")))));

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching(ROOT + "(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule classesOfTheVerifiersRootAreFreeOfCycles =
            slices().assignedFrom(new RootClasses()).should().beFreeOfCycles();

    /** Each class of the verifier's root is a slice of its own, with the classes inside it. */
    private static final class RootClasses implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return type.getPackageName().equals(VERIFIER)
                    ? SliceIdentifier.of(type.getName().replaceFirst("\\$.*", ""))
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "classes of the verifier's root";
        }
    }

    /** Of the verifier's own packages, one may see these and itself. */
    private static ArchRule sees(String room, String... rooms) {
        String[] allowed = Stream.concat(Stream.of(room), Stream.of(rooms))
                .map(name -> VERIFIER + name + "..")
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(VERIFIER + room + "..")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage(VERIFIER + "..").or(resideInAnyPackage(allowed)));
    }

    @ArchTest
    static final ArchRule torchStaysInItsRoom = noClasses()
            .that()
            .resideOutsideOfPackage(VERIFIER + ".model..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule onnxRuntimeStaysInItsRoom = noClasses()
            .that()
            .resideOutsideOfPackage(VERIFIER + ".onnx..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.onnxruntime..");

    @ArchTest
    static final ArchRule nd4jStaysInItsRoom = noClasses()
            .that()
            .resideOutsideOfPackage(VERIFIER + ".score..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.nd4j..");

    @ArchTest
    static final ArchRule htmlIsBuiltByTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage(VERIFIER + ".cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("j2html..");

    @ArchTest
    static final ArchRule billsOfMaterialsAreWrittenByTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage(VERIFIER + ".cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.cyclonedx..");

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that()
            .resideOutsideOfPackage(VERIFIER + ".cli..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule noMutableStaticState =
            fields().that().areStatic().should().beFinal().allowEmptyShould(true);
}

package io.jenkins.plugins.lvm;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

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

    @ArchTest
    static final ArchRule stepAndPagesSeeContractAndGatesOnly = noClasses()
            .that()
            .resideInAnyPackage(ROOT + "step..", ROOT + "report..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    VERIFIER,
                    VERIFIER + ".cli..",
                    VERIFIER + ".checkpoint..",
                    VERIFIER + ".dataset..",
                    VERIFIER + ".model..",
                    VERIFIER + ".score..",
                    VERIFIER + ".convention..",
                    VERIFIER + ".diagnosis..",
                    VERIFIER + ".alignment..")
            .allowEmptyShould(true);

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
                    "java..",
                    "javax.xml.stream..");

    @ArchTest
    static final ArchRule gatesArePureJava = classes()
            .that()
            .resideInAPackage(VERIFIER + ".gate..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(VERIFIER + ".gate..", "java..");

    @ArchTest
    static final ArchRule contractSeesGatesOnly = noClasses()
            .that()
            .resideInAPackage(VERIFIER + ".contract..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    VERIFIER,
                    VERIFIER + ".cli..",
                    VERIFIER + ".checkpoint..",
                    VERIFIER + ".dataset..",
                    VERIFIER + ".model..",
                    VERIFIER + ".score..",
                    VERIFIER + ".convention..",
                    VERIFIER + ".diagnosis..");

    @ArchTest
    static final ArchRule engineRoomsDoNotSeeEachOther = slices().matching(
                    VERIFIER + ".(checkpoint|dataset|model|score|convention)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule engineRoomsDoNotLookUp = noClasses()
            .that()
            .resideInAnyPackage(
                    VERIFIER + ".checkpoint..",
                    VERIFIER + ".dataset..",
                    VERIFIER + ".model..",
                    VERIFIER + ".score..",
                    VERIFIER + ".convention..",
                    VERIFIER + ".alignment..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(VERIFIER, VERIFIER + ".cli..");

    @ArchTest
    static final ArchRule torchStaysInItsRoom = noClasses()
            .that()
            .resideOutsideOfPackage(VERIFIER + ".model..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule nd4jStaysInItsRoom = noClasses()
            .that()
            .resideOutsideOfPackage(VERIFIER + ".score..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.nd4j..");

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

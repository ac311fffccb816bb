package io.jenkins.plugins.lvm;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** Nobody can tell the arguments of a long call apart: tests and tools cannot, either. */
@AnalyzeClasses(packages = "io.jenkins.plugins.lvm")
class LongConstructorsTest {
    private static final String ROOT = "io.jenkins.plugins.lvm";
    private static final int MOST_PARAMETERS = 8;

    @ArchTest
    static final ArchRule longConstructorsAreCalledByBuildersOnly = noClasses()
            .that(DescribedPredicate.describe(
                    "are not builders", type -> !type.getSimpleName().endsWith("Builder")))
            .should(new ArchCondition<>("call a constructor of more than " + MOST_PARAMETERS + " parameters") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    for (JavaConstructorCall call : type.getConstructorCallsFromSelf()) {
                        if (call.getTarget().getRawParameterTypes().size() > MOST_PARAMETERS
                                && call.getTargetOwner().getPackageName().startsWith(ROOT)) {
                            events.add(SimpleConditionEvent.satisfied(call, call.getDescription()));
                        }
                    }
                }
            });
}

package io.jenkins.plugins.lvm.verifier.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a report may lack stays absent when it is shown, rather than becoming a part full of zeros. */
class OptionalPartsTest {
    private final Set<Class<?>> seen = new HashSet<>();
    private final Set<String> optional = new TreeSet<>();

    @Test
    void areThoseThatTheContractCallsNullable() {
        walk(VerificationReport.class);

        assertThat(PresentableReport.OPTIONAL).containsExactlyInAnyOrderElementsOf(optional);
    }

    private void walk(Class<?> type) {
        if (!type.isRecord() || !seen.add(type)) {
            return;
        }
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getType().isRecord() && component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                optional.add(component.getName());
            }
            walk(component.getType());
            if (component.getGenericType() instanceof ParameterizedType generic) {
                Arrays.stream(generic.getActualTypeArguments())
                        .filter(Class.class::isInstance)
                        .forEach(argument -> walk((Class<?>) argument));
            }
        }
    }
}

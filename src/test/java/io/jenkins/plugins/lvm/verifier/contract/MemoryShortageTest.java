package io.jenkins.plugins.lvm.verifier.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;

class MemoryShortageTest {

    /** As what needs memory to start. */
    private static final class Hungry {
        static final Object TOO_MUCH = refuse();

        private static Object refuse() {
            throw new OutOfMemoryError("Java heap space");
        }
    }

    /** As what cannot start for another reason. */
    private static final class Broken {
        static final Object NOTHING = refuse();

        private static Object refuse() {
            throw new IllegalStateException("no such library");
        }
    }

    @Test
    void whatLacksMemorySaysSoHoweverItIsWrapped() {
        OutOfMemoryError lack = new OutOfMemoryError("Java heap space");

        assertThat(MemoryShortage.isBehind(lack)).isTrue();
        assertThat(MemoryShortage.isBehind(new IllegalStateException("engine", new ExceptionInInitializerError(lack))))
                .isTrue();
        assertThat(MemoryShortage.isBehind(new IllegalStateException("java.lang.OutOfMemoryError")))
                .isFalse();
    }

    /** The first use fails with the cause itself, the later ones only with what the virtual machine noted of it. */
    @Test
    void classThatCouldNotStartForLackOfMemoryStaysToldFromOneThatIsBroken() {
        assertThat(catchThrowable(() -> assertThat(Hungry.TOO_MUCH).isNull())).isNotNull();
        assertThat(catchThrowable(() -> assertThat(Broken.NOTHING).isNull())).isNotNull();

        Throwable hungry = catchThrowable(() -> assertThat(Hungry.TOO_MUCH).isNull());
        Throwable broken = catchThrowable(() -> assertThat(Broken.NOTHING).isNull());

        assertThat(hungry).isInstanceOf(NoClassDefFoundError.class);
        assertThat(MemoryShortage.isBehind(hungry)).isTrue();
        assertThat(broken).isInstanceOf(NoClassDefFoundError.class);
        assertThat(MemoryShortage.isBehind(broken)).isFalse();
    }
}

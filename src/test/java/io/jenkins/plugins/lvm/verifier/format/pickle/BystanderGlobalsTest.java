package io.jenkins.plugins.lvm.verifier.format.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which objects of classes that are not known here are passed over, held against what Python has on a machine with PyTorch. */
class BystanderGlobalsTest {
    private final AllowList<PickleGlobal> names = names();

    private static AllowList<PickleGlobal> names() {
        AllowList.Builder<PickleGlobal> list = new AllowList.Builder<>();
        new BystanderGlobals(new CallBudget(100_000)).addTo(list);
        return list.build();
    }

    private PickleGlobal meaning(String module, String name) {
        return names.meaning(
                module, name, 4, (predicate, hint) -> VerifierException.unreadable("It " + predicate, "Look at it."));
    }

    private static JsonObject importable() throws IOException {
        return JsonParser.parseString(Files.readString(PythonFixtures.run("bystander_names.py", "bystander-names")
                        .resolve("names.json")))
                .getAsJsonObject();
    }

    @Test
    void noModuleOfPythonOrAnInstalledPackageIsTakenForTheProjects() throws IOException {
        JsonArray modules = importable().getAsJsonArray("modules");
        assertThat(modules).hasSizeGreaterThan(300);
        for (JsonElement module : modules) {
            for (String inner : List.of("", ".models", ".config")) {
                assertThatExceptionOfType(VerifierException.class)
                        .as(module.getAsString() + inner)
                        .isThrownBy(() -> meaning(module.getAsString() + inner, "Popen"));
            }
        }
    }

    @Test
    void ofTorchsOptimizersTheClassesThemselvesAreMadeAndNeverCalled() throws IOException {
        int taken = 0;
        for (JsonElement entry : importable().getAsJsonArray("optimizers")) {
            JsonArray found = entry.getAsJsonArray();
            String module = found.get(0).getAsString();
            String name = found.get(1).getAsString();
            if (found.get(2).getAsBoolean()) {
                assertThat(meaning(module, name).creator())
                        .as(module + "." + name)
                        .isNotNull();
                assertThat(meaning(module, name).constructor()).isNull();
                taken++;
            } else {
                assertThatExceptionOfType(VerifierException.class).isThrownBy(() -> meaning(module, name));
            }
        }
        assertThat(taken).isGreaterThan(20);
    }

    @Test
    void aClassOfTheProjectIsCalledWithOnePlainValueOnly() {
        PickleGlobal mode = meaning("train_settings", "Mode");
        assertThat(mode.constructor().make(new Tuple("full"))).isInstanceOf(Bystander.class);
        assertThat(mode.constructor().make(new Tuple(new Tuple(1L, 2L)))).isInstanceOf(Bystander.class);
        for (Tuple arguments : List.of(new Tuple(), new Tuple("a", "b"), new Tuple(mode), new Tuple(new Tuple(mode)))) {
            assertThatThrownBy(() -> mode.constructor().make(arguments)).isInstanceOf(PickleGlobal.Refused.class);
        }
        assertThat(mode.creator().make(new Tuple("a", "b"))).isInstanceOf(Bystander.class);
        assertThatExceptionOfType(VerifierException.class).isThrownBy(() -> meaning("train_settings", "stirred"));
    }

    @Test
    void membersAreOfTheProjectsOwnEnumerations() {
        PickleGlobal attribute = meaning("builtins", "getattr");
        assertThat(attribute.constructor().make(new Tuple(meaning("train_settings", "Mode"), "FULL")))
                .isInstanceOf(Bystander.class);
        for (Tuple arguments : List.of(
                new Tuple(meaning("collections", "Counter"), "update"),
                new Tuple(meaning("train_settings", "Mode"), "__class__"),
                new Tuple(meaning("torch.optim.adam", "Adam"), "step"))) {
            assertThatThrownBy(() -> attribute.constructor().make(arguments)).isInstanceOf(PickleGlobal.Refused.class);
        }
    }
}

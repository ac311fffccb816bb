package io.jenkins.plugins.lvm.verifier.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.PythonFixtures;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hostile file refers to is refused, and not executed. */
class HostileReferencesTest extends HostileCheckpoints {
    @ParameterizedTest
    @CsvSource({
        "system, posix.system",
        "eval, __builtin__.eval",
        "getattr, builtins.getattr",
        "popen, commands.Popen", // as Python 2 called it, which protocol 2 keeps
        "load_from_bytes, torch.storage._load_from_bytes",
        "import, __builtin__.__import__",
        "whole_module, torch.nn.modules.linear.Linear"
    })
    void areRefusedByName(final String attack, final String name) {
        final Path fixtures = PythonFixtures.run("checkpoint_fixtures.py", "checkpoint");
        assertRefused(fixtures.resolve("hostile_" + attack + ".pt"), "refers to " + name, NOT_EXECUTED);
        if (!attack.equals("whole_module")) {
            assertRefused(
                    fixtures.resolve("hostile_" + attack + "_protocol4.pt"),
                    "refers to " + name.replace("__builtin__", "builtins").replace("commands", "subprocess"),
                    NOT_EXECUTED);
        }
        assertThat(fixtures.resolve("executed")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void areRefusedInEveryPickleOfALegacyFile(final int pickle) {
        final Path fixtures = PythonFixtures.run("checkpoint_fixtures.py", "checkpoint");
        assertRefused(fixtures.resolve("hostile_legacy_" + pickle + ".pt"), "refers to posix.system", NOT_EXECUTED);
        assertThat(fixtures.resolve("executed")).doesNotExist();
    }

    @Test
    void ofTorchScriptAreNamed() {
        final Path fixtures = PythonFixtures.run("checkpoint_fixtures.py", "checkpoint");
        assertRefused(fixtures.resolve("torchscript.pt"), "is a TorchScript archive");
    }

    @Test
    void areMadeFitForAMessage() throws IOException {
        assertRefused(
                pickled(new Pickle()
                        .text("x\n\u001b[31m" + "y".repeat(500))
                        .text("z")
                        .op(0x93)),
                "refers to x\\u000A\\u001B[31myyy");
    }

    @ParameterizedTest
    @CsvSource({"i, INST", "o, OBJ", "P, PERSID of protocol 0", "\u0082, EXT", "\u0097, BUFFER", "\u0092, NEWOBJ_EX"})
    void byOtherInstructionsAreRefused(final String code, final String name) throws IOException {
        assertRefused(pickled(new Pickle().ops(code)), "uses the pickle instruction", name);
    }

    @Test
    void thatMayOnlyBeMentionedAreNotCalled() throws IOException {
        assertRefused(
                pickled(new Pickle()
                        .global("builtins", "bytes")
                        .integer(1L << 40)
                        .op(0x85)
                        .ops("R")),
                "calls builtins.bytes, which is not supported");
    }

    @Test
    void outsideOfThePickleAreRefused() throws IOException {
        assertRefused(pickled(new Pickle().text("module").ops("Q")), "outside of its pickle that is not a storage");
    }
}

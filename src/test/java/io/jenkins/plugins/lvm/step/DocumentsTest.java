package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.report.StoredVerification;
import io.jenkins.plugins.lvm.report.StoredVerification.Place;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kohsuke.stapler.DataBoundSetter;

/** The guide and the list of errors speak of what the code has. */
class DocumentsTest {
    private static final Path GUIDE = Path.of("docs/user-guide.md");
    private static final Path TROUBLES = Path.of("docs/troubleshooting.md");
    private static final Pattern RECIPE = Pattern.compile("(?s)```groovy\n(.*?)```");
    /** A call with named arguments, up to the end of the last line that belongs to it. */
    private static final Pattern CALL = Pattern.compile("verifyLvmCheckpoint[ (]((?:[^,\n]|,\\s*)*)");

    private static final Pattern NAMED = Pattern.compile("(?:^|[ (,\\s])([a-zA-Z]+): ");
    private static final Pattern KEY_OF_TABLE = Pattern.compile("(?m)^\\| ((?:`[^`]+`(?:, )?)+) \\|");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern SENTENCE = Pattern.compile("(?m)^\\| `([^`]+)` \\|");
    /** What a sentence takes from variables, constants, or a helper that puts it between quotes. */
    private static final Pattern INSERTED = Pattern.compile("…|'|\\b17\\b|2\\.7\\.1");

    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");

    private static final Pattern JOINED_LITERALS = Pattern.compile("\"\\s*\\+\\s*\"");

    private static Set<String> parameters() {
        final Set<String> names = new TreeSet<>(Set.of("checkpoint", "data"));
        for (final Method method : VerifyLvmCheckpointBuilder.class.getDeclaredMethods()) {
            if (method.isAnnotationPresent(DataBoundSetter.class)) {
                names.add(Character.toLowerCase(method.getName().charAt(3))
                        + method.getName().substring(4));
            }
        }
        return names;
    }

    private static List<String> groups(final Pattern pattern, final String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }

    private static Map<String, Object> result(final boolean verified) {
        final StoredVerification stored;
        Verification found = null;
        if (verified) {
            found = Reports.verification("/lstm.pt", 0.5329, -0.0073)
                    .diagnosed(
                            List.of(new Finding("NOISE", Severity.ERROR, "Noise", "It is noise.", Map.of(), null)),
                            null,
                            null);
            stored = StoredVerification.of(new Place("lstm", "lstm", ""), found, 0);
        } else {
            stored = StoredVerification.of(
                    new Place("x", "x", ""), "/x.pt", new Problem("/x.pt", 65, "It is damaged.", "Copy it again."), 0);
        }
        final VerificationOutcome outcome =
                new VerificationOutcome(true, true, List.of(new VerificationOutcome.Entry(stored, found)));
        assertThat(outcome.verdict()).isEqualTo(Verdict.FAILED);
        return outcome.toMap();
    }

    @Test
    void recipesUseParametersThatThereAre() throws IOException {
        final List<String> calls = new ArrayList<>();
        for (final String recipe : groups(RECIPE, Files.readString(GUIDE))) {
            calls.addAll(groups(CALL, recipe));
        }

        assertThat(calls).hasSizeGreaterThan(8);
        final Set<String> used = new TreeSet<>();
        calls.forEach(call -> used.addAll(groups(NAMED, call)));
        assertThat(used)
                .contains("checkpoint", "data", "model", "servingForward", "device", "junit", "failBuild")
                .isSubsetOf(parameters());
    }

    @Test
    void resultHasTheKeysThatTheGuideLists() throws IOException {
        final String guide = Files.readString(GUIDE);
        final String section = guide.substring(
                guide.indexOf("## What a Pipeline gets back"), guide.indexOf("## What later steps see"));
        final Set<String> listed = new TreeSet<>();
        for (final String cell : groups(KEY_OF_TABLE, section)) {
            listed.addAll(groups(CODE, cell));
        }

        final Set<String> keys = new TreeSet<>(result(true).keySet());
        keys.addAll(result(false).keySet());
        assertThat(listed).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(result(true).get("gates").toString()).contains("metric=", "value=", "threshold=", "passed=");
        assertThat(result(true).get("findings").toString()).contains("code=", "title=", "explanation=");
    }

    @Test
    void variablesOfTheGuideAreThoseOfTheEnvironment() throws IOException {
        final String source =
                Files.readString(Path.of("src/main/java/io/jenkins/plugins/lvm/report/VerificationEnvironment.java"));

        assertThat(new TreeSet<>(groups(Pattern.compile("`(LVM_[A-Z0-9]+)`"), Files.readString(GUIDE))))
                .containsExactlyElementsOf(new TreeSet<>(groups(Pattern.compile("\"(LVM_[A-Z0-9]+)\""), source)));
    }

    @Test
    void errorsThatAreExplainedAreStillPrinted() throws IOException {
        final StringBuilder sources = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (final Path file : files.filter(Files::isRegularFile).toList()) {
                sources.append(Files.readString(file));
            }
        }
        final String literals = JOINED_LITERALS.matcher(sources).replaceAll("");

        final List<String> unknown = new ArrayList<>();
        final List<String> explained = groups(SENTENCE, Files.readString(TROUBLES));
        assertThat(explained).hasSizeGreaterThan(70);
        for (final String sentence : explained) {
            for (final String part : INSERTED.split(sentence)) {
                if (part.strip().length() > 3 && !literals.contains(part.strip())) {
                    unknown.add(part.strip() + " in: " + sentence);
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        final List<String> broken = new ArrayList<>();
        for (final String name : List.of("user-guide", "troubleshooting", "security", "releasing", "parameters")) {
            final Path file = Path.of("docs", name + ".md");
            LINK.matcher(Files.readString(file))
                    .results()
                    .filter(link -> !leadsSomewhere(file, link))
                    .forEach(link -> broken.add(file + " " + link.group()));
        }
        assertThat(broken).isEmpty();
    }

    private static boolean leadsSomewhere(final Path from, final MatchResult link) {
        final Path target = link.group(1).isEmpty() ? from : from.resolveSibling(link.group(1));
        if (link.group(2) == null) {
            return Files.exists(target);
        }
        try (Stream<String> lines = Files.lines(target)) {
            return lines.filter(line -> line.startsWith("#"))
                    .map(line -> line.replaceFirst("^#+ ", "")
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^a-z0-9 -]", "")
                            .replace(' ', '-'))
                    .anyMatch(link.group(2)::equals);
        } catch (final IOException e) {
            return false;
        }
    }
}

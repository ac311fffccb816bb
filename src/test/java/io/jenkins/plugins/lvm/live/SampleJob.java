package io.jenkins.plugins.lvm.live;

import io.jenkins.plugins.lvm.SampleVerification;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A job with builds that a controller could have run over weeks; their results are stored by the plugin itself. */
final class SampleJob {
    private static final DateTimeFormatter OLD_FOLDER =
            DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final String name;
    private final List<Map<String, SampleVerification>> builds = new ArrayList<>();

    SampleJob(final String name) {
        this.name = name;
    }

    /** Adds a build with one checkpoint of each of some models, by the models' names. */
    SampleJob build(final Map<String, SampleVerification> models) {
        builds.add(new LinkedHashMap<>(models));
        return this;
    }

    /** Adds a build with one checkpoint. */
    SampleJob build(final String model, final SampleVerification verification) {
        return build(Map.of(model, verification));
    }

    /** Makes the job with its builds, one a day, the last a day before the given moment. */
    void create(final ControllerProcess controller, final Instant before) throws Exception {
        controller.createJob(
                name,
                "<project><keepDependencies>false</keepDependencies><properties/><canRoam>true</canRoam>"
                        + "<disabled>false</disabled><builders/><publishers/><buildWrappers/></project>");
        final Path root = Path.of(
                controller.script("print hudson.model.Hudson.instance.getItem(%s).rootDir".formatted(literal(name))));
        final Path reports = LiveFiles.directory().resolve("sample-reports");
        LiveFiles.delete(reports);
        for (int number = 1; number <= builds.size(); number++) {
            final Instant start = before.minus(Duration.ofDays(builds.size() - number + 1L));
            write(controller, root, reports.resolve(Integer.toString(number)), number, start);
        }
        Files.writeString(root.resolve("nextBuildNumber"), Integer.toString(builds.size() + 1));
        controller.script(SCRIPT.formatted(literal(name), literal(reports.toString())));
    }

    private void write(
            final ControllerProcess controller,
            final Path root,
            final Path reports,
            final int number,
            final Instant start)
            throws IOException {
        final Path build = root.resolve("builds")
                .resolve(controller.host().isCurrent() ? Integer.toString(number) : OLD_FOLDER.format(start));
        Files.createDirectories(build);
        Files.createDirectories(reports);
        Verdict worst = Verdict.PASSED;
        int id = 1;
        for (final Map.Entry<String, SampleVerification> model :
                builds.get(number - 1).entrySet()) {
            final VerificationReport report = model.getValue().report();
            worst = worst.and(report.verdict());
            Files.writeString(reports.resolve("model-" + id + ".json"), ContractJson.render(report));
            Files.write(
                    reports.resolve("model-" + id + ".f32"), model.getValue().cosines());
            Files.writeString(reports.resolve("model-" + id + ".series"), model.getKey());
            id++;
        }
        final String result =
                switch (worst) {
                    case PASSED -> "SUCCESS";
                    case UNSTABLE -> "UNSTABLE";
                    case FAILED -> "FAILURE";
                };
        Files.writeString(
                build.resolve("build.xml"),
                """
                <?xml version='1.0' encoding='UTF-8'?>
                <build>
                  <actions/>
                  <number>%d</number>
                  %s
                  <result>%s</result>
                  <duration>8600</duration>
                  <charset>UTF-8</charset>
                  <keepLog>false</keepLog>
                  <builtOn></builtOn>
                </build>
                """
                        .formatted(
                                number,
                                controller.host().isCurrent()
                                        ? "<timestamp>" + start.toEpochMilli() + "</timestamp>"
                                        : "",
                                result));
        Files.writeString(build.resolve("log"), "Finished: " + result + "\n");
    }

    private static final String SCRIPT =
            """
            import hudson.model.*
            def loader = Hudson.instance.pluginManager.uberClassLoader
            def type = { loader.loadClass('io.jenkins.plugins.lvm.' + it) }
            def json = type('verifier.contract.ContractJson')
            def actions = type('report.LvmVerificationAction')
            def stored = type('report.StoredVerification')
            def numbers = type('report.RowNumbers').constructors.find { it.parameterTypes.length == 2 }
            def places = type('report.StoredVerification$Place').constructors.find { it.parameterTypes.length == 3 }
            def job = Hudson.instance.getItem(%s)
            job.onLoad(job.parent, job.name)
            new File(%s).listFiles().sort { it.name as int }.each { folder ->
                def run = job.getBuildByNumber(folder.name as int)
                def action = actions.of(run)
                folder.listFiles().findAll { it.name.endsWith('.json') }.sort { it.name }.each { file ->
                    def id = file.name - '.json'
                    def report = json.readReport(file.getText('UTF-8'))
                    def place = places.newInstance(id, new File(folder, id + '.series').getText('UTF-8'), 'agent')
                    def rows = numbers.newInstance(new File(folder, id + '.f32').readBytes(), null)
                    action.add(stored.of(place, report.verifications()[0], run.timeInMillis), report, rows)
                }
                run.save()
            }
            // The old host would ask for the page of the history only when the job is loaded next.
            job.updateTransientActions()
            """;

    /** A text as Groovy writes it. */
    static String literal(final String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}

package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An agent whose Java changes the verifier's report before the controller reads it. */
@ExtendWith(LiveController.class)
class UntrustedReportIT {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            lying      | sed -i 's/"verdict": "FAILED"/"verdict": "PASSED"/' | and its own numbers make that FAILED
            softened   | sed -i 's/"criticality": "FAILED"/"criticality": "NOTE"/' | are not those that its numbers lead to
            huge       | truncate -s 11M                               | it is larger than 10 MB
            not-finite | sed -i 's/"skill": [-0-9.e]*/"skill": NaN/'   | it is not JSON
            other      | sed -i 's/lstm_broken.pt/gru_healthy.pt/'     | exactly the checkpoints that were asked about
            bare       | sed -i '/"nonFinite"/d'                       | nonFinite is missing
            wide       | sed -i 's/"from": -1.0/"from": -1e300/'        | a histogram does not have
            many-rows  | sed -i 's/"validationRows": [0-9]*/"validationRows": 1073741824/' | the number of rows is out of range
            """)
    void forgedReportFailsTheBuild(
            final String name,
            final String forgery,
            final String reason,
            final ControllerProcess controller,
            final AgentProcess agent)
            throws Exception {
        final Path javaHome = agent.javaHome(
                "forged-" + name,
                """
                "$java" "$@"
                code=$?
                for argument; do
                  if [ "$previous" = --control ]; then %s "$argument/report.json"; fi
                  previous=$argument
                done
                exit $code
                """
                        .formatted(forgery));
        final StepXml step = StepXml.verify(LiveFiles.example("lstm_broken.pt"))
                .with("javaHome", javaHome)
                .with("failBuild", false);
        controller.createFreestyleJob("forged-" + name, agent, step.toString());

        final Build build = controller.build("forged-" + name);

        assertThat(build.result()).as(build.console()).isEqualTo("FAILURE");
        assertThat(build.console())
                .contains("The report that came from the agent is refused: ")
                .contains(reason)
                .doesNotContain("\tat ");
    }
}

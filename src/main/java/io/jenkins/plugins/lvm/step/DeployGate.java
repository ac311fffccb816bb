package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.lvm.report.GateDecision;
import io.jenkins.plugins.lvm.report.LvmDeployGateAction;
import io.jenkins.plugins.lvm.verifier.attestation.Checked;
import io.jenkins.plugins.lvm.verifier.attestation.DeployedModel;
import io.jenkins.plugins.lvm.verifier.attestation.DeploymentPolicy;
import io.jenkins.plugins.lvm.verifier.attestation.PolicyFile;
import io.jenkins.plugins.lvm.verifier.attestation.Refusal;
import io.jenkins.plugins.lvm.verifier.attestation.Sha256;
import io.jenkins.plugins.lvm.verifier.attestation.SignedAttestation;
import io.jenkins.plugins.lvm.verifier.attestation.TimeSpan;
import io.jenkins.plugins.lvm.verifier.attestation.TrustedKey;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The gate before a deployment, for one file or folder: the same for Pipeline and freestyle jobs. */
final class DeployGate {
    private static final int LARGEST_ATTESTATION = 16 << 20;
    /** How many builds back somebody may have let a file pass, and for how long. */
    private static final int OVERRIDING_BUILDS = 20;

    private static final Duration OVERRIDING_TIME = Duration.ofDays(1);

    private final Run<?, ?> run;
    private final FilePath workspace;
    private final TaskListener listener;

    /** @throws AbortException without a workspace */
    DeployGate(Run<?, ?> run, @Nullable FilePath workspace, TaskListener listener) throws AbortException {
        if (workspace == null) {
            throw new AbortException("The build has no workspace; its agent is gone. Build again when it is back.");
        }
        this.run = run;
        this.workspace = workspace;
        this.listener = listener;
    }

    /**
     * What is asked for.
     *
     * @param checkpoint path in the workspace, or an absolute one
     * @param attestation path of its attestation; null for the one beside it
     * @param key public key in PEM that may have signed beside the controller's own
     * @param maxAge as people write it; null means as the policy says
     * @param policy text of a policy; null for the usual one
     */
    record Question(
            String checkpoint,
            @Nullable String attestation,
            @Nullable String key,
            @Nullable String maxAge,
            @Nullable String policy) {

        String attestationFile() {
            return attestation == null
                    ? checkpoint.replaceFirst("[/\\\\]+$", "").replaceFirst("\\.[^./\\\\]*$", "") + ".attestation.json"
                    : attestation;
        }
    }

    /**
     * Lets the file pass.
     *
     * @return what a script gets: strings only
     * @throws AbortException if it is refused, without a stack trace
     */
    Map<String, String> pass(Question question) throws IOException, InterruptedException {
        GateDecision decision;
        try {
            decision = decide(question);
        } catch (VerifierException e) {
            throw new AbortException("The deploy gate cannot decide: " + e.getMessage() + " " + e.hint());
        }
        GateDecision.Overriding override =
                decision.getOutcome().equals(GateDecision.REFUSED) ? override(decision.getSha256()) : null;
        GateDecision kept = override == null ? decision : decision.passing(override);
        LvmDeployGateAction.of(run).add(kept);
        String line = kept.getOutcome() + " " + PrintableText.of(kept.getCheckpoint()) + ": "
                + PrintableText.of(kept.getSentence())
                + (override == null
                        ? "."
                        : ". " + PrintableText.of(override.by()) + " let it pass: "
                                + PrintableText.of(override.reason()));
        listener.getLogger().println(line);
        if (kept.getOutcome().equals(GateDecision.REFUSED)) {
            throw new AbortException("The deploy gate refused " + PrintableText.of(kept.getCheckpoint()) + ": "
                    + PrintableText.of(kept.getSentence()) + ".");
        }
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("outcome", kept.getOutcome());
        answer.put("checkpoint", kept.getCheckpoint());
        answer.put("sha256", kept.getSha256());
        answer.put("reason", kept.getSentence());
        return answer;
    }

    private GateDecision decide(Question question) throws IOException, InterruptedException {
        DeploymentPolicy policy = policy(question);
        TrustedKey trusted = question.key() == null ? null : TrustedKey.read(question.key(), "The parameter 'key'");
        FilePath statement = workspace.child(question.attestationFile());
        Deployed deployed = deployed(question.checkpoint(), statement);
        byte[] text = new AgentFile(statement).read(LARGEST_ATTESTATION + 1);
        if (text.length == 0 || text.length > LARGEST_ATTESTATION) {
            return deployed.decided(false, "there is no attestation " + statement.getRemote());
        }
        return judge(deployed, new String(text, StandardCharsets.UTF_8), policy, trusted);
    }

    /** What is about to be deployed, by the name that it is asked about. */
    private record Deployed(String checkpoint, DeployedModel model) {
        GateDecision decided(boolean accepted, String sentence) {
            return GateDecision.of(accepted, checkpoint, model.sha256(), sentence);
        }
    }

    private Deployed deployed(String checkpoint, FilePath statement) throws IOException, InterruptedException {
        FilePath file = workspace.child(checkpoint);
        if (file.isDirectory()) {
            return new Deployed(checkpoint, AgentFolder.model(file, statement));
        }
        // A pipe or a device has no size, and would not end.
        if (!new AgentFile(file).exists()) {
            throw new AbortException("There is no file " + file.getRemote()
                    + ", named by 'checkpoint', with something in it." + " Name the file that is to be deployed.");
        }
        return new Deployed(checkpoint, DeployedModel.file(sha256(file)));
    }

    /** The controller's own key counts first, then the one that the job trusts. */
    private static GateDecision judge(
            Deployed deployed, String json, DeploymentPolicy policy, @Nullable TrustedKey trusted) throws IOException {
        Optional<TrustedKey> own = new ControllerKey().publicKey();
        Checked<Attestation> signed = own.isPresent() ? SignedAttestation.read(json, own.get()) : null;
        String signer = "this controller";
        if (trusted != null && (signed == null || signed.refusal().isPresent())) {
            signed = SignedAttestation.read(json, trusted);
            signer = "the trusted key";
        }
        if (signed == null) {
            return deployed.decided(false, "this controller has never signed, and no other key is trusted");
        }
        if (signed.refusal().isPresent()) {
            return deployed.decided(false, signed.refusal().get().sentence());
        }
        Attestation attestation = signed.value();
        Checked<String> verified = deployed.model().verifiedAs(attestation);
        Optional<Refusal> refusal =
                verified.refusal().or(() -> policy.refusal(attestation, verified.value(), Instant.now()));
        return refusal.isPresent()
                ? deployed.decided(false, refusal.get().sentence())
                : deployed.decided(
                        true,
                        attestation.verdictOn(verified.value()).orElseThrow() + " at "
                                + attestation.predicate().verifiedAt() + ", signed by " + signer);
    }

    private static DeploymentPolicy policy(Question question) throws AbortException {
        Duration age = null;
        if (question.maxAge() != null) {
            Optional<Duration> parsed = TimeSpan.parse(question.maxAge());
            if (parsed.isEmpty()) {
                throw new AbortException("'maxAge' is not a time, but " + PrintableText.of(question.maxAge())
                        + ". Write a number with its unit, such as 7d, 12h, 30m or 90s.");
            }
            age = parsed.get();
        }
        DeploymentPolicy policy = question.policy() == null
                ? DeploymentPolicy.of(Set.of(Verdict.PASSED))
                : PolicyFile.read(question.policy());
        return policy.with(null, age);
    }

    /** Of the bytes as they come over the connection, so that no program of the agent answers in their place. */
    private static String sha256(FilePath file) throws IOException, InterruptedException {
        try (InputStream in = file.read()) {
            return Sha256.hex(in);
        }
    }

    /** Who let these bytes pass in one of the last builds; null if nobody did. */
    private GateDecision.@Nullable Overriding override(String sha256) {
        long since = System.currentTimeMillis() - OVERRIDING_TIME.toMillis();
        Run<?, ?> earlier = run.getPreviousBuild();
        for (int i = 0; i < OVERRIDING_BUILDS && earlier != null; i++) {
            LvmDeployGateAction action = earlier.getAction(LvmDeployGateAction.class);
            GateDecision.Overriding override = action == null ? null : action.overrideOf(sha256);
            if (override != null && override.time() >= since) {
                return override;
            }
            earlier = earlier.getPreviousBuild();
        }
        return null;
    }
}

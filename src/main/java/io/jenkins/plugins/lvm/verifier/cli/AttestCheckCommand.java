package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.attestation.Checked;
import io.jenkins.plugins.lvm.verifier.attestation.DeployedFolder;
import io.jenkins.plugins.lvm.verifier.attestation.DeployedModel;
import io.jenkins.plugins.lvm.verifier.attestation.DeploymentPolicy;
import io.jenkins.plugins.lvm.verifier.attestation.ModelFiles;
import io.jenkins.plugins.lvm.verifier.attestation.ModelSignature;
import io.jenkins.plugins.lvm.verifier.attestation.PolicyFile;
import io.jenkins.plugins.lvm.verifier.attestation.Refusal;
import io.jenkins.plugins.lvm.verifier.attestation.SignedAttestation;
import io.jenkins.plugins.lvm.verifier.attestation.TrustedKey;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lvm-verify attest-check}: lets a deployment refuse what was not verified. */
@Command(
        name = "attest-check",
        description = "Refuse checkpoints that an attestation does not vouch for.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes, of the first checkpoint that is refused:%n",
        exitCodeList = {
            "0:every checkpoint is accepted",
            "2:its verdict, or what else the policy asks for, does not do",
            "3:it, or what is said of it, has been changed",
            "4:it was verified too long ago, or in the future",
            "5:the attestation is not signed",
            "6:somebody else signed",
            "64-66:as for verify"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class AttestCheckCommand implements Callable<Integer> {
    private static final int LARGEST_ATTESTATION = 16 << 20;
    private static final int LARGEST_TEXT = 1 << 20;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ATTESTATION", description = "What verify --attest wrote.")
    private Path statement;

    @Option(
            names = "--checkpoint",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "What is about to be deployed: files, or folders with all files in them.")
    private List<Path> checkpoints;

    @Option(
            names = "--key",
            paramLabel = "PUB.pem",
            description = "Public key of whoever has to have signed. Without it no signature is asked for, and whoever"
                    + " can write the attestation can make it say anything.")
    private @Nullable Path key;

    @Option(
            names = "--model-signature",
            paramLabel = "FILE.sig",
            description = "Signature of the one checkpoint by the OpenSSF specification, checked with the same key.")
    private @Nullable Path modelSignature;

    @Option(
            names = "--policy",
            paramLabel = "FILE.json",
            description = "What else is asked for: see docs/attestation.md.")
    private @Nullable Path policyFile;

    @Option(
            names = "--max-age",
            paramLabel = "TIME",
            converter = TimeSpanConverter.class,
            description = "How long ago they may have been verified, such as 7d, 12h or 30m (default: as the policy"
                    + " says, else any time).")
    private @Nullable Duration maxAge;

    @Option(
            names = "--require",
            split = ",",
            paramLabel = "VERDICT",
            description = "Verdicts that are good enough (default: as the policy says, else PASSED).")
    private @Nullable Set<Verdict> accepted;

    @Override
    public Integer call() {
        if (modelSignature != null && (key == null || checkpoints.size() != 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--model-signature needs --key, and one checkpoint. Give both.");
        }
        DeploymentPolicy policy = (policyFile == null
                        ? DeploymentPolicy.of(Set.of(Verdict.PASSED))
                        : read(policyFile, "a policy", LARGEST_TEXT, "Name a policy.", PolicyFile::read))
                .with(accepted, maxAge);
        TrustedKey trusted = key == null
                ? null
                : TrustedKey.read(FileSource.readText(key, "a public key", LARGEST_TEXT), key.toString());
        Checked<Attestation> attestation = read(
                statement,
                "an attestation",
                LARGEST_ATTESTATION,
                "Write it with verify --attest.",
                json -> SignedAttestation.read(json, trusted));
        PrintWriter out = spec.commandLine().getOut();
        int code = 0;
        for (Path checkpoint : checkpoints) {
            String name = PrintableText.of(checkpoint.toString());
            Checked<String> sha256 = attestation.flatMap(said -> digest(checkpoint, said));
            Optional<Refusal> refusal = sha256.refusal()
                    .or(() -> policy.refusal(attestation.value(), sha256.value(), Instant.now()))
                    .or(() -> signatureRefusal(checkpoint, sha256.value(), trusted));
            if (refusal.isPresent()) {
                out.println("REFUSED  " + name + ": " + refusal.get().sentence() + ".");
                code = code == 0 ? refusal.get().reason().exitCode() : code;
            } else {
                out.println("ACCEPTED " + name + ": "
                        + attestation.value().verdictOn(sha256.value()).orElseThrow() + " at "
                        + attestation.value().predicate().verifiedAt()
                        + (trusted == null ? "; no signature was asked for." : "."));
            }
        }
        return code;
    }

    /** By which digest it was verified: a folder with all files that are listed, those too that no verification reads. */
    private Checked<String> digest(Path checkpoint, Attestation said) {
        boolean lists = said.predicate().verifications().stream().anyMatch(verified -> verified.files() != null);
        // An older version listed none; a folder's digest was of the files that are read.
        return Files.isDirectory(checkpoint) && lists
                ? DeployedFolder.here(checkpoint, besides(said)).verifiedAs(said)
                : DeployedModel.file(CheckpointReader.sha256(checkpoint)).verifiedAs(said);
    }

    /** What is said of a model is no part of it, even in its folder. */
    private List<Path> besides(Attestation said) {
        return Stream.concat(
                        SignedAttestation.files(
                                        statement.toString(), said.subject().size())
                                .stream()
                                .map(Path::of),
                        Stream.ofNullable(modelSignature))
                .toList();
    }

    private Optional<Refusal> signatureRefusal(Path checkpoint, String sha256, @Nullable TrustedKey trusted) {
        if (modelSignature == null || trusted == null) {
            return Optional.empty();
        }
        Checked<ModelSignature> signature = read(
                modelSignature,
                "a model signature",
                LARGEST_TEXT,
                "Write it with verify --attest --sign-key.",
                json -> ModelSignature.read(json, trusted));
        Path file = modelSignature;
        return signature
                .refusal()
                .or(() -> Files.isDirectory(checkpoint)
                        ? signature.value().refusal(ModelFiles.in(checkpoint, List.of(file, statement)))
                        : signature.value().refusal(checkpoint.getFileName().toString(), sha256));
    }

    /** Reads a file, and leads what is wrong with it by its name. */
    private static <T> T read(Path file, String what, int longest, String hint, Function<String, T> reader) {
        try {
            return reader.apply(FileSource.readText(file, what, longest));
        } catch (VerifierException e) {
            String message = e.getMessage();
            boolean isMissing = e.reason() == VerifierException.Reason.NOT_FOUND;
            String sentence = message.startsWith(file.toString()) ? message : file + " is not accepted: " + message;
            String own = e.ownHint();
            throw new VerifierException(e.reason(), sentence, isMissing || own == null ? hint : own, e);
        }
    }
}

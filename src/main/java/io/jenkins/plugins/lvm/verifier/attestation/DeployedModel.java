package io.jenkins.plugins.lvm.verifier.attestation;

import io.jenkins.plugins.lvm.verifier.attestation.Refusal.Reason;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.Attestation.Verified;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.FilePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is about to be deployed: a file, or a folder with all files in it.
 *
 * @param sha256 of the file; of a folder, over the lines that {@code sha256sum} prints of its files in the order of their names
 * @param files of a folder: SHA-256 in hex by path in it; null for a file
 * @param beside paths in a folder that are no part of the model: the statement itself and its signatures
 */
public record DeployedModel(String sha256, @Nullable Map<String, String> files, Set<String> beside) {

    /** A file. */
    public static DeployedModel file(String sha256) {
        return new DeployedModel(sha256, null, Set.of());
    }

    /** A folder. */
    public static DeployedModel folder(Map<String, String> files, Set<String> beside) {
        return new DeployedModel(Sha256.ofList(files), Map.copyOf(files), Set.copyOf(beside));
    }

    /**
     * By which digest it was verified. A folder is the one of those that were verified that has its files, all of them and no others; its
     * own digest is another one where there are files that no verification reads.
     *
     * @return the digest, or why it is none of these folders
     */
    public Checked<String> verifiedAs(Attestation attestation) {
        if (files == null) {
            return Checked.accepted(sha256);
        }
        List<String> closest = null;
        for (Verified verified : attestation.predicate().verifications()) {
            if (verified.files() != null) {
                List<String> differences = differences(verified.files(), files);
                if (differences.isEmpty()) {
                    return Checked.accepted(verified.sha256());
                }
                closest = closest == null || differences.size() < closest.size() ? differences : closest;
            }
        }
        return Checked.refused(
                Reason.CHANGED,
                closest == null ? "it is a folder, and the statement names no folder's files" : closest.get(0));
    }

    private List<String> differences(List<FilePart> verified, Map<String, String> found) {
        Map<String, String> left = new TreeMap<>(found);
        List<String> differences = new ArrayList<>();
        for (FilePart file : verified) {
            if (beside.contains(file.name())) {
                continue;
            }
            String digest = left.remove(file.name());
            if (digest == null) {
                differences.add("it lacks " + PrintableText.of(file.name()) + ", which was verified");
            } else if (!digest.equals(file.sha256())) {
                differences.add("its file " + PrintableText.of(file.name())
                        + " is not the one that was verified: it has been changed since");
            }
        }
        left.keySet()
                .forEach(name ->
                        differences.add("it holds " + PrintableText.of(name) + ", which is not in the statement"));
        return differences;
    }
}

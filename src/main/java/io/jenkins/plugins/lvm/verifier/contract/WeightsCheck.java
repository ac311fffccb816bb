package io.jenkins.plugins.lvm.verifier.contract;

import static io.jenkins.plugins.lvm.verifier.contract.Bounds.cosine;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.named;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.range;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.require;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.share;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.FilePart;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.LooseLoading;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Refuses what cannot be said of a checkpoint's weights: where they were found, and what others than those that judge reach. */
final class WeightsCheck {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private WeightsCheck() {}

    static void requireSound(Verification found) {
        if (found.overlap() != null) {
            range(found.overlap().rows(), 1, ReportCheck.MOST_ROWS, "the number of rows");
            share(found.overlap().share());
            cosine(found.overlap().mean());
            cosine(found.overlap().lowest());
        }
        Stream.concat(found.otherWeights().stream(), Stream.ofNullable(found.servingWeights()))
                .forEach(other -> {
                    require(other != null && named(other.name()), "a state dict has no name");
                    cosine(other.value());
                });
        List<String> notes = found.model().notes();
        require(notes == null || notes.stream().allMatch(Bounds::named), "a note on the weights says nothing");
        LooseLoading loading = found.serving() == null ? null : found.serving().loading();
        require(
                loading == null
                        || Stream.of(loading.bound(), loading.missing(), loading.unexpected())
                                .flatMap(List::stream)
                                .allMatch(Objects::nonNull),
                "a tensor has no name");
    }

    /** The files of a folder, if it is one: signatures are made of these. */
    static void parts(CheckpointFile folder, String whose) {
        require(folder.files() != null || folder.others() == null, "a file has files");
        List<FilePart> parts = Stream.of(folder.files(), folder.others())
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .toList();
        range(parts.size(), 0, CheckpointFile.MOST_FILES, "the number of files");
        Set<String> names = new HashSet<>();
        parts.forEach(part -> {
            require(part != null && named(part.name(), part.sha256()), whose + " lacks a part");
            require(isInside(part.name()), "a file is not in its folder");
            require(names.add(part.name()), "a folder holds a file twice");
            require(DIGEST.matcher(part.sha256()).matches(), "a file's digest is not SHA-256 in hex");
            range(part.sizeBytes(), 0, Long.MAX_VALUE, "the size of a file");
        });
    }

    private static boolean isInside(String path) {
        return path.codePoints().noneMatch(Character::isISOControl)
                && Stream.of(path.split("/", -1))
                        .noneMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."));
    }
}

package io.jenkins.plugins.lvm.verifier.contract;

import static io.jenkins.plugins.lvm.verifier.contract.Bounds.cosine;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.named;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.range;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.require;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.share;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.FilePart;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.LooseLoading;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Refuses what cannot be said of a checkpoint's weights: where they were found, and what others than those that judge reach. */
final class WeightsCheck {
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

    /** The files of a folder, if it is one. */
    static void parts(@Nullable List<FilePart> files, String whose) {
        if (files != null) {
            files.forEach(part -> {
                require(part != null && named(part.name(), part.sha256()), whose + " lacks a part");
                ReportCheck.digest(part.sha256());
                range(part.sizeBytes(), 0, Long.MAX_VALUE, "the size of a file");
            });
        }
    }
}

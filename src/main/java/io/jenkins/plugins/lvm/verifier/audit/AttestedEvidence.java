package io.jenkins.plugins.lvm.verifier.audit;

import io.jenkins.plugins.lvm.verifier.attestation.Checked;
import io.jenkins.plugins.lvm.verifier.attestation.SignedAttestation;
import io.jenkins.plugins.lvm.verifier.attestation.TrustedKey;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.Attestation.Verified;
import io.jenkins.plugins.lvm.verifier.contract.RowCosines;
import io.jenkins.plugins.lvm.verifier.contract.RowMetrics;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.RowRoots;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An attestation with the files that it binds. These hold the rows of all verifications of it, one after the other, or of one alone.
 *
 * @param attestation what {@code verify --attest} wrote
 * @param cosines what it wrote beside its report
 * @param rowDigests what {@code verify --row-digests} wrote; null without
 * @param key of whoever has to have signed; null for anybody
 */
public record AttestedEvidence(Path attestation, Path cosines, @Nullable Path rowDigests, @Nullable Path key) {
    private static final int LARGEST_ATTESTATION = 16 << 20;
    private static final int LARGEST_KEY = 1 << 20;

    /** Reads the attestation, and whether the key's owner signed it. */
    public Checked<Attestation> read() {
        TrustedKey trusted = key == null
                ? null
                : TrustedKey.read(FileSource.readText(key, "a public key", LARGEST_KEY), key.toString());
        return SignedAttestation.read(FileSource.readText(attestation, "an attestation", LARGEST_ATTESTATION), trusted);
    }

    private static long rowsOf(Stream<Verified> some) {
        return some.mapToLong(Verified::validationRows).sum();
    }

    @SuppressWarnings("ReferenceEquality") // Two verifications may be equal, and only one is at this place.
    private static long rowsBefore(List<Verified> all, Verified attested) {
        return rowsOf(all.stream().takeWhile(verified -> verified != attested));
    }

    /** The cosines of one verification. */
    public float[] cosines(List<Verified> all, Verified attested) {
        return RowCosines.readFile(cosines, rowsBefore(all, attested), attested.validationRows(), rowsOf(all.stream()))
                .or(() -> RowCosines.readFile(cosines, 0, attested.validationRows(), attested.validationRows()))
                .orElseThrow(() -> VerifierException.unreadable(
                        cosines + " is not a file of the cosines of " + attested.validationRows() + " rows.",
                        "Name the .f32 file that was written with the attestation."));
    }

    /** What the metric that was attested keeps of each row of one verification. */
    public double[] values(Path file, List<Verified> all, Verified attested) {
        return RowMetrics.readFile(file, rowsBefore(all, attested), attested.validationRows(), rowsOf(all.stream()))
                .or(() -> RowMetrics.readFile(file, 0, attested.validationRows(), attested.validationRows()))
                .orElseThrow(() -> VerifierException.unreadable(
                        file + " is not a file of the values of " + attested.validationRows() + " rows.",
                        "Name the metric.f64 that was written with the attestation, with --metric-values."));
    }

    /** The digests of the rows of one verification, 32 bytes each. */
    public byte @Nullable [] rowDigests(List<Verified> all, Verified attested) {
        if (rowDigests == null) {
            return null;
        }
        long wanted = attested.validationRows() * RowRoots.BYTES;
        try (FileSource file = FileSource.openRegular(rowDigests, "digests of rows")) {
            boolean alone = file.size() == wanted;
            if ((alone || file.size() == rowsOf(all.stream()) * RowRoots.BYTES) && wanted <= Integer.MAX_VALUE - 8) {
                long from = alone ? 0 : rowsBefore(all, attested) * RowRoots.BYTES;
                byte[] digests =
                        Channels.newInputStream(file.channel().position(from)).readNBytes((int) wanted);
                if (digests.length == wanted) {
                    return digests;
                }
            }
        } catch (IOException e) {
            throw FileSource.unreadable(rowDigests, e);
        }
        throw VerifierException.unreadable(
                rowDigests + " does not hold the digests of " + attested.validationRows() + " rows.",
                "Name the file that was written with the attestation, or leave it out to read all rows.");
    }
}

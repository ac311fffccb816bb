package io.jenkins.plugins.lvm.verifier.gate;

import org.jspecify.annotations.Nullable;

/**
 * The numbers that gates look at; {@code null} where there is none. Gates on an absent number are skipped.
 *
 * @param claim the checkpoint's claim, if it has one that can be recomputed
 * @param actual the re-measured number of the claim's kind, or the sample mean without a claim
 * @param cosine mean cosine, which is the actual unless another metric is named
 * @param reproducible whether the split is exactly the trainer's: if not, a value above the claim is not a failure
 * @param skill mean cosine minus its chance level
 * @param metricSkill of a metric other than the cosine, how much of the way from chance to the best number it is; null of the cosine
 * @param rowsApart standard errors by which predictions are nearer to their own targets than to others, null where there is skill
 * @param leaked share of rows whose target stands in their own context, 0..1; null where none does
 * @param nonFinite share of predictions with NaN or infinity, 0..1
 * @param zeroPredictions share of predictions of norm zero, 0..1
 * @param deadWeights share of weights that are zero or not finite, 0..1
 * @param claimPresent whether the checkpoint holds a claim
 * @param claimSupported whether that claim can be recomputed
 * @param forwardDisagreement largest difference of the actual between fitting definitions, null when the serving one is named or only one fits
 * @param probe largest difference of the judging definition from the checkpoint's own probe
 * @param onlyServicesDisagree whether the trainer is known, and nothing disagrees but functions that services are known to build
 * @param weightsDisagreement largest difference of the actual between state dicts of the file, null when the serving one is named or there
 *     is only one
 * @param servingGap difference between the trainer's and the serving definition, null when none is named
 * @param unexplained by how much the claim lies below what a share of all rows could reach, if this is what was trained; null unless
 *     the actual is above the claim where rows may have been trained on
 * @param regression baseline's mean cosine minus this one's, null without a baseline
 * @param relativeRegression the same as a share of the baseline's, null without a baseline or where its mean is not above 0
 * @param heldOut mean cosine on held-out rows
 * @param heldOutSkill that minus its chance level
 * @param retrievalBelow how far a retrieval metric falls short of its claim, beyond what ties leave open
 * @param retrievalAbove how far one exceeds it
 * @param serviceGap largest difference of a row between a running service and the verified definition, null without a service
 * @param serviceErrors share of rows that the service did not answer usably, 0..1, null without a service
 */
public record Measurements(
        @Nullable Double claim,
        @Nullable Double actual,
        @Nullable Double cosine,
        boolean reproducible,
        @Nullable Double skill,
        @Nullable Double metricSkill,
        @Nullable Double rowsApart,
        @Nullable Double leaked,
        @Nullable Double nonFinite,
        @Nullable Double zeroPredictions,
        @Nullable Double deadWeights,
        boolean claimPresent,
        boolean claimSupported,
        @Nullable Double forwardDisagreement,
        @Nullable Double probe,
        boolean onlyServicesDisagree,
        @Nullable Double weightsDisagreement,
        @Nullable Double servingGap,
        @Nullable Double unexplained,
        @Nullable Double regression,
        @Nullable Double relativeRegression,
        @Nullable Double heldOut,
        @Nullable Double heldOutSkill,
        @Nullable Double retrievalBelow,
        @Nullable Double retrievalAbove,
        @Nullable Double serviceGap,
        @Nullable Double serviceErrors) {

    /** Nothing measured: no claim, on the trainer's own rows. */
    public static Builder builder() {
        return new Builder();
    }

    /** Each method is named after what it sets; what is not set there is none of. */
    public static final class Builder {
        private @Nullable Double claim;
        private @Nullable Double actual;
        private @Nullable Double cosine;
        private boolean reproducible = true;
        private @Nullable Double skill;
        private @Nullable Double metricSkill;
        private @Nullable Double rowsApart;
        private @Nullable Double leaked;
        private @Nullable Double nonFinite;
        private @Nullable Double zeroPredictions;
        private @Nullable Double deadWeights;
        private boolean claimPresent;
        private boolean claimSupported;
        private @Nullable Double forwardDisagreement;
        private @Nullable Double probe;
        private boolean onlyServicesDisagree;
        private @Nullable Double weightsDisagreement;
        private @Nullable Double servingGap;
        private @Nullable Double unexplained;
        private @Nullable Double regression;
        private @Nullable Double relativeRegression;
        private @Nullable Double heldOut;
        private @Nullable Double heldOutSkill;
        private @Nullable Double retrievalBelow;
        private @Nullable Double retrievalAbove;
        private @Nullable Double serviceGap;
        private @Nullable Double serviceErrors;

        private Builder() {}

        /** A claim that can be recomputed; null for a checkpoint without a claim. */
        public Builder claim(@Nullable Double value) {
            claim = value;
            claimPresent = value != null;
            claimSupported = value != null;
            return this;
        }

        /** A claim that cannot be recomputed. */
        public Builder unsupportedClaim() {
            claim = null;
            claimPresent = true;
            claimSupported = false;
            return this;
        }

        /** The cosine as well, until that is set. */
        public Builder actual(@Nullable Double value) {
            actual = value;
            cosine = value;
            return this;
        }

        public Builder cosine(@Nullable Double value) {
            cosine = value;
            return this;
        }

        public Builder reproducible(boolean value) {
            reproducible = value;
            return this;
        }

        public Builder skill(@Nullable Double value) {
            skill = value;
            return this;
        }

        public Builder metricSkill(@Nullable Double value) {
            metricSkill = value;
            return this;
        }

        public Builder rowsApart(@Nullable Double value) {
            rowsApart = value;
            return this;
        }

        public Builder leaked(@Nullable Double value) {
            leaked = value;
            return this;
        }

        public Builder nonFinite(@Nullable Double value) {
            nonFinite = value;
            return this;
        }

        public Builder zeroPredictions(@Nullable Double value) {
            zeroPredictions = value;
            return this;
        }

        public Builder deadWeights(@Nullable Double value) {
            deadWeights = value;
            return this;
        }

        public Builder forwardDisagreement(@Nullable Double value) {
            forwardDisagreement = value;
            return this;
        }

        public Builder probe(@Nullable Double value) {
            probe = value;
            return this;
        }

        public Builder onlyServicesDisagree(boolean value) {
            onlyServicesDisagree = value;
            return this;
        }

        public Builder weightsDisagreement(@Nullable Double value) {
            weightsDisagreement = value;
            return this;
        }

        public Builder servingGap(@Nullable Double value) {
            servingGap = value;
            return this;
        }

        public Builder unexplained(@Nullable Double value) {
            unexplained = value;
            return this;
        }

        public Builder regression(@Nullable Double value) {
            regression = value;
            return this;
        }

        public Builder relativeRegression(@Nullable Double value) {
            relativeRegression = value;
            return this;
        }

        public Builder heldOut(@Nullable Double value) {
            heldOut = value;
            return this;
        }

        public Builder heldOutSkill(@Nullable Double value) {
            heldOutSkill = value;
            return this;
        }

        /** Claims of retrieval that were recomputed: with them a checkpoint claims something, whether or not it claims a cosine. */
        public Builder retrieval(double below, double above) {
            retrievalBelow = below;
            retrievalAbove = above;
            claimSupported = claimSupported || !claimPresent;
            claimPresent = true;
            return this;
        }

        public Builder serviceGap(@Nullable Double value) {
            serviceGap = value;
            return this;
        }

        public Builder serviceErrors(@Nullable Double value) {
            serviceErrors = value;
            return this;
        }

        /** The measurements. */
        public Measurements build() {
            return new Measurements(
                    claim,
                    actual,
                    cosine,
                    reproducible,
                    skill,
                    metricSkill,
                    rowsApart,
                    leaked,
                    nonFinite,
                    zeroPredictions,
                    deadWeights,
                    claimPresent,
                    claimSupported,
                    forwardDisagreement,
                    probe,
                    onlyServicesDisagree,
                    weightsDisagreement,
                    servingGap,
                    unexplained,
                    regression,
                    relativeRegression,
                    heldOut,
                    heldOutSkill,
                    retrievalBelow,
                    retrievalAbove,
                    serviceGap,
                    serviceErrors);
        }
    }
}

package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One diagnosed cause. */
public final class FindingView {
    /** As many pieces of evidence as are read in passing. */
    private static final int FEW = 12;

    private final Finding finding;

    FindingView(Finding finding) {
        this.finding = finding;
    }

    public String getSeverity() {
        return NumberFormats.name(finding.severity());
    }

    public String getTitle() {
        return finding.title();
    }

    public String getExplanation() {
        return finding.explanation();
    }

    public List<Fact> getEvidence() {
        FactList facts = new FactList();
        if (finding.explainsGap() != null) {
            facts.add("explains", NumberFormats.percent(finding.explainsGap()) + " of the gap");
        }
        finding.evidence().forEach((name, value) -> facts.add(NumberFormats.words(name), NumberFormats.text(value)));
        return facts.facts();
    }

    /** What a page that shows the evidence only when asked to says instead; null for little evidence, which is simply shown. */
    public @Nullable String getEvidenceSummary() {
        int size = getEvidence().size();
        return size > FEW ? "Evidence: " + size + " entries" : null;
    }
}

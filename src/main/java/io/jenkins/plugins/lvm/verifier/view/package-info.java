/**
 * What pages and reports show of a verification, in words and figures: shared by the command line's reports and the pages of Jenkins.
 * Every view starts from a {@link io.jenkins.plugins.lvm.verifier.view.PresentableReport}.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.view;

import org.jspecify.annotations.NullMarked;

/**
 * What a job remembers of its verified checkpoints: files beside and inside its builds, read without loading a build. Nothing here
 * knows of Jenkins.
 */
@NullMarked
package io.jenkins.plugins.lvm.report.history;

import org.jspecify.annotations.NullMarked;

/** Reading time: what a build keeps of its verifications, and the pages that show it. */
@NullMarked
package io.jenkins.plugins.lvm.report;

import org.jspecify.annotations.NullMarked;

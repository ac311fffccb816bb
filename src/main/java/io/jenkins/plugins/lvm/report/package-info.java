/** Reading time: what the pages of Jenkins show of the verifications of builds, jobs and the whole controller. */
package io.jenkins.plugins.lvm.report;

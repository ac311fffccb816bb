/** Reading time: what a build keeps of its verifications, and the pages that show it. */
package io.jenkins.plugins.lvm.report;

/** How a report's numbers look in print: shared by the command line's HTML report and the pages of Jenkins. */
package io.jenkins.plugins.lvm.verifier.view;

/** A plugin for the old host alone, which lacks the wiring of what a current Jenkins' core offers. */
package io.jenkins.plugins.lvm.live.bridge;

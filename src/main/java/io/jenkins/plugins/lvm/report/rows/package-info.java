/** Two builds of a series beside each other, row by row: from the files that they keep to pairs of cosines. Nothing here knows of Jenkins. */
@NullMarked
package io.jenkins.plugins.lvm.report.rows;

import org.jspecify.annotations.NullMarked;

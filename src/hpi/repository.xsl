<?xml version="1.0" encoding="UTF-8"?>
<!-- From an effective POM: the address of the repository that Maven calls central. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:pom="http://maven.apache.org/POM/4.0.0">
  <xsl:output method="text"/>
  <xsl:template match="/">
    <xsl:value-of select="//pom:project/pom:repositories/pom:repository[pom:id='central'][1]/pom:url"/>
  </xsl:template>
</xsl:stylesheet>

package org.jvnet.localizer;

import java.io.Serializable;

public class Localizable implements Serializable {}

package org.godwit.it.architecture.sample.library;

public final class Library {}

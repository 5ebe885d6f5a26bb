package org.godwit.it.architecture.sample.stray;

final class Stray {}

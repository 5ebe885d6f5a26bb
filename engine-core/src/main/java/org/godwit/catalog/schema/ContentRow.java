package org.godwit.catalog.schema;

import org.godwit.model.DidType;

/// An attachment: what the child is, and its bytes if it is a file.
public record ContentRow(DidType childType, long bytes) {}

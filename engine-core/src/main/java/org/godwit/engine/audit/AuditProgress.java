package org.godwit.engine.audit;

/// How far an audit is.
///
/// @param doing in a few words
/// @param known replicas of the catalogue read so far
/// @param listed files of the storage seen so far
/// @param found differences so far, before they are confirmed
public record AuditProgress(String doing, long known, long listed, long found) {}

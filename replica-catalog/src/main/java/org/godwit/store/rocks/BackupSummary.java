package org.godwit.store.rocks;

import java.time.Instant;

/// A backup of a catalogue.
///
/// @param id counts the backups of one directory from 1
/// @param takenAt wall clock of the machine
/// @param bytes of all of its files, those shared with other backups included
/// @param index of the last change set that it holds at least
public record BackupSummary(int id, Instant takenAt, long bytes, long index) {}

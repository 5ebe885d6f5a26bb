package org.godwit.model;

/// How far an audit of an RSE is.
public enum AuditState {
    /// Storage and catalogue are being compared.
    RUNNING,
    /// The report is complete.
    DONE,
    /// It ended without a report.
    FAILED,
    /// What it found is being acted upon.
    APPLYING,
    /// That has ended; what was left alone says why.
    APPLIED
}

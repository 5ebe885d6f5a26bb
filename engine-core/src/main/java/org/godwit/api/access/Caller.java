package org.godwit.api.access;

/// Who calls.
///
/// @param account name of the account acted for
/// @param identity how it was proved: `x509:NAME` or `token:HEX`
public record Caller(int accountId, String account, boolean admin, String identity) {}

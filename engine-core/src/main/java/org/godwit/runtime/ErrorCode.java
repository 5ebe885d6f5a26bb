package org.godwit.runtime;

/// What went wrong, and who must act. `rucioClass` is the exception class that stock Rucio clients
/// know the error by (`common/exception.py`), `httpStatus` the status Rucio's server sends with it.
public enum ErrorCode {
    INVALID_INPUT(Blame.USER, 400, "InputValidationError"),
    INVALID_RSE_EXPRESSION(Blame.USER, 400, "InvalidRSEExpression"),
    INVALID_RULE(Blame.USER, 400, "InvalidReplicationRule"),
    INVALID_NAME(Blame.USER, 400, "InvalidObject"),
    UNSUPPORTED_OPERATION(Blame.USER, 409, "UnsupportedOperation"),
    CANNOT_AUTHENTICATE(Blame.USER, 401, "CannotAuthenticate"),
    ACCESS_DENIED(Blame.USER, 401, "AccessDenied"),
    ACCOUNT_NOT_FOUND(Blame.USER, 404, "AccountNotFound"),
    SCOPE_NOT_FOUND(Blame.USER, 404, "ScopeNotFound"),
    DID_NOT_FOUND(Blame.USER, 404, "DataIdentifierNotFound"),
    RSE_NOT_FOUND(Blame.USER, 404, "RSENotFound"),
    SITE_NOT_FOUND(Blame.USER, 404, "SiteNotFound"),
    AGENT_NOT_FOUND(Blame.USER, 404, "AgentNotFound"),
    RULE_NOT_FOUND(Blame.USER, 404, "RuleNotFound"),
    REPLICA_NOT_FOUND(Blame.USER, 404, "ReplicaNotFound"),
    REQUEST_NOT_FOUND(Blame.USER, 404, "RequestNotFound"),
    NOT_FOUND(Blame.USER, 404, "NotFound"),
    METHOD_NOT_ALLOWED(Blame.USER, 405, "UnsupportedOperation"),
    TOO_LARGE(Blame.USER, 413, "InputValidationError"),
    DUPLICATE(Blame.USER, 409, "Duplicate"),
    DID_ALREADY_EXISTS(Blame.USER, 409, "DataIdentifierAlreadyExists"),
    DUPLICATE_CONTENT(Blame.USER, 409, "DuplicateContent"),
    DUPLICATE_RULE(Blame.USER, 409, "DuplicateRule"),
    FILE_CONSISTENCY_MISMATCH(Blame.USER, 409, "FileConsistencyMismatch"),
    INSUFFICIENT_TARGET_RSES(Blame.USER, 409, "InsufficientTargetRSEs"),
    RSE_WRITE_BLOCKED(Blame.USER, 409, "RSEWriteBlocked"),
    QUOTA_EXCEEDED(Blame.USER, 409, "InsufficientAccountLimit"),
    STORAGE_ERROR(Blame.STORAGE, 500, "ServiceUnavailable"),
    NETWORK_ERROR(Blame.NETWORK, 503, "ServiceUnavailable"),
    OVERLOADED(Blame.RESOURCE, 503, "ServiceUnavailable"),
    UNAVAILABLE(Blame.RESOURCE, 503, "ServiceUnavailable"),
    CATALOG_CORRUPT(Blame.INTERNAL, 500, "DatabaseException"),
    INTERNAL(Blame.INTERNAL, 500, "RucioException");

    /// Who must act on an error.
    public enum Blame {
        USER,
        STORAGE,
        NETWORK,
        RESOURCE,
        INTERNAL
    }

    private final Blame blame;
    private final int httpStatus;
    private final String rucioClass;

    ErrorCode(Blame blame, int httpStatus, String rucioClass) {
        this.blame = blame;
        this.httpStatus = httpStatus;
        this.rucioClass = rucioClass;
    }

    public Blame blame() {
        return blame;
    }

    public int httpStatus() {
        return httpStatus;
    }

    public String rucioClass() {
        return rucioClass;
    }
}

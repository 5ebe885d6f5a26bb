package org.godwit.api.access;

import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Names;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.Dids;
import org.godwit.rule.Approval;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Who may do what; the only place that says so. Administrators may do everything, everybody else
/// only what a method here allows:
///
/// - read everything;
/// - in scopes that the account owns: add and change DIDs, declare replicas at paths that follow
///   from the name;
/// - add rules on any DID for the own account, change and delete own rules;
/// - make and revoke own tokens;
/// - approve and deny rules where RSEs name the account as an approver.
///
/// Accounts, identities, scopes, sites, RSEs, links, and files registered from storage (whose
/// content would become readable under a new name) are for administrators.
public final class Authorizer {
    private Authorizer() {}

    /// Leave for what only administrators do.
    public static Permit admin(Caller caller) {
        if (!caller.admin()) {
            throw denied(caller, "may not do this; ask an administrator");
        }
        return new Permit(caller.account() + " as administrator");
    }

    /// Leave for what an account does for itself, such as making a token.
    public static Permit self(Caller caller) {
        return new Permit(caller.account() + " for itself");
    }

    /// Leave to act for an account: oneself, or anyone as an administrator.
    public static Permit onBehalfOf(Caller caller, String account) {
        if (!caller.admin() && !caller.account().equals(account)) {
            throw denied(caller, "may not act for account \"" + Names.printable(account) + "\"");
        }
        return new Permit(caller.account() + " for " + account);
    }

    /// Leave to change what is in a scope: its owner's.
    public static Permit inScope(Caller caller, CatalogView view, String scope) {
        int owner = view.get(Tables.SCOPES, Dids.scopeId(view, scope)).orElseThrow().account();
        if (!caller.admin() && owner != caller.accountId()) {
            throw denied(
                    caller,
                    "may not change scope \""
                            + scope
                            + "\", which belongs to account \""
                            + Accounts.row(view, owner).name()
                            + "\"");
        }
        return new Permit(caller.account() + " in scope " + scope);
    }

    /// Leave to change a rule: its owner's.
    public static Permit onRule(Caller caller, CatalogView view, RuleRow rule) {
        if (!caller.admin() && rule.account() != caller.accountId()) {
            throw denied(
                    caller,
                    "may not change this rule, which belongs to account \""
                            + Accounts.row(view, rule.account()).name()
                            + "\"");
        }
        return new Permit(caller.account() + " on its rule");
    }

    /// Leave to approve or deny a rule: for administrators, and for the accounts that all its RSEs
    /// name in their attribute `rule_approvers`.
    public static Permit onApproval(Caller caller, CatalogView view, RuleRow rule) {
        if (!caller.admin() && !Approval.mayDecide(view, rule, caller.account())) {
            throw denied(
                    caller,
                    "may not approve or deny rules at \""
                            + rule.expression()
                            + "\"; ask an administrator or a rule approver of the RSE");
        }
        return new Permit(caller.account() + " as approver");
    }

    private static EngineException denied(Caller caller, String why) {
        return new EngineException(
                ErrorCode.ACCESS_DENIED, "account \"" + caller.account() + "\" " + why);
    }
}

package org.godwit.expression;

/// What a bare word may mean.
public enum Dialect {
    /// As in Rucio: an attribute of this name is true, so the word is an RSE's name or a tag. For
    /// everything that Rucio's clients ask.
    RUCIO,

    /// As in Rucio first; only a word that thereby finds no RSE at all is a site's name, and if
    /// there is no such site, a country code in upper case. For the rule language and Godwit's own
    /// commands.
    RULE
}

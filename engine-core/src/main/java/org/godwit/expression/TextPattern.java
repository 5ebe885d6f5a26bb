package org.godwit.expression;

/// The text that an attribute or a name is compared with. Where `wildcards` is true, each `*` in it
/// stands for any characters, none included; else `*` is a character like any other.
public record TextPattern(String text, boolean wildcards) {
    public TextPattern {
        wildcards = wildcards && text.indexOf('*') >= 0;
    }

    /// A text that only matches itself.
    public static TextPattern literal(String text) {
        return new TextPattern(text, false);
    }

    public boolean matches(String candidate) {
        return wildcards ? glob(candidate) : text.equals(candidate);
    }

    /// After a mismatch it is enough to let the last `*` swallow one character more, so the cost is
    /// bounded by the product of the two lengths, whatever the pattern.
    private boolean glob(String candidate) {
        int at = 0;
        int from = 0;
        int star = -1;
        int resume = 0;
        while (at < candidate.length()) {
            if (from < text.length() && text.charAt(from) == '*') {
                star = from++;
                resume = at;
            } else if (from < text.length() && text.charAt(from) == candidate.charAt(at)) {
                from++;
                at++;
            } else if (star >= 0) {
                from = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (from < text.length() && text.charAt(from) == '*') {
            from++;
        }
        return from == text.length();
    }

    /// The text as an expression spells it: quoted where it would otherwise not be one word, or
    /// where a `*` in it is only a character.
    @Override
    public String toString() {
        boolean plain =
                !text.isEmpty()
                        && text.chars().allMatch(c -> Words.isWordCharacter((char) c))
                        && (wildcards || text.indexOf('*') < 0);
        return plain ? text : Words.quote(text);
    }
}

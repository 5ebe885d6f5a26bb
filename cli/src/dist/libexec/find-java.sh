# Sourced by the launchers: finds a JDK 25 without starting a JVM. POSIX sh.
#
# find_java [TOOL]: sets java_home to a JDK 25 whose bin/ holds TOOL (java where not given); answers 1 where there is none.
# An explicit GODWIT_JAVA_HOME is never passed over in silence.

java_release_is_25() {
    [ -r "$1/release" ] || return 1
    while IFS= read -r line; do
        case $line in
            'JAVA_VERSION="25"'* | 'JAVA_VERSION="25.'*) return 0 ;;
        esac
    done <"$1/release"
    return 1
}

find_java() {
    tool=${1:-java}
    if [ -n "${GODWIT_JAVA_HOME:-}" ]; then
        java_home=$GODWIT_JAVA_HOME
        [ -x "$java_home/bin/$tool" ] && java_release_is_25 "$java_home"
        return
    fi
    on_path=$(command -v "$tool" 2>/dev/null) && on_path=$(readlink -f -- "$on_path")
    for java_home in "${JAVA_HOME:-}" "${on_path%/bin/*}" \
        /usr/lib/jvm/*25* /usr/lib64/jvm/*25* /usr/java/*25* /usr/local/*jdk*25* \
        /opt/*jdk*25* /opt/*java*25* /opt/java/*25* /opt/java/openjdk /opt/jdk \
        "${HOME:-}"/.sdkman/candidates/java/*25* "${HOME:-}"/.jdks/*25* \
        "${HOME:-}"/.local/share/mise/installs/java/*25* "${HOME:-}"/.asdf/installs/java/*25*; do
        if [ -n "$java_home" ] && [ -x "$java_home/bin/$tool" ] && java_release_is_25 "$java_home"; then
            return 0
        fi
    done
    return 1
}

# The one line for those who have none.
no_java() {
    if [ -n "${GODWIT_JAVA_HOME:-}" ]; then
        echo "godwit: GODWIT_JAVA_HOME=$GODWIT_JAVA_HOME is not a JDK 25; correct or unset it" >&2
    else
        echo "godwit: needs a JDK 25: install one (Debian: temurin-25-jdk or openjdk-25-jdk-headless) or set GODWIT_JAVA_HOME to it" >&2
    fi
    exit 3
}

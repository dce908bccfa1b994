#!/usr/bin/env bash
# Builds Duolog if needed and runs its benchmarks. Works from any folder; see docs/benchmarks.md.
set -euo pipefail

home="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
target="$home/bench/target"
required=25

fail() {
  echo "bench: $*" >&2
  exit 2
}

# The major version of a JDK folder, or nothing.
jdk_version() {
  [ -x "$1/bin/java" ] && [ -f "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9][0-9]*\).*/\1/p' "$1/release" | head -n 1
}

find_jdk() {
  local candidate version
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* "$HOME"/.jdks/* "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* \
      "$(dirname "$(dirname "$(readlink -f "$(command -v java || echo /nowhere/bin/java)")")")"; do
    [ -n "$candidate" ] || continue
    version="$(jdk_version "$candidate")"
    if [ -n "$version" ] && [ "$version" -ge "$required" ]; then
      echo "$candidate"
      return 0
    fi
  done
  return 1
}

# Whether a source is newer than the last complete build, or there is none.
must_build() {
  [ -f "$target/built" ] || return 0
  local changed
  changed="$(find "$home" \( -name target -o -name results -o -name .git -o -name examples -o -name docs \) -prune -o \
    -type f \( -path '*/src/main/*' -o -name pom.xml \) -newer "$target/built" -print -quit)"
  [ -n "$changed" ]
}

build() {
  command -v mvn >/dev/null || fail "mvn is not on the path, and the project is not built"
  echo "bench: building (mvn package, without tests)" >&2
  local log
  log="$(mktemp)"
  if ! (cd "$home" && mvn -B -ntp -q -DskipTests -pl bench -am package) >"$log" 2>&1 </dev/null; then
    grep -v '^[[:space:]]*$' "$log" | head -n 15 >&2
    rm -f "$log"
    fail "the build failed"
  fi
  rm -f "$log"
  write_class_paths
  touch "$target/built"
}

# The dependencies that the build has resolved, behind this module's own jar.
write_class_paths() {
  local own file name
  own="$(ls "$target"/bench-*.jar | grep -v -e '-sources' -e '-javadoc' -e '-tests' | head -n 1)"
  mkdir -p "$target/classpaths/jmh"
  for file in "$target"/dependencies/*.classpath "$target"/dependencies/jmh/*.classpath; do
    name="${file#"$target/dependencies/"}"
    printf '%s:%s\n' "$own" "$(cat "$file")" >"$target/classpaths/$name"
  done
}

jdk="$(find_jdk)" || fail "no JDK $required or newer found in JAVA_HOME, /usr/lib/jvm, ~/.jdks or SDKMAN"
if must_build; then
  build
fi

exec "$jdk/bin/java" -Xmx1g -XX:+UseSerialGC -XX:-UsePerfData --enable-native-access=ALL-UNNAMED \
  -Dio.netty.noUnsafe=true -Dduolog.home="$home" -Dduolog.classpaths="$target/classpaths" -Dduolog.data="$target/data" \
  -cp "$(cat "$target/classpaths/jmh/jmh.classpath")" io.duolog.bench.cli.Main "$@"

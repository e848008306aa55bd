#!/usr/bin/env bash
# tidy.sh BUILD FILE: clang-tidy of what one call of the compiler compiles, remembered when it was
# clean.
#
# The memory is a list of checksums of everything of ours that the file includes, the generated
# headers too, named after its compile command, the configuration and the versions of the tools. A
# file that was not clean is looked at again each time.
set -euo pipefail

build="$1"
file="$2"
root="$PWD"

command="$(grep -F -B 1 "\"file\": \"$root/$file\"" "$build/compile_commands.json" |
  sed -n '1s/^ *"command": "\(.*\)",$/\1/p' | sed 's/\\\(.\)/\1/g')"
if [[ -z "$command" ]]; then
  printf '%s: no command compiles it\n' "$file" >&2
  exit 1
fi

versions="$(dpkg-query -W clang-tidy-14 libstdc++-12-dev libgrpc++-dev libprotobuf-dev libabsl-dev \
  librocksdb-dev 2>/dev/null || clang-tidy-14 --version)"
key="$(printf '%s\n' "$command" "$versions" | cat - .clang-tidy "${BASH_SOURCE[0]}" | sha256sum)"
cache="$build/clang-tidy"
clean="$cache/${file//\//_}.${key:0:16}"
if sha256sum --check --status "$clean" 2>/dev/null; then exit 0; fi

mkdir -p "$cache"
rm -f "$cache/${file//\//_}".*
clang-tidy-14 -p "$build" --quiet "$root/$file" \
  2> >(grep -v ' warnings\? generated' >&2 || true)

# The list is moved into place whole: two runs at the same time may not mix.
list="$(mktemp "$cache/list.XXXXXX")"
(cd "$build" && eval "$command -w -M -MF /dev/stdout -o /dev/null") | tr ' ' '\n' |
  grep -F "$root/" | sort -u | xargs sha256sum >"$list"
mv "$list" "$clean"

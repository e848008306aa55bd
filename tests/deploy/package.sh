#!/usr/bin/env bash
# The Debian package, made of what a build folder has: lintian has nothing to say, and what people
# rely on is in it.
#   tests/deploy/package.sh build/dev
set -euo pipefail
build="$(realpath "$1")"
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

fail() {
  printf 'package: %s\n' "$*" >&2
  exit 1
}

lint() { lintian --allow-root --no-cfg --fail-on error,warning --suppress-tags "$1" "$2"; }

# The program is of an everyday build, which the sizes and flags of a release are no matter of.
NOT_OF_THIS_BUILD=hardening-no-fortify-functions

./dev setup package >"$work/setup" || { cat "$work/setup" && exit 1; }
cpack --config "$build/CPackConfig.cmake" -B "$work" >"$work/cpack" 2>&1 ||
  { cat "$work/cpack" && exit 1; }
package="$(ls "$work"/*.deb)"
lint "$NOT_OF_THIS_BUILD" "$package" || fail "lintian complains"

root="$work/root"
dpkg-deb -x "$package" "$root"
dpkg-deb -e "$package" "$work/control"
for file in usr/bin/logboekd usr/bin/logboek lib/systemd/system/logboekd.service \
  etc/logboek/logboekd.conf usr/share/man/man8/logboekd.8.gz usr/share/man/man1/logboek.1.gz \
  usr/share/bash-completion/completions/logboek usr/share/doc/logboek/copyright \
  usr/share/doc/logboek/changelog.Debian.gz usr/share/doc/logboek/README.Debian \
  usr/share/doc/logboek/policy.example.textproto usr/share/doc/logboek/runbooks/erasure.md \
  usr/share/doc/logboek/docs/coordinator.md usr/share/doc/logboek/docs/api/reasons.md \
  usr/share/doc/logboek/docs/quickstart/enrol.php; do
  [[ -s "$root/$file" ]] || fail "$file is missing"
done
for plan in deploy/regioplans/*.textproto; do
  cmp "$plan" "$root/usr/share/logboek/regioplans/$(basename "$plan")" || fail "$plan is not in it"
done
[[ ! -e "$root/var" ]] || fail "data is in it; removing the package would remove it"
grep -qx /etc/logboek/logboekd.conf "$work/control/conffiles" ||
  fail "its configuration is no conffile"
for program in logboekd logboek; do
  file "$root/usr/bin/$program" | grep -q ' stripped$' || fail "$program is not stripped"
done
depends="$(dpkg-deb -f "$package" Depends)"
for library in libgrpc++1 librocksdb libsystemd0 libc6 adduser; do
  [[ "$depends" == *"$library"* ]] || fail "does not depend on $library: $depends"
done

completions="$root/usr/share/bash-completion/completions/logboek"
# completes WANTED WORD...: what bash offers for the last word.
completes() {
  local wanted="$1" offered
  shift
  # shellcheck disable=SC2016  # The other bash reads it.
  offered=" $(bash -c 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _logboek
    printf "%s " "${COMPREPLY[@]}"' bash "$completions" "$@")"
  [[ "$offered" == *" $wanted "* ]] || fail "'$*' offers '$offered', not '$wanted'"
}
completes compliance logboek comp
completes create logboek token cr
completes --days logboek token create --d
completes --exit-status logboek compliance --region utrecht_sterkzorg --e
completes utrecht_sterkzorg logboek compliance --region utr
completes utrecht_sterkzorg logboek compliance --region = utr
completes attendance logboek import list.csv --as att
completes revoke logboek --lang en token rev

# Every command has its part of the manual.
man -l "$root/usr/share/man/man1/logboek.1.gz" >"$work/manual" 2>"$work/complaints" </dev/null
[[ ! -s "$work/complaints" ]] || fail "man complains: $(cat "$work/complaints")"
for words in 'token create' 'report region' compliance what-if; do
  grep -q "^ *logboek $words\$" "$work/manual" || fail "logboek(1) does not explain '$words'"
done
zcat "$root/usr/share/man/man8/logboekd.8.gz" | grep -q 'rotate' || fail "logboekd(8) has no flags"

# Lintian looks at this package: what is broken on purpose it names.
rm "$root/usr/share/man/man1/logboek.1.gz" "$root/usr/share/doc/logboek/copyright"
mkdir "$root/DEBIAN"
cp -p "$work/control"/* "$root/DEBIAN/"
dpkg-deb --root-owner-group -b "$root" "$work/broken.deb" >/dev/null
if lint "$NOT_OF_THIS_BUILD" "$work/broken.deb" >"$work/words" 2>&1; then
  fail "lintian misses neither a manual nor a copyright"
fi
grep -q no-copyright-file "$work/words" || fail "lintian says something else: $(cat "$work/words")"
printf 'package: %s is as it should be\n' "$(basename "$package")"

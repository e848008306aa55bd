#!/usr/bin/env bash
# What is in deploy/ is as the tools of those who read it want it; and each check finds what is
# broken on purpose, so that none of them passes because it looks at nothing.
#   tests/deploy/check.sh
# shellcheck disable=SC2317  # The checks are called by their names.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
here=tests/deploy
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
bad=0
checks=0

./dev setup deploy >"$work/setup" || { cat "$work/setup" && exit 1; }

# Points that a service of systemd may reach at most: 20 is an exposure of 2.0, "OK".
UNIT_EXPOSURE_MAX=20

check_unit() {
  # The program and its manual are where the package puts them, which need not be this machine.
  local copy="$work/unit/logboekd.service"
  mkdir -p "$work/unit"
  sed -e 's|/usr/bin/logboekd|/bin/true|' -e '/^Documentation=/d' "$1" >"$copy"
  # `verify` exits with 0 for what it only warns of, such as a directive that is misspelled.
  systemd-analyze verify --man=no "$copy" >"$work/words" 2>&1 || return 1
  if grep -F logboekd.service "$work/words"; then return 1; fi
  systemd-analyze security --offline=true --no-pager --threshold="$UNIT_EXPOSURE_MAX" "$copy" |
    tail -n 1
}

check_dockerfile() {
  local found
  found="$(node "$here/node_modules/dockerfile-utils/bin/dockerfile-utils" lint "$1")"
  if [[ -n "$found" ]]; then
    printf '%s\n' "$found"
    return 1
  fi
  # What the linter has no rule for.
  local line
  for line in 'FROM debian:12-slim AS build' 'FROM debian:12-slim' 'USER 4777:4777' \
    'VOLUME /var/lib/logboek' 'STOPSIGNAL SIGTERM' 'EXPOSE 4777 4778'; do
    grep -qxF "$line" "$1" || { echo "$1: wants the line '$line'" && return 1; }
  done
  grep -q '^HEALTHCHECK ' "$1" || { echo "$1: wants a HEALTHCHECK" && return 1; }
}

check_compose() { "$here/compose_check.py" "$1"; }

check_kubernetes() { "$here/kubernetes_check.py" "$1"; }

# The words of a unit, the package and the container that must agree.
check_agreement() {
  local folder="$1" file
  for file in systemd/logboekd.service package/README.Debian package/postinst; do
    grep -q /var/lib/logboek "$folder/$file" ||
      grep -q StateDirectory=logboek "$folder/$file" ||
      { echo "$file: knows no /var/lib/logboek" && return 1; }
  done
  local version
  version="$(sed -n 's/^project(logboek VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)"
  grep -q "^logboek ($version-1) " "$folder/package/changelog" ||
    { echo "package/changelog: has no $version-1" && return 1; }
  for file in container/compose.yaml kubernetes/stateful_set.yaml; do
    grep -q "image: logboek:$version\$" "$folder/$file" ||
      { echo "$file: image is not of $version" && return 1; }
  done
  grep -q "newTag: $version\$" "$folder/kubernetes/kustomization.yaml" ||
    { echo "kustomization.yaml: newTag is not $version" && return 1; }
  # Whoever reads one of these tries the port on all.
  local http
  http="$(sed -n 's/^http-listen = "127.0.0.1:\([0-9]*\)"$/\1/p' "$folder/package/logboekd.conf")"
  [[ -n "$http" ]] || { echo "logboekd.conf: answers this machine no HTTP" && return 1; }
  for file in package/README.Debian container/Dockerfile container/compose.yaml \
    kubernetes/stateful_set.yaml monitoring/prometheus.yml monitoring/prometheus_kubernetes.yml; do
    grep -q ":$http\b" "$folder/$file" || { echo "$file: knows no port $http" && return 1; }
  done
}

passes() {
  checks=$((checks + 1))
  if "$@" >"$work/out" 2>&1; then
    printf 'ok      %s\n' "$*"
  else
    printf 'NOT ok  %s\n' "$*"
    cat "$work/out"
    bad=1
  fi
}

# finds CHECK PATH FILE SED: with FILE of PATH (or PATH itself, when FILE is .) changed so, the
# check must complain.
finds() {
  local check="$1" path="$2" file="$3" change="$4" copy target
  checks=$((checks + 1))
  copy="$work/broken"
  rm -rf "$copy"
  cp -r "$path" "$copy"
  target="$copy"
  if [[ "$file" != . ]]; then target="$copy/$file"; fi
  cp "$target" "$work/before"
  sed -i -E "$change" "$target"
  if cmp -s "$target" "$work/before"; then
    printf 'NOT ok  %s: changes nothing any more: %s\n' "$check" "$change"
    bad=1
  elif "$check" "$copy" >"$work/out" 2>&1; then
    printf 'NOT ok  %s: does not notice %s\n' "$check" "$change"
    bad=1
  else
    printf 'ok      %s notices %s\n' "$check" "$change"
  fi
}

unit=deploy/systemd/logboekd.service
passes check_unit "$unit"
finds check_unit "$unit" . 's/^LockPersonality=/LockPersonalty=/'
finds check_unit "$unit" . 's/^WatchdogSec=.*/WatchdogSec=often/'
finds check_unit "$unit" . 's/^ExecStart=/ExecStrat=/'
finds check_unit "$unit" . '/^(CapabilityBoundingSet|SystemCallFilter|PrivateUsers)=/d'

dockerfile=deploy/container/Dockerfile
passes check_dockerfile "$dockerfile"
finds check_dockerfile "$dockerfile" . 's/^STOPSIGNAL SIGTERM/STOPSIGNAL SIGTREM/'
finds check_dockerfile "$dockerfile" . 's/^EXPOSE /EXPORT /'
finds check_dockerfile "$dockerfile" . '/^USER /d'
finds check_dockerfile "$dockerfile" . 's/--interval=30s/--interval=soon/'

compose=deploy/container/compose.yaml
passes check_compose "$compose"
finds check_compose "$compose" . 's/read_only:/readonly:/'
finds check_compose "$compose" . 's/mem_limit: .*/mem_limit: [4]/'
finds check_compose "$compose" . 's/no-new-privileges:true/seccomp:unconfined/'
finds check_compose "$compose" . 's/source: key/source: keys/'
finds check_compose "$compose" . '/--http-listen=/d'
finds check_compose "$compose" . 's/"4778:4778"/"4778:4779"/'

kubernetes=deploy/kubernetes
passes check_kubernetes "$kubernetes"
finds check_kubernetes "$kubernetes" stateful_set.yaml 's/replicas: 1/replicas: "1"/'
finds check_kubernetes "$kubernetes" stateful_set.yaml 's/startupProbe/startUpProbe/'
finds check_kubernetes "$kubernetes" stateful_set.yaml 's/readOnlyRootFilesystem: true//'
finds check_kubernetes "$kubernetes" stateful_set.yaml '0,/name: tls$/s//name: tsl/'
finds check_kubernetes "$kubernetes" stateful_set.yaml '/--http-listen=/d'
finds check_kubernetes "$kubernetes" stateful_set.yaml 's/# - --require-cert/- --require-cert/'
finds check_kubernetes "$kubernetes" stateful_set.yaml '0,/scheme: HTTPS/s//scheme: HTTP/'
finds check_kubernetes "$kubernetes" stateful_set.yaml '0,/port: http,/s//port: web,/'
finds check_kubernetes "$kubernetes" stateful_set.yaml '0,/healthz}/s//health}/'
finds check_kubernetes "$kubernetes" service.yaml 's/port: 4778/port: 8080/'
finds check_kubernetes "$kubernetes" service.yaml 's/targetPort: grpc/targetPort: gprc/'
finds check_kubernetes "$kubernetes" service.yaml 's/name: logboekd$/name: logboek/'
finds check_kubernetes "$kubernetes" network_policy.yaml 's/policyTypes/policyType/'
finds check_kubernetes "$kubernetes" network_policy.yaml 's/port: http/port: grpc/'
finds check_kubernetes "$kubernetes" network_policy.yaml '/- from:/,/ports:/c\    - ports:'
finds check_kubernetes "$kubernetes" pod_disruption_budget.yaml 's|policy/v1|policy/v1beta1|'
finds check_kubernetes "$kubernetes" kustomization.yaml '/network_policy/d'

passes check_agreement deploy
finds check_agreement deploy container/compose.yaml 's/image: logboek:.*/image: logboek:latest/'
finds check_agreement deploy monitoring/prometheus_kubernetes.yml 's/:4778/:9100/'
finds check_agreement deploy package/logboekd.conf 's/^http-listen/#http-listen/'
finds check_agreement deploy package/changelog 's/^logboek \(.*\)/logboek (0.0.1-1)/'

printf '%s checks\n' "$checks"
exit "$bad"

#!/usr/bin/env bash
# Takes the package to a clean Debian 12 and through its life: installed with what it needs, started
# as its unit would, a day's work over gRPC and over HTTP, upgraded, removed, purged, installed
# again. As root.
#   tests/deploy/try.sh logboek_0.1.0-1_amd64.deb logboek_0.1.0-2_amd64.deb
set -euo pipefail
package="$(realpath "$1")"
next="$(realpath "$2")"
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work="$(mktemp -d)"
root="$work/root"
server_pid=
manager_pid=

clean_up() {
  if [[ -n "$server_pid" ]]; then kill -KILL "$server_pid" 2>/dev/null || true; fi
  if [[ -n "$manager_pid" ]]; then kill "$manager_pid" 2>/dev/null || true; fi
  umount "$root/proc" 2>/dev/null || true
  rm -rf --one-file-system "$work"
}
trap clean_up EXIT

step() { printf '== %s\n' "$*"; }
fail() {
  printf 'try: %s\n' "$*" >&2
  exit 1
}

inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 chroot "$root" "$@"; }
inside_as() {
  local user="$1"
  shift
  inside setpriv --reuid "$user" --regid logboek --clear-groups "$@"
}
apt_get() {
  inside env DEBIAN_FRONTEND=noninteractive "${PROXIES[@]}" \
    apt-get -q -o Dpkg::Use-Pty=0 "$@" </dev/null
}

# The way to the network is the machine's; nothing else of it is.
PROXIES=()
for name in http_proxy https_proxy no_proxy; do
  if [[ -n "${!name:-}" ]]; then PROXIES+=("$name=${!name}"); fi
done

make_root() {
  debootstrap --variant=minbase bookworm "$root" >"$work/debootstrap.log" || {
    tail "$work/debootstrap.log"
    fail "no clean Debian"
  }
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  mount -t proc proc "$root/proc"
  cp "$package" "$next" deploy/demo/20-utrecht.jsonl "$root/tmp/"
}

# The service manager's end of NOTIFY_SOCKET: a line for each message, into $manager.
start_manager() {
  coproc MANAGER {
    exec python3 -u -c '
import os, socket, sys
end = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
end.bind(sys.argv[1])
os.chmod(sys.argv[1], 0o666)
print("listening")
while True:
    print(end.recv(4096).decode().replace("\n", "; "))' "$root/run/notify"
  }
  # shellcheck disable=SC2153  # Bash sets it.
  manager_pid="$MANAGER_PID"
  exec {manager}<&"${MANAGER[0]}"
  hear listening
}

# Waits for a message that begins so, through a hundred others at most.
hear() {
  local line count
  for ((count = 0; count < 100; count++)); do
    IFS= read -r -t 60 -u "$manager" line || break
    if [[ "$line" == "$1"* ]]; then
      printf 'told: %s\n' "$line"
      return 0
    fi
  done
  cat "$work/server.log"
  fail "the service manager is not told '$1'"
}

# As systemd would by the unit: its command, user and folders.
start_server() {
  local words
  read -r -a words < <(sed -n 's/^ExecStart=//p' "$root/lib/systemd/system/logboekd.service")
  inside install -d -m 0700 -o logboek -g logboek /run/logboek
  # No function, whose shell would stand between the signals and the server.
  env -i PATH=/usr/sbin:/usr/bin NOTIFY_SOCKET=/run/notify WATCHDOG_USEC=4000000 \
    RUNTIME_DIRECTORY=/run/logboek chroot --userspec=logboek:logboek "$root" "${words[@]}" \
    >>"$work/server.log" 2>&1 &
  server_pid=$!
  hear "READY=1"
  hear "WATCHDOG=1"
}

stop_server() {
  local code=0
  kill -TERM "$server_pid"
  hear "STOPPING=1"
  wait "$server_pid" || code=$?
  server_pid=
  ((code == 0)) || fail "logboekd ended with $code"
}

digest() { inside logboek --lang en --format csv digest --at 2026-11-30; }

days_work() {
  local plan
  inside logboek --lang en status
  inside_as logboek logboek --lang en status >/dev/null || fail "user logboek is let in"
  if inside_as nobody logboek --lang en status 2>/dev/null; then
    fail "a member of group logboek must not be the administrator"
  fi
  for plan in "$root"/usr/share/logboek/regioplans/*.textproto; do
    inside logboek --lang en plan publish "${plan#"$root"}" | tail -n 1
  done
  inside logboek --lang en push --quiet /tmp/20-utrecht.jsonl
  inside logboek --lang en compliance ut-006 --at 2026-11-30 --obligation UT3-03 | head -n 6
}

# ---- the same day over HTTP, as a portal without gRPC does it ------------------------------------

# Where the package has it by itself.
HTTP="http://$(sed -n 's/^http-listen = "\(.*\)"$/\1/p' deploy/package/logboekd.conf)"
code=
answer=
recorded=

# ask TOKEN PATH [JSON]: fills code and answer; with JSON a POST, without a token where it is "".
ask() {
  local arguments=(--silent --show-error --noproxy '*')
  arguments+=(--output "$work/answer" --write-out '%{http_code}')
  if [[ -n "$1" ]]; then arguments+=(--header "Authorization: Bearer $1"); fi
  if (($# == 3)); then arguments+=(--json "$3"); fi
  code="$(curl "${arguments[@]}" "$HTTP$2")" || fail "$2 is not answered"
  answer="$(<"$work/answer")"
}

# wants CODE PATTERN: the last answer was this.
wants() {
  # shellcheck disable=SC2053  # It is a pattern.
  [[ "$code" == "$1" && "$answer" == $2 ]] || fail "wanted $1 $2, got $code $answer"
  printf 'http: %s %s\n' "$code" "${answer:0:80}"
}

# wants_repeat FIRST: the last answer was that receipt, and says that it is given again.
wants_repeat() {
  wants 200 '*"repeated":true,*'
  [[ "${answer/'"repeated":true,'/}" == "$1" ]] || fail "a repeat is answered $answer, not $1"
}

# record SOURCE-ID SESSION: who came, as JSON.
record() {
  printf '{"origin": {"source": "hus-academie", "sourceId": "%s"}, "command": {"sessionId": "%s",
    "personId": "p-000833", "practiceId": "ut-031", "status": "ATTENDANCE_STATUS_PRESENT"}}' "$@"
}

position() { inside logboek --lang en --format json status | grep -o '"position": *"[0-9]*"'; }

days_work_over_http() {
  local portal administrator calendar first there
  portal="$(inside logboek token create hus-portal --role academy --academy hus-academie \
    --region utrecht_sterkzorg --source hus-academie --days 1)"
  administrator="$(<"$root/var/lib/logboek/store.token")"
  ask "" /healthz && wants 200 ok
  ask "" /readyz && wants 200 ok
  ask "$portal" /logboek.v1.RegistrationService/RecordAttendance \
    "$(record 1 ut-exchange-2026-11-10)"
  wants 200 '{"receipt":*"position":"*'
  first="$answer"
  there="$(position)"
  ask "$portal" /logboek.v1.RegistrationService/RecordAttendance \
    "$(record 1 ut-exchange-2026-11-10)"
  wants_repeat "$first"
  [[ "$(position)" == "$there" ]] || fail "a repeat made an event"
  ask "$portal" /logboek.v1.RegistrationService/RecordAttendance \
    "$(record 1 ut-exchange-2026-11-10 | sed s/PRESENT/ABSENT/)"
  wants 409 '*"reason":"CONFLICT"*'
  ask "$portal" /logboek.v1.RegistrationService/RecordAttendance "$(record 2 no-such-session)"
  wants 404 '*"reason":"UNKNOWN_SESSION"*'
  ask "$portal" /logboek.v1.AdminService/CheckPlan '{}'
  wants 403 '*"reason":"ROLE_NOT_ALLOWED"*'
  ask "" /logboek.v1.AccessService/WhoAmI '{}' && wants 401 '*"reason":"NO_CREDENTIAL"*'
  ask "$administrator" /logboek.v1.ComplianceService/GetPracticeCompliance \
    '{"practiceId": "ut-006", "at": {"year": 2026, "month": 11, "day": 30}}'
  wants 200 '*"obligationId":"UT3-03"*'
  ask "" /metrics && wants 200 '*logboek_commands_total{*'
  calendar="$(inside logboek token create wall --role calendar --region utrecht_sterkzorg)"
  ask "" "/calendar/$calendar.ics?lang=en"
  wants 200 'BEGIN:VCALENDAR*UID:ut-exchange-2027-02-16@*'
  ask "" "/calendar/$administrator.ics" && wants 404 '*--role calendar*'
  if grep -qF -e "$portal" -e "$administrator" -e "$calendar" "$work/server.log"; then
    fail "a token is logged"
  fi
  # For after the upgrade.
  recorded="$first"
}

check_repeat_over_http() {
  local portal
  portal="$(inside logboek token create again --role academy --academy hus-academie \
    --region utrecht_sterkzorg --source hus-academie --days 1)"
  ask "$portal" /logboek.v1.RegistrationService/RecordAttendance \
    "$(record 1 ut-exchange-2026-11-10)"
  wants_repeat "$recorded"
}

check_installed() {
  local version="$1" mode
  [[ "$(inside dpkg-query -W -f "\${db:Status-Abbrev}\${Version}" logboek)" == "ii $version" ]] ||
    fail "version $version is not installed"
  mode="$(inside stat -c '%a %U:%G' /var/lib/logboek)"
  [[ "$mode" == "700 logboek:logboek" ]] || fail "/var/lib/logboek is $mode"
  [[ "$(inside stat -c '%a %U:%G' /etc/logboek)" == "750 root:logboek" ]] || fail "/etc/logboek"
  [[ -L "$root/etc/systemd/system/multi-user.target.wants/logboekd.service" ]] ||
    fail "the unit is not enabled"
}

check_kept() {
  local file
  for file in store store.key store.sign store.token; do
    inside test -e "/var/lib/logboek/$file" || fail "/var/lib/logboek/$file is gone"
  done
}

version_of() { dpkg-deb -f "$1" Version; }

step "a clean Debian 12"
make_root
step "install $(version_of "$package")"
apt_get install -y --no-install-recommends "/tmp/$(basename "$package")" | tail -n 4
check_installed "$(version_of "$package")"
inside ldd /usr/bin/logboekd | grep -q 'not found' && fail "a library is missing"
start_manager
start_server
step "a day's work"
days_work
step "and over HTTP"
days_work_over_http
before="$(digest)"
step "upgrade to $(version_of "$next") while it serves"
echo "# ours" >>"$root/etc/logboek/logboekd.conf"
apt_get install -y --no-install-recommends "/tmp/$(basename "$next")" | tail -n 3
check_installed "$(version_of "$next")"
grep -qx '# ours' "$root/etc/logboek/logboekd.conf" || fail "the upgrade changed a conffile"
stop_server
start_server
[[ "$(digest)" == "$before" ]] || fail "the verdicts are others after the upgrade"
check_repeat_over_http
stop_server
step "remove"
apt_get remove -y logboek | tail -n 2
[[ ! -e "$root/usr/bin/logboekd" ]] || fail "it is still there"
[[ -e "$root/etc/logboek/logboekd.conf" ]] || fail "removing took the configuration"
check_kept
step "purge"
apt_get purge -y logboek 2>&1 | tail -n 4
[[ ! -e "$root/etc/logboek" ]] || fail "configuration is left"
[[ ! -L "$root/etc/systemd/system/multi-user.target.wants/logboekd.service" ]] ||
  fail "the unit is still enabled"
check_kept
step "install again: the register is as it was"
apt_get install -y --no-install-recommends "/tmp/$(basename "$package")" | tail -n 1
check_installed "$(version_of "$package")"
start_server
[[ "$(digest)" == "$before" ]] || fail "the verdicts are others"
inside logboek --lang en status | head -n 6
stop_server
printf 'try: all is well\n'

#!/usr/bin/env bash
# The main job once, on a store of its own: push, ask, explain, correct, look back, crash, replay.
# Exits 0 when all of it is as it should be. Usage: demo.sh FOLDER-WITH-THE-PROGRAMS
set -euo pipefail
bin="$1"
at=2026-11-30
folder="$(mktemp -d)"
server_pid=
address=

logboek() { "$bin/logboek" --server "$address" --lang en "$@"; }

chapter() { printf '\n== %s\n\n' "$*"; }

fail() {
  printf 'demo: %s\n' "$*" >&2
  exit 1
}

finish() {
  [[ -z "$server_pid" ]] || kill -9 "$server_pid" 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT

start_server() {
  local line
  rm -f "$folder/out"
  mkfifo "$folder/out"
  "$bin/logboekd" --store "$folder/store" --listen 127.0.0.1:0 --log-level warning \
    >"$folder/out" 2>>"$folder/log" &
  server_pid=$!
  exec {server_out}<"$folder/out"
  while IFS= read -r -u "$server_out" line; do
    if [[ "$line" == "logboekd: ready, address "* ]]; then
      address="${line##* }"
      return 0
    fi
  done
  cat "$folder/log" >&2
  fail "logboekd did not start"
}

# The row of one obligation of one practice, without the day and the position of the answer.
verdict() {
  local practice="$1" obligation="$2"
  shift 2
  logboek --format csv compliance "$practice" --at "$at" "$@" |
    awk -v obligation="$obligation" \
      'NR > 1 && index($0, obligation) { sub(/,[^,]*,[^,]*$/, ""); print; exit }'
}

position() {
  logboek --format json status |
    sed -n 's/.*"position": *"\{0,1\}\([0-9]*\).*/\1/p' | head -n 1
}

digest() {
  logboek --format json digest --at "$at" "$@" |
    sed -n 's/^ *{\{0,1\}"digest": *"\([0-9a-f]*\)".*/\1/p' | head -n 1
}

expect_change() {
  [[ "$1" != "$2" ]] || fail "$3"
}

chapter "A server on an empty store"
start_server
logboek status

chapter "The plans of four regions, Utrecht's in two papers"
for plan in deploy/regioplans/*.textproto; do logboek plan publish "$plan"; done

chapter "What the academies and coordinators have to tell"
for file in deploy/demo/*.jsonl; do logboek push --quiet "$file"; done
# A portal that repeats itself changes nothing.
logboek push --quiet deploy/demo/10-midden_brabant.jsonl

chapter "Which practice is on track on $at"
for region in midden_brabant_primacura utrecht_sterkzorg twente_hzt gelders_rivierenland; do
  logboek compliance --region "$region" --at "$at"
done

chapter "Why is mb-002 not compliant?"
logboek compliance mb-002 --at "$at"

chapter "What the log knew before a presence of 4 November 2025 came in, half a year late"
late="$(verdict ut-006 UT3-03 --known-at 7540)"
now="$(verdict ut-006 UT3-03)"
printf 'as known at 7540:  %s\nnow:               %s\n' "$late" "$now"
[[ "$late" == *,not_met,1,2,* && "$now" == *,met,2,2,* ]] ||
  fail "README.md and the help name position 7540; the late presence is at another now"

chapter "Which closed years would end otherwise by now"
logboek closed --region utrecht_sterkzorg
closed="$(logboek --format csv closed --region utrecht_sterkzorg)"
[[ "$closed" == *ut-006* && "$closed" == *ut-007* ]] ||
  fail "year 3 of ut-006 and ut-007 was closed before what was recorded late"

chapter "A name on the list of 4 November 2025 was read wrongly"
before="$(position)"
old="$(verdict ut-001 UT3-03)"
correction='{"source": "sterkzorg-coordinator", "sourceId": "demo-correction",
  "correctAttendance": {"sessionId": "ut-exchange-2025-11-04", "personId": "p-000509",
    "status": "ATTENDANCE_STATUS_ABSENT", "reason": "somebody else signed",
    "decidedBy": "coordinator"}}'
logboek "do" "$correction"
now="$(verdict ut-001 UT3-03)"
then="$(verdict ut-001 UT3-03 --known-at "$before")"
printf '\nbefore:              %s\nnow:                 %s\nas known at %-7s  %s\n' \
  "$old" "$now" "$before:" "$then"
expect_change "$old" "$now" "the correction changed nothing"
[[ "$old" == "$then" ]] || fail "the old verdict was not found again"

chapter "The server is killed, and started again"
live="$(digest)"
[[ -n "$live" ]] || fail "no digest"
kill -9 "$server_pid"
wait "$server_pid" 2>/dev/null || true
start_server
restarted="$(digest)"
replayed="$(digest --from-zero)"
printf 'digest of all verdicts:         %s\nafter the restart:              %s\n' \
  "$live" "$restarted"
printf 'replayed from the first event:  %s\n' "$replayed"
[[ "$live" == "$restarted" && "$live" == "$replayed" ]] || fail "the digests differ"

chapter "An auditor reads along"
logboek replay --practice ut-001 --type attendance_corrected

kill -INT "$server_pid"
wait "$server_pid" || fail "the server did not stop well"
server_pid=
chapter "Done: everything is as it was said to be"

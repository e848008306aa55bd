#!/usr/bin/env bash
# enrol.sh ENROLMENT SESSION PERSON PRACTICE
# 0: accepted. 1: refused, mend it first. 75: busy or no answer, run it again later as it is.
set -euo pipefail
answer=$(mktemp)
trap 'rm "$answer"' EXIT

# Your own number of the enrolment makes a repeat harmless.
request=$(jq --null-input '{
  origin: {source: env.LOGBOEK_SOURCE, sourceId: "enrol/\($ARGS.positional[0])"},
  command: ($ARGS.positional |
    {enrolmentId: .[0], sessionId: .[1], personId: .[2], practiceId: .[3]})}' --args "$@")
for pause in 1 2 4 8 16; do
  read -r status wait < <(curl --silent --max-time 30 \
    --header @<(printf 'Authorization: Bearer %s' "$LOGBOEK_TOKEN") --json "$request" \
    --output "$answer" --write-out '%{http_code} %header{retry-after}\n' \
    "$LOGBOEK_URL/logboek.v1.RegistrationService/Enrol")
  case "$status $wait" in
    "200 "*) cat "$answer" && exit 0 ;;
    "000 "* | 50[234]" "* | *" "?*) sleep "${wait:-$pause}" ;;
    *) jq --raw-output '"\(.details[0].debug.reason): \(.message)"' "$answer" >&2 && exit 1 ;;
  esac
done
exit 75

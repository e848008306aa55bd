#!/usr/bin/env bash
# first.sh ENROLMENT SESSION PERSON PRACTICE
curl --silent --show-error --fail-with-body --json @- \
    --header @<(printf 'Authorization: Bearer %s' "$LOGBOEK_TOKEN") \
    "$LOGBOEK_URL/logboek.v1.RegistrationService/Enrol" <<END
{"origin": {"source": "$LOGBOEK_SOURCE", "sourceId": "enrol/$1"},
 "command": {"enrolmentId": "$1", "sessionId": "$2", "personId": "$3", "practiceId": "$4"}}
END

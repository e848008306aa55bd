#!/usr/bin/env python3
"""enrol.py ENROLMENT SESSION PERSON PRACTICE

0: accepted. 1: refused, mend it first. 75: busy or no answer, run it again later as it is.
"""
import json, os, sys, time, urllib.error, urllib.request

enrolment, session, person, practice = sys.argv[1:]
request = urllib.request.Request(
    os.environ["LOGBOEK_URL"] + "/logboek.v1.RegistrationService/Enrol",
    headers={"Authorization": "Bearer " + os.environ["LOGBOEK_TOKEN"],
             "Content-Type": "application/json"},
    data=json.dumps({
        # Your own number of the enrolment makes a repeat harmless.
        "origin": {"source": os.environ["LOGBOEK_SOURCE"], "sourceId": "enrol/" + enrolment},
        "command": {"enrolmentId": enrolment, "sessionId": session, "personId": person,
                    "practiceId": practice}}).encode())
for attempt in range(5):
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            print(answer.read().decode())
            sys.exit(0)
    except urllib.error.HTTPError as error:
        if error.code not in (502, 503, 504) and "Retry-After" not in error.headers:
            refusal = json.load(error)
            sys.exit(f"{refusal['details'][0]['debug']['reason']}: {refusal['message']}")
        wait = int(error.headers.get("Retry-After", 2**attempt))
    except OSError:  # No answer.
        wait = 2**attempt
    time.sleep(wait)
sys.exit(75)

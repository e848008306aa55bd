import json, os, sys, urllib.error, urllib.request as http  # ENROLMENT SESSION PERSON PRACTICE
env, (number, session, person, practice) = os.environ, sys.argv[1:]
url = env["LOGBOEK_URL"] + "/logboek.v1.RegistrationService/Enrol"
headers = {"Authorization": "Bearer " + env["LOGBOEK_TOKEN"], "Content-Type": "application/json"}
body = {"origin": {"source": env["LOGBOEK_SOURCE"], "sourceId": "enrol/" + number}, "command": {
    "enrolmentId": number, "sessionId": session, "personId": person, "practiceId": practice}}
try:
    print(http.urlopen(http.Request(url, json.dumps(body).encode(), headers)).read().decode())
except urllib.error.HTTPError as refused:
    sys.exit(refused.read().decode())

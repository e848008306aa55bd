const [enrolmentId, sessionId, personId, practiceId] = process.argv.slice(2);
const { LOGBOEK_URL, LOGBOEK_TOKEN, LOGBOEK_SOURCE } = process.env;
const answer = await fetch(`${LOGBOEK_URL}/logboek.v1.RegistrationService/Enrol`, {
  headers: { Authorization: `Bearer ${LOGBOEK_TOKEN}`, "Content-Type": "application/json" },
  method: "POST", body: JSON.stringify({
    origin: { source: LOGBOEK_SOURCE, sourceId: `enrol/${enrolmentId}` },
    command: { enrolmentId, sessionId, personId, practiceId } }),
});
console.log(await answer.text());
export {};

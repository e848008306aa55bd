// node enrol.js ENROLMENT SESSION PERSON PRACTICE
// 0: accepted. 1: refused, mend it first. 75: busy or no answer, run it again later as it is.
const [enrolmentId, sessionId, personId, practiceId] = process.argv.slice(2);

async function enrol(): Promise<number> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const answer = await fetch(`${process.env.LOGBOEK_URL}/logboek.v1.RegistrationService/Enrol`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${process.env.LOGBOEK_TOKEN}`,
        "Content-Type": "application/json",
      },
      body: JSON.stringify({
        // Your own number of the enrolment makes a repeat harmless.
        origin: { source: process.env.LOGBOEK_SOURCE, sourceId: `enrol/${enrolmentId}` },
        command: { enrolmentId, sessionId, personId, practiceId },
      }),
      signal: AbortSignal.timeout(30_000),
    }).catch(() => undefined); // No answer.
    if (answer?.ok) {
      console.log(await answer.text());
      return 0;
    }
    const wait = answer?.headers.get("Retry-After");
    if (answer && !wait && ![502, 503, 504].includes(answer.status)) {
      const refusal = await answer.json();
      console.error(`${refusal.details[0].debug.reason}: ${refusal.message}`);
      return 1;
    }
    const seconds = Number(wait ?? 2 ** attempt);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
  return 75;
}

process.exitCode = await enrol();
export {};

<?php
// php enrol.php ENROLMENT SESSION PERSON PRACTICE
// 0: accepted. 1: refused, mend it first. 75: busy or no answer, run it again later as it is.
[, $enrolment, $session, $person, $practice] = $argv;

$curl = curl_init(getenv('LOGBOEK_URL') . '/logboek.v1.RegistrationService/Enrol');
curl_setopt_array($curl, [
    CURLOPT_HTTPHEADER => [
        'Authorization: Bearer ' . getenv('LOGBOEK_TOKEN'),
        'Content-Type: application/json',
    ],
    CURLOPT_POSTFIELDS => json_encode([
        // Your own number of the enrolment makes a repeat harmless.
        'origin' => ['source' => getenv('LOGBOEK_SOURCE'), 'sourceId' => "enrol/$enrolment"],
        'command' => ['enrolmentId' => $enrolment, 'sessionId' => $session,
                      'personId' => $person, 'practiceId' => $practice],
    ], JSON_THROW_ON_ERROR),
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_TIMEOUT => 30,
]);
for ($attempt = 0; $attempt < 5; $attempt++) {
    $answer = curl_exec($curl);
    $status = $answer === false ? 0 : curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
    if ($status === 200) {
        echo $answer, "\n";
        exit(0);
    }
    $wait = curl_getinfo($curl, CURLINFO_RETRY_AFTER);
    if (!in_array($status, [0, 502, 503, 504], true) && $wait === 0) {
        $refusal = json_decode($answer, true, 512, JSON_THROW_ON_ERROR);
        fwrite(STDERR, $refusal['details'][0]['debug']['reason'] . ": {$refusal['message']}\n");
        exit(1);
    }
    sleep($wait ?: 2 ** $attempt);
}
exit(75);

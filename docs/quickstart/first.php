<?php  // php first.php ENROLMENT SESSION PERSON PRACTICE
[, $number, $session, $person, $practice] = $argv;
$body = ['origin' => ['source' => getenv('LOGBOEK_SOURCE'), 'sourceId' => "enrol/$number"],
         'command' => ['enrolmentId' => $number, 'sessionId' => $session, 'personId' => $person,
                       'practiceId' => $practice]];
$headers = ['Content-Type: application/json', 'Authorization: Bearer ' . getenv('LOGBOEK_TOKEN')];
$call = stream_context_create(['http' => ['method' => 'POST', 'header' => $headers,
    'content' => json_encode($body, JSON_THROW_ON_ERROR), 'ignore_errors' => true]]);
echo file_get_contents(
    getenv('LOGBOEK_URL') . '/logboek.v1.RegistrationService/Enrol', false, $call), "\n";

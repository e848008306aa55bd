// Answers about who looked at whom: what of a record of the access log is whose business.
#pragma once

#include "absl/status/statusor.h"
#include "services/accesslog/access_log.h"
#include "services/api/backend.h"

namespace logboek::api {

// Looks at the human, under any pseudonym; `query` says when, and which page. Others who stood in
// the same answer are left out. NOT_FOUND, UNKNOWN_PERSON: a mistyped id is not somebody whom
// nobody looked at. Errors of AccessLog::Flush and Find.
absl::StatusOr<accesslog::AccessPage> LooksAtPerson(const Backend& backend,
                                                    const std::string& person_id,
                                                    accesslog::AccessQuery query);

// Looks of the user, with everybody they saw.
absl::StatusOr<accesslog::AccessPage> LooksOfUser(const Backend& backend,
                                                  const std::string& principal,
                                                  accesslog::AccessQuery query);

// Looks at the people of the practice, as ListPracticeAccess describes them. NOT_FOUND,
// UNKNOWN_PRACTICE.
absl::StatusOr<accesslog::AccessPage> LooksAtPractice(const Backend& backend,
                                                      const std::string& practice_id,
                                                      accesslog::AccessQuery query);

}  // namespace logboek::api

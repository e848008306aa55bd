// What leaves the house is recorded before it is answered.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/v1/report_service.pb.h"
#include "services/api/backend.h"
#include "services/queries/known.h"
#include "services/rpc/chain.h"

namespace logboek::api {

// An answer that is to leave, but for what it was made from: origin, region, scope, recipient and
// filter are set. Of the moment asked for, what was asked is set.
struct Leaving {
  command::v1::Command command;
  std::optional<absl::CivilDay> at = {};
  queries::AsKnown known = {};
  std::string actor = {};
};

// An auditor asks for an insurer, and in its own name: PERMISSION_DENIED, RECIPIENT_NOT_YOURS.
absl::Status CheckRecipient(const rpc::Call& call, const std::string& recipient,
                            event::v1::RecipientClass recipient_class);

// INVALID_ARGUMENT, MISSING_FIELD: no origin, no recipient. PERMISSION_DENIED: SOURCE_NOT_YOURS,
// ACTING_FOR_NOT_ALLOWED.
absl::StatusOr<Leaving> LeavingOf(const rpc::Call& call, const v1::Origin* origin,
                                  const std::string& recipient,
                                  event::v1::RecipientClass recipient_class);

// What an answer is to be made from.
struct Moment {
  std::string report_id;
  std::optional<absl::CivilDay> at = {};
  queries::AsKnown known = {};
  // The position of the event that recorded it; absent = it is not recorded yet.
  std::optional<uint64_t> recorded = {};
};

// What an answer was made from, and the SHA-256 of its canonical form.
struct Made {
  absl::CivilDay at;
  uint64_t position = 0;
  std::string sha256;
};

// Makes the answer, and keeps it until it may be given; the same again for the same moment.
using Make = std::function<absl::StatusOr<Made>(const Moment& moment)>;

// The line (rpc::Chain::RunInTurn) in which what leaves about the region is made, one at a time, so
// that every report is held against all those before it; "" for a region that is not known.
std::string LineOf(const Backend& backend, const std::string& region);

// Thread-safe; `backend` must outlive it.
class Disclosures {
 public:
  explicit Disclosures(const Backend* backend) : backend_(backend) {}

  // Makes the answer and records it; in the line of its region, or of two made at once the second
  // may be refused. With an error nothing may be answered. A repeat of the same origin makes the
  // answer of then, when an insurer may still see as much: FAILED_PRECONDITION,
  // DISCLOSURE_NOT_ALLOWED or NOT_RELEASED. ALREADY_EXISTS, CONFLICT: the origin was used for
  // something else. FAILED_PRECONDITION, REPORT_NOT_REPEATABLE: the answer of then cannot be made
  // again; ABORTED, REPORT_OVERTAKEN: another report was recorded meanwhile; and what registrar.h
  // says.
  absl::StatusOr<v1::Disclosure> Disclose(const Leaving& leaving, const Make& make) const;

 private:
  absl::StatusOr<std::optional<domain::IssuedReport>> FindRecorded(
      const command::v1::Command& command) const;
  absl::StatusOr<v1::Disclosure> Repeat(const Leaving& leaving, const domain::IssuedReport& issued,
                                        const Make& make) const;
  absl::StatusOr<registrar::Receipt> Record(const Leaving& leaving, const Made& made) const;
  // Whether the recipient may still see what was recorded for it.
  absl::Status CheckStillReleased(const event::v1::ReportIssued& report) const;

  const Backend* const backend_;
};

}  // namespace logboek::api

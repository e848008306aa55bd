// A register in memory behind real gRPC, for tests of clients: it records each (source, source_id)
// once, refuses and breaks when told to, and answers questions with what was laid ready.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/server.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/event/v1/envelope.pb.h"
#include "logboek/v1/admin_service.pb.h"
#include "logboek/v1/audit_service.pb.h"
#include "logboek/v1/calendar_service.pb.h"
#include "logboek/v1/compliance_service.pb.h"
#include "logboek/v1/practice_service.pb.h"
#include "logboek/v1/registration_service.pb.h"
#include "storage/base/mutex.h"

namespace logboek::client {

// How one push stream goes wrong. The first stream takes the first plan, and so on; later ones go
// well.
struct StreamFault {
  // Ends with UNAVAILABLE once it has taken this many commands ...
  int after_commands = 0;
  // ... of which the last ones were recorded but not answered.
  int answers_lost = 0;
  // Instead of ending: answers nothing more and waits until the client gives up.
  bool hang = false;
  // Instead of ending: answers the next command with UNAVAILABLE, not recording it, and goes on.
  bool busy_once = false;
};

// Lay everything ready before the first call; what was received may be read at any time.
class FakeServer {
 public:
  FakeServer();
  ~FakeServer();
  FakeServer(const FakeServer&) = delete;
  FakeServer& operator=(const FakeServer&) = delete;

  // host:port on the loopback interface, a free port.
  const std::string& address() const { return address_; }

  // Asked for each new command; an error refuses it. May be null.
  std::function<absl::Status(const command::v1::Command&)> refuse;
  std::deque<StreamFault> stream_faults;
  // An error ends every question, and a push, with it.
  absl::Status failure;
  // Each ends one LookUpPush, before that is answered.
  std::deque<absl::Status> look_up_failures;

  // Answers by the id asked for (a practice by its AGB code, too); an unknown id is NOT_FOUND.
  std::map<std::string, v1::GetPracticeResponse> practices;
  std::map<std::string, v1::GetPracticeComplianceResponse> compliance;
  std::map<std::string, v1::GetSessionResponse> sessions;
  // Pages by region, in order; the page token is the index of the page.
  std::map<std::string, std::vector<v1::ListRegionComplianceResponse>> compliance_pages;
  std::map<std::string, std::vector<v1::ListSessionsResponse>> session_pages;
  // By practice.
  std::map<std::string, v1::ListTodoResponse> todo;
  std::map<std::string, v1::ExplainPracticeResponse> explanations;
  // By session.
  std::map<std::string, std::vector<v1::ListInviteesResponse>> invitee_pages;
  // By region; comparisons by region or practice.
  std::map<std::string, std::vector<v1::ListAtRiskResponse>> at_risk_pages;
  std::map<std::string, std::vector<v1::CompareVerdictsResponse>> comparison_pages;
  std::map<std::string, std::vector<v1::ListClosedYearDifferencesResponse>> closed_pages;
  std::map<std::string, v1::GetSeatsNeededResponse> seats;
  std::map<std::string, v1::WhatWouldChangeResponse> what_if;
  // Told to whoever watches any region; then the stream ends.
  std::vector<v1::WatchRegionResponse> watched;
  // Of the lists, by the name of the method, for example "ListVisits": serialized pages,
  // handed out in order, the last one again and again.
  std::map<std::string, std::vector<std::string>> list_pages;
  v1::GetHistoryResponse history_answer;
  v1::GetVerdictDigestResponse digest;
  v1::GetStatusResponse status;
  // Told to whoever takes a backup; then the stream ends.
  std::vector<v1::BackupResponse> backup_items;
  v1::ListBackupsResponse backups;
  // By plan id; none = no problem.
  std::map<std::string, v1::CheckPlanResponse> plan_checks;
  // Replayed behind after_position; the stream breaks once behind `replay_breaks_after`, if that is
  // not 0.
  std::vector<event::v1::Envelope> history;
  uint64_t replay_breaks_after = 0;

  // The commands recorded, in order, each once.
  std::vector<command::v1::Command> recorded() const;
  // Commands that arrived, repeats and refusals included.
  int received() const;
  int push_streams() const;
  // The last request of each question.
  v1::GetPracticeComplianceRequest last_compliance() const;
  v1::ListRegionComplianceRequest last_region() const;
  v1::GetVerdictDigestRequest last_digest() const;
  v1::ListTodoRequest last_todo() const;
  v1::ListAtRiskRequest last_at_risk() const;
  v1::CompareVerdictsRequest last_comparison() const;
  v1::WhatWouldChangeRequest last_what_if() const;
  v1::GetHistoryRequest last_history() const;
  v1::LookUpPushRequest last_lookup() const;
  // The last request for a list, serialized, in whose name it was asked, and with what.
  std::string last_list() const;
  std::string last_acting_for() const;
  std::string last_authorization() const;
  v1::PublishPlanRequest last_plan() const;
  v1::CheckPlanRequest last_check() const;
  v1::BackupRequest last_backup() const;
  // What the deadline left to the last of these when it came.
  absl::Duration last_time_left() const;

 private:
  class Services;

  std::unique_ptr<Services> services_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
};

}  // namespace logboek::client

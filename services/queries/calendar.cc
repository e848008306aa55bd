#include "services/queries/calendar.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "services/domain/dates.h"
#include "services/queries/page_token.h"
#include "services/queries/refusals.h"
#include "services/queries/session_roles.h"
#include "storage/base/status_macros.h"

namespace logboek::queries {
namespace {

SessionView ViewOf(const domain::Register& reg, std::shared_ptr<const domain::Session> session) {
  auto offering = domain::Find(reg.offerings, session->offering_id);
  SessionView view{.session = std::move(session), .offering = std::move(offering)};
  if (const auto series = domain::Find(reg.series, view.session->series_id); series != nullptr) {
    view.cohort_ids = series->cohort_ids;
  }
  return view;
}

// About how many bytes the session is on the wire, rather too many than too few.
size_t WeightOf(const SessionView& view) {
  constexpr size_t kFixedBytes = 512;
  size_t bytes = kFixedBytes + view.session->id.size() + view.session->academy.size();
  if (view.offering == nullptr) return bytes;
  bytes += view.offering->title.size();
  for (const std::string& slug : view.offering->menu_slugs) bytes += slug.size() + 4;
  return bytes;
}

std::string FingerprintOf(const SessionsQuestion& question) {
  std::vector<std::string> parts = {
      question.region, question.from.has_value() ? domain::ToIso(*question.from) : "",
      question.until.has_value() ? domain::ToIso(*question.until) : ""};
  for (const domain::OfferingKind kind : question.kinds) {
    parts.push_back(absl::StrCat(static_cast<int>(kind)));
  }
  for (const domain::Role role : question.roles) parts.push_back(absl::StrCat("role ", role));
  return Fingerprint(parts);
}

bool IsForRoles(const domain::Region& region, const SessionView& view,
                const std::set<domain::Role>& roles) {
  return roles.empty() || std::any_of(roles.begin(), roles.end(), [&](domain::Role role) {
           return IsForRole(region, *view.session, view.offering.get(), role);
         });
}

// The (date, session id) the page starts behind.
using SessionKey = std::pair<absl::CivilDay, std::string>;

absl::StatusOr<std::optional<SessionKey>> StartOf(const SessionsQuestion& question,
                                                  absl::string_view fingerprint) {
  if (question.page_token.empty()) return std::optional<SessionKey>();
  ASSIGN_OR_RETURN(const std::vector<std::string> fields,
                   DecodePageToken(question.page_token, fingerprint, 2));
  ASSIGN_OR_RETURN(const absl::CivilDay date, DayOfPageToken(fields[0]));
  return std::optional<SessionKey>({date, fields[1]});
}

}  // namespace

absl::StatusOr<SessionAnswer> AskSession(const registrar::Registrar& registrar,
                                         absl::string_view session_id) {
  SessionAnswer answer;
  registrar.Read([&](const domain::Register& reg) {
    answer.position = reg.position;
    auto session = domain::Find(reg.sessions, session_id);
    if (session == nullptr) return;
    answer.view = ViewOf(reg, std::move(session));
    for (const std::string& id : answer.view.session->enrolment_ids) {
      if (auto enrolment = domain::Find(reg.enrolments, id); enrolment != nullptr) {
        answer.enrolments.push_back({.enrolment = std::move(enrolment)});
      }
    }
  });
  if (answer.view.session == nullptr) return UnknownSession(session_id);
  const domain::Session& session = *answer.view.session;
  absl::flat_hash_map<std::string, uint32_t> ranks;
  for (const auto& [position, id] : session.waiting) {
    ranks.emplace(id, static_cast<uint32_t>(ranks.size() + 1));
  }
  for (EnrolmentLine& line : answer.enrolments) {
    if (const auto rank = ranks.find(line.enrolment->id); rank != ranks.end()) {
      line.waiting_rank = rank->second;
    }
  }
  for (const auto& [person, attendance] : session.attendances) {
    answer.attendance.push_back(attendance);
  }
  std::sort(answer.attendance.begin(), answer.attendance.end(),
            [](const domain::AttendancePtr& a, const domain::AttendancePtr& b) {
              return a->first_ref.position < b->first_ref.position;
            });
  return answer;
}

absl::StatusOr<SessionsAnswer> Ask(const registrar::Registrar& registrar,
                                   const SessionsQuestion& question) {
  const std::string fingerprint = FingerprintOf(question);
  ASSIGN_OR_RETURN(const std::optional<SessionKey> after, StartOf(question, fingerprint));
  SessionsAnswer answer;
  bool region_found = false;
  size_t bytes = 0;
  registrar.Read([&](const domain::Register& reg) {
    answer.position = reg.position;
    const auto region = reg.regions.find(question.region);
    if (region == reg.regions.end()) return;
    region_found = true;
    const auto& sessions = region->second->sessions_by_date;
    auto key =
        question.from.has_value() ? sessions.lower_bound({*question.from, ""}) : sessions.begin();
    if (after.has_value() && (key == sessions.end() || *key <= *after)) {
      key = sessions.upper_bound(*after);
    }
    for (; key != sessions.end(); ++key) {
      if (question.until.has_value() && key->first >= *question.until) return;
      auto session = domain::Find(reg.sessions, key->second);
      if (session == nullptr) continue;
      if (!question.kinds.empty() && !question.kinds.contains(session->kind)) continue;
      SessionView view = ViewOf(reg, std::move(session));
      if (!IsForRoles(*region->second, view, question.roles)) continue;
      bytes += WeightOf(view);
      if (answer.sessions.size() == question.page_size ||
          (bytes > question.page_bytes_max && !answer.sessions.empty())) {
        const domain::Session& last = *answer.sessions.back().session;
        answer.next_page_token = EncodePageToken(fingerprint, {domain::ToIso(last.date), last.id});
        return;
      }
      answer.sessions.push_back(std::move(view));
    }
  });
  if (!region_found) return UnknownRegion(question.region);
  return answer;
}

}  // namespace logboek::queries

#include "services/api/looks.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "services/api/sight.h"
#include "services/domain/fields.h"
#include "services/queries/refusals.h"
#include "storage/base/status_macros.h"

namespace logboek::api {
namespace {

using access::v1::AccessRecord;
using accesslog::AccessPage;
using accesslog::AccessQuery;

absl::StatusOr<AccessPage> FindLooks(const Backend& backend, const AccessQuery& query) {
  // Whatever was noted before the question is in the answer.
  RETURN_IF_ERROR(backend.access_log->Flush());
  return backend.access_log->Find(query);
}

void Keep(const std::function<bool(const std::string&)>& is_wanted,
          google::protobuf::RepeatedPtrField<std::string>* ids) {
  ids->erase(std::remove_if(ids->begin(), ids->end(), std::not_fn(is_wanted)), ids->end());
}

// Somebody of the practice: who worked there on the day, and in an answer about the practice
// whoever ever did.
bool IsOfPractice(const domain::Register& reg, const domain::Practice& practice,
                  const AccessRecord& record, const std::string& person_id) {
  const absl::CivilDay day = base::LocalDate(domain::FromProtoTime(record.at()));
  if (PracticesOn(reg, person_id, day).contains(practice.id)) return true;
  return record.practice_id() == practice.id && practice.person_ids.contains(person_id);
}

// As the practice may see it; false = nobody of it is in it.
bool ShowToPractice(const domain::Register& reg, const domain::Practice& practice,
                    AccessRecord* record) {
  Keep([&](const std::string& id) { return IsOfPractice(reg, practice, *record, id); },
       record->mutable_person_ids());
  if (record->person_ids().empty()) return false;
  record->clear_credential();
  if (record->region() != practice.region) record->clear_region();
  if (record->practice_id() != practice.id) record->clear_practice_id();
  record->clear_practice_ids();
  record->add_practice_ids(practice.id);
  return true;
}

}  // namespace

absl::StatusOr<AccessPage> LooksAtPerson(const Backend& backend, const std::string& person_id,
                                         AccessQuery query) {
  backend.registrar->Read([&](const domain::Register& reg) {
    if (reg.persons.contains(person_id)) query.person_ids = domain::PseudonymsOf(reg, person_id);
  });
  if (query.person_ids.empty()) return queries::UnknownPerson(person_id);
  ASSIGN_OR_RETURN(AccessPage page, FindLooks(backend, query));
  const std::set<std::string> human(query.person_ids.begin(), query.person_ids.end());
  for (AccessRecord& record : page.records) {
    Keep([&](const std::string& id) { return human.contains(id); }, record.mutable_person_ids());
    // Where the others work is about them.
    const absl::CivilDay day = base::LocalDate(domain::FromProtoTime(record.at()));
    std::set<std::string> practices;
    backend.registrar->Read(
        [&](const domain::Register& reg) { practices = PracticesOn(reg, person_id, day); });
    Keep([&](const std::string& id) { return practices.contains(id); },
         record.mutable_practice_ids());
  }
  return page;
}

absl::StatusOr<AccessPage> LooksOfUser(const Backend& backend, const std::string& principal,
                                       AccessQuery query) {
  query.principal = principal;
  return FindLooks(backend, query);
}

absl::StatusOr<AccessPage> LooksAtPractice(const Backend& backend, const std::string& practice_id,
                                           AccessQuery query) {
  std::shared_ptr<const domain::Practice> practice;
  backend.registrar->Read(
      [&](const domain::Register& reg) { practice = domain::Find(reg.practices, practice_id); });
  if (practice == nullptr) return queries::UnknownPractice(practice_id);
  query.practice_id = practice_id;
  ASSIGN_OR_RETURN(AccessPage page, FindLooks(backend, query));
  std::vector<AccessRecord> shown;
  for (AccessRecord& record : page.records) {
    bool show = false;
    backend.registrar->Read(
        [&](const domain::Register& reg) { show = ShowToPractice(reg, *practice, &record); });
    if (show) shown.push_back(std::move(record));
  }
  page.records = std::move(shown);
  return page;
}

}  // namespace logboek::api

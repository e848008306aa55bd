#include "services/permission/subjects.h"

#include <iterator>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/regioplan/v1/plan.pb.h"

namespace logboek::permission {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

struct FieldName {
  absl::string_view name;
  SubjectKind kind = SubjectKind::kNone;
};

constexpr FieldName kFieldNames[] = {
    {"region", SubjectKind::kRegion},
    {"academy", SubjectKind::kAcademy},
    {"practice_id", SubjectKind::kPractice},
    {"practice_ids", SubjectKind::kPractice},
    {"from_practice_ids", SubjectKind::kPractice},
    {"into_practice_id", SubjectKind::kPractice},
    {"by_practice_id", SubjectKind::kPractice},
    {"by_practice_ids", SubjectKind::kPractice},
    {"previous_practice_id", SubjectKind::kPractice},
    {"represents", SubjectKind::kPractice},
    {"previous_represents", SubjectKind::kPractice},
    {"agb", SubjectKind::kAgb},
    {"previous_agb", SubjectKind::kAgb},
    {"person_id", SubjectKind::kPerson},
    {"person_ids", SubjectKind::kPerson},
    {"previous_person_id", SubjectKind::kPerson},
    {"linked_person_ids", SubjectKind::kPerson},
    {"kept_person_id", SubjectKind::kPerson},
    {"dropped_person_id", SubjectKind::kPerson},
    {"none_person_ids", SubjectKind::kPerson},
    {"one_person_ids", SubjectKind::kPerson},
    {"more_person_ids", SubjectKind::kPerson},
    {"engagement_id", SubjectKind::kEngagement},
    {"offering_id", SubjectKind::kOffering},
    {"series_id", SubjectKind::kSeries},
    {"session_id", SubjectKind::kSession},
    {"session_ids", SubjectKind::kSession},
    {"series_session_ids", SubjectKind::kSession},
    {"enrolment_id", SubjectKind::kEnrolment},
    {"cancelled_enrolment_id", SubjectKind::kEnrolment},
    {"cause_enrolment_id", SubjectKind::kEnrolment},
    {"promoted_enrolment_ids", SubjectKind::kEnrolment},
    {"joint_plan_id", SubjectKind::kJointPlan},
    {"centre_id", SubjectKind::kCentre},
    {"line_id", SubjectKind::kLine},
    {"request_id", SubjectKind::kDataRequest},
    {"event_id", SubjectKind::kEvent},
    {"event_ids", SubjectKind::kEvent},
    {"cause_event_id", SubjectKind::kEvent},
};

// Message and field.
constexpr absl::string_view kNewNames[] = {
    "RegisterPractice.practice_id",
    "RegisterPractice.agb",
    "ChangePracticeIdentifier.agb",
    "RegisterPerson.person_id",
    "StartEngagement.engagement_id",
    "PublishOffering.offering_id",
    "DefineSeries.series_id",
    "ScheduleSession.session_id",
    "Enrol.enrolment_id",
    "RegisterJointPlan.joint_plan_id",
    "LinkHealthCentre.centre_id",
    "ChooseIntervention.line_id",
    "RequestData.request_id",
};

void CollectSubjects(const Message& message, std::vector<Subject>* subjects) {
  if (message.GetDescriptor() == command::v1::Command::descriptor() ||
      message.GetDescriptor() == regioplan::v1::RegionPlan::descriptor()) {
    return;
  }
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const bool repeated = field->is_repeated();
    const int count = repeated ? reflection.FieldSize(message, field) : 1;
    const SubjectKind kind = KindOf(*field);
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        CollectSubjects(repeated ? reflection.GetRepeatedMessage(message, field, i)
                                 : reflection.GetMessage(message, field),
                        subjects);
      } else if (kind != SubjectKind::kNone) {
        std::string id = repeated ? reflection.GetRepeatedString(message, field, i)
                                  : reflection.GetString(message, field);
        if (!id.empty()) subjects->push_back({kind, std::move(id), NamesNew(*field)});
      }
    }
  }
}

}  // namespace

SubjectKind KindOf(const FieldDescriptor& field) {
  static const auto* const by_name = [] {
    auto* const names = new absl::flat_hash_map<absl::string_view, SubjectKind>;
    for (const FieldName& row : kFieldNames) names->emplace(row.name, row.kind);
    return names;
  }();
  if (field.type() != FieldDescriptor::TYPE_STRING) return SubjectKind::kNone;
  const auto found = by_name->find(field.name());
  return found == by_name->end() ? SubjectKind::kNone : found->second;
}

bool NamesNew(const FieldDescriptor& field) {
  static const auto* const names =
      new absl::flat_hash_set<absl::string_view>(std::begin(kNewNames), std::end(kNewNames));
  return names->contains(absl::StrCat(field.containing_type()->name(), ".", field.name()));
}

std::vector<Subject> SubjectsOf(const Message& message) {
  std::vector<Subject> subjects;
  CollectSubjects(message, &subjects);
  return subjects;
}

}  // namespace logboek::permission

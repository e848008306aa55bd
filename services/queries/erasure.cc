#include "services/queries/erasure.h"

#include <algorithm>
#include <map>
#include <utility>

#include "services/domain/dates.h"
#include "services/domain/event_codec.h"
#include "services/queries/refusals.h"
#include "storage/base/status_macros.h"

namespace logboek::queries {
namespace {

using event::v1::Envelope;
using event::v1::Event;

using EventsByPosition = std::map<uint64_t, Envelope>;

absl::Status ReadPseudonym(const Registers& registers, const HumanEvents& wanted,
                           const std::string& pseudonym, EventsByPosition* events) {
  storage::ReadOptions options{.until = {wanted.until},
                               .tags = {{storage::TagKind::kPerson, pseudonym}}};
  for (const absl::string_view type : wanted.types) {
    options.types.push_back(domain::TypeNumberOf(type));
  }
  for (bool done = wanted.until == 0; !done;) {
    if (wanted.keep_going) RETURN_IF_ERROR(wanted.keep_going());
    ASSIGN_OR_RETURN(const storage::ReadPage page, registers.log().Read(options));
    for (const storage::StoredEvent& stored : page.events) {
      ASSIGN_OR_RETURN((*events)[stored.position.value], domain::DecodeEnvelope(stored.bytes));
    }
    options.after = page.resume;
    done = page.done;
  }
  return absl::OkStatus();
}

}  // namespace

domain::ErasureState ErasureOf(const domain::Register& reg,
                               const std::vector<std::string>& pseudonyms) {
  domain::ErasureState state = domain::ErasureState::kNone;
  for (const std::string& id : pseudonyms) {
    if (const auto person = domain::Find(reg.persons, id)) state = std::max(state, person->erasure);
  }
  return state;
}

std::vector<ErasureStep> StepsIn(const std::vector<Envelope>& events) {
  std::vector<ErasureStep> steps;
  for (const Envelope& envelope : events) {
    ErasureStep step{.position = envelope.position()};
    if (envelope.event().has_erasure_requested()) {
      const event::v1::ErasureRequested& event = envelope.event().erasure_requested();
      step.state = domain::ErasureState::kRequested;
      step.on = domain::FromProto(event.requested_on());
      step.decided_by = event.decided_by();
      step.ground = event.ground();
      step.requested_by = event.requested_by();
      step.override_ground = event.override_ground();
    } else if (envelope.event().has_person_key_destroyed()) {
      const event::v1::PersonKeyDestroyed& event = envelope.event().person_key_destroyed();
      step.state = domain::ErasureState::kKeyDestroyed;
      step.on = domain::FromProto(event.destroyed_on());
      step.decided_by = event.decided_by();
      step.after_restore = event.after_restore();
    } else if (envelope.event().has_erasure_confirmed()) {
      const event::v1::ErasureConfirmed& event = envelope.event().erasure_confirmed();
      step.state = domain::ErasureState::kConfirmed;
      step.on = domain::FromProto(event.confirmed_on());
      step.decided_by = event.decided_by();
    } else {
      continue;
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

absl::StatusOr<std::vector<Envelope>> ReadHuman(const Registers& registers,
                                                const HumanEvents& wanted) {
  EventsByPosition by_position;
  for (const std::string& pseudonym : wanted.pseudonyms) {
    RETURN_IF_ERROR(ReadPseudonym(registers, wanted, pseudonym, &by_position));
  }
  std::vector<Envelope> events;
  for (auto& [position, envelope] : by_position) events.push_back(std::move(envelope));
  return events;
}

absl::StatusOr<ErasureAnswer> Ask(const Registers& registers, const ErasureQuestion& question) {
  const Snapshot now = registers.Now();
  if (!now.reg->persons.contains(question.person_id)) return UnknownPerson(question.person_id);
  ErasureAnswer answer{.at = now.default_at, .position = now.position};
  HumanErasure& erasure = answer.erasure;
  erasure.retention = domain::Retentions(*now.reg).Of(question.person_id);
  erasure.ended = erasure.retention.HasEnded(answer.at);
  erasure.state = ErasureOf(*now.reg, erasure.retention.pseudonyms);
  ASSIGN_OR_RETURN(const std::vector<Envelope> events,
                   ReadHuman(registers, {.pseudonyms = erasure.retention.pseudonyms,
                                         .until = now.position,
                                         .types = {"erasure_requested", "person_key_destroyed",
                                                   "erasure_confirmed"},
                                         .keep_going = question.keep_going}));
  erasure.steps = StepsIn(events);
  return answer;
}

}  // namespace logboek::queries

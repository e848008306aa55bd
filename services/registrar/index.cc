#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/domain/event_codec.h"
#include "services/domain/evolve.h"
#include "services/registrar/registrar.h"
#include "storage/base/status_macros.h"

namespace logboek::registrar {
namespace {

void AddTags(storage::TagKind kind, const std::vector<std::string>& values,
             std::vector<storage::Tag>* tags) {
  for (const std::string& value : values) {
    storage::Tag tag{kind, value};
    // A practice that represents itself would stand twice.
    if (std::find(tags->begin(), tags->end(), tag) == tags->end()) tags->push_back(std::move(tag));
  }
}

}  // namespace

storage::IndexEntry IndexOf(const event::v1::Envelope& envelope) {
  storage::IndexEntry entry;
  if (!envelope.region().empty()) {
    entry.tags.push_back({storage::TagKind::kRegion, envelope.region()});
  }
  const domain::EventTags tags = domain::TagsOf(envelope.event());
  AddTags(storage::TagKind::kPractice, tags.practices, &entry.tags);
  AddTags(storage::TagKind::kPerson, tags.persons, &entry.tags);
  AddTags(storage::TagKind::kSession, tags.sessions, &entry.tags);
  AddTags(storage::TagKind::kAcademy, tags.academies, &entry.tags);
  entry.type = domain::TypeNumber(envelope.event());
  entry.source = envelope.source();
  entry.source_id = envelope.source_id();
  entry.command_digest = envelope.command_digest();
  entry.push_index = envelope.index();
  entry.push_count = envelope.count();
  return entry;
}

absl::StatusOr<storage::IndexEntry> IndexEvent(absl::string_view bytes) {
  ASSIGN_OR_RETURN(event::v1::Envelope envelope, domain::DecodeEnvelope(bytes));
  return IndexOf(envelope);
}

absl::Status Replay(const storage::EventLog& log, const std::vector<storage::Tag>& tags,
                    uint64_t until, domain::Register* reg, const KeepGoing& keep_going) {
  storage::ReadOptions options{.after = {reg->position}, .until = {until}, .tags = tags};
  while (true) {
    if (keep_going) RETURN_IF_ERROR(keep_going());
    ASSIGN_OR_RETURN(storage::ReadPage page, log.Read(options));
    for (const storage::StoredEvent& stored : page.events) {
      ASSIGN_OR_RETURN(event::v1::Envelope envelope, domain::DecodeEnvelope(stored.bytes));
      if (envelope.position() != stored.position.value) {
        return absl::DataLossError(absl::StrCat("the event at position ", stored.position.value,
                                                " says it is ", envelope.position()));
      }
      domain::Evolve(envelope, reg);
    }
    if (page.done) return absl::OkStatus();
    options.after = page.resume;
  }
}

}  // namespace logboek::registrar

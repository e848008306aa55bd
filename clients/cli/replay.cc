#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/data_table.h"
#include "clients/cli/dates.h"
#include "clients/cli/json.h"
#include "google/protobuf/descriptor.h"
#include "logboek/event/v1/event.pb.h"

namespace logboek::cli {
namespace {

// Events come one by one, so the columns have fixed widths; longer content moves the rest.
constexpr size_t kReplayPosition = 9;
constexpr size_t kSecondColumns = 19;
constexpr size_t kDateColumns = 10;
constexpr size_t kTypeColumns = 26;
constexpr size_t kReplaySource = 26;

struct ReplayFlags {
  std::string region;
  std::string practice;
  std::string person;
  std::string session;
  uint64_t after = 0;
  uint64_t until = 0;
  bool follow = false;
  std::vector<std::string> types;
};

// Without the fields that say nothing, unlike the JSON for programs; a plan only by its size.
std::string PayloadText(const event::v1::Envelope& envelope) {
  event::v1::Event event = envelope.event();
  std::string more;
  if (event.has_plan_published()) {
    more = absl::StrCat(" plan: ", event.plan_published().plan().size(), " bytes");
    event.mutable_plan_published()->clear_plan();
  }
  const google::protobuf::Message* const payload = PayloadOf(event);
  if (payload == nullptr) return "";
  return absl::StrCat(ToShortJson(*payload), more);
}

class ReplayPrinter {
 public:
  // Who follows reads along: what comes is not to wait in a buffer then.
  ReplayPrinter(const Context* context, bool follow) : context_(context), follow_(follow) {}

  void Start() {
    const Texts& texts = context_->texts;
    if (IsData(context_->output)) {
      writer_ = StartData(*context_, texts.Get("replay.sheet"), Columns());
    } else if (context_->output == Output::kTable) {
      const std::string header = Row({texts.Get("column.position"), texts.Get("column.recorded"),
                                      texts.Get("column.effective"), texts.Get("column.event"),
                                      texts.Get("column.source"), texts.Get("column.content")});
      *context_->out << Paint(header, Tone::kBold, context_->style.colour) << "\n";
    }
  }

  void Show(const event::v1::Envelope& envelope) {
    switch (context_->output) {
      case Output::kJson:
        *context_->out << ToJson(envelope) << "\n";
        break;
      case Output::kTable:
        *context_->out << RowOf(envelope) << "\n";
        break;
      default:
        writer_->Add(DataOf(envelope));
    }
    last_position_ = envelope.position();
    if (follow_) context_->out->flush();
  }

  // The last call; what to exit with.
  int Finish() {
    if (writer_ == nullptr) return kExitOk;
    return FinishData(*context_, writer_.get(), {.position = last_position_});
  }

  void CaughtUp(uint64_t position) {
    context_->out->flush();
    if (context_->output != Output::kTable) return;
    *context_->err << context_->texts.Get("replay.caught_up", position) << std::endl;
  }

 private:
  struct Fields {
    std::string position, recorded, effective, type, source, content;
  };

  static std::string Row(const Fields& fields) {
    return absl::StrCat(
        PadLeft(fields.position, kReplayPosition), "  ", PadRight(fields.recorded, kSecondColumns),
        "  ", PadRight(fields.effective, kDateColumns), "  ", PadRight(fields.type, kTypeColumns),
        "  ", PadRight(fields.source, kReplaySource), "  ", fields.content);
  }

  std::string RowOf(const event::v1::Envelope& envelope) const {
    const std::string row =
        Row({absl::StrCat(envelope.position()), SecondText(envelope.recorded_at()),
             DateText(envelope.effective_on()), context_->texts.EventType(envelope.type()),
             Printable(absl::StrCat(envelope.source(), " ", envelope.source_id())),
             Printable(PayloadText(envelope))});
    return context_->style.width == 0 ? row : Shorten(row, context_->style.width);
  }

  static std::vector<DataColumn> Columns() {
    return {{"position", Kind::kNumber},
            {"event_id", Kind::kCode},
            {"recorded_at", Kind::kInstant},
            {"effective_on", Kind::kDate},
            {"region", Kind::kCode},
            {"type", Kind::kWord},
            {"source", Kind::kCode},
            {"source_id", Kind::kCode},
            {"index", Kind::kNumber},
            {"count", Kind::kNumber},
            {"correlation_id", Kind::kCode},
            {"supersedes", Kind::kCode},
            {"payload"},
            {"actor", Kind::kCode},
            {"acting_for", Kind::kCode}};
  }

  DataRow DataOf(const event::v1::Envelope& envelope) const {
    const google::protobuf::Message* const payload = PayloadOf(envelope.event());
    return {envelope.position(),
            envelope.event_id(),
            envelope.recorded_at(),
            envelope.effective_on(),
            envelope.region(),
            WordValue{envelope.type(), context_->texts.EventType(envelope.type())},
            envelope.source(),
            envelope.source_id(),
            uint64_t{envelope.index()},
            uint64_t{envelope.count()},
            envelope.correlation_id(),
            envelope.supersedes(),
            payload == nullptr ? "" : ToShortJson(*payload),
            envelope.actor().id(),
            envelope.actor().acting_for()};
  }

  const Context* const context_;
  const bool follow_;
  std::unique_ptr<DataWriter> writer_;
  uint64_t last_position_ = 0;
};

std::string KnownTypes() {
  const auto* const event = event::v1::Event::descriptor();
  std::vector<std::string> names;
  for (int i = 0; i < event->field_count(); ++i) names.push_back(event->field(i)->name());
  return absl::StrJoin(names, ", ");
}

v1::ReplayRequest RequestOf(const ReplayFlags& flags) {
  v1::ReplayRequest request;
  request.set_region(flags.region);
  request.set_practice_id(flags.practice);
  request.set_person_id(flags.person);
  request.set_session_id(flags.session);
  request.set_after_position(flags.after);
  request.set_until_position(flags.until);
  request.set_follow(flags.follow);
  for (const std::string& type : flags.types) request.add_types(type);
  return request;
}

int RunReplay(Context& context, const ReplayFlags& flags) {
  if (flags.follow && flags.until > 0) {
    return FailUsage(context, context.texts.Get("replay.follow_or_until"));
  }
  for (const std::string& type : flags.types) {
    if (event::v1::Event::descriptor()->FindFieldByName(type) == nullptr) {
      return FailUsage(context, context.texts.Get("usage.one_of", type, KnownTypes()));
    }
  }
  context.interrupt->CatchSignals();
  ReplayPrinter printer(&context, flags.follow);
  printer.Start();
  const absl::Status status = context.client->Replay(
      RequestOf(flags),
      [&](const client::ReplayItem& item) {
        if (item.envelope != nullptr) {
          printer.Show(*item.envelope);
        } else {
          printer.CaughtUp(item.caught_up_position);
        }
        // A closed pipe or a full disk: nobody reads on.
        return context.out->good();
      },
      [interrupt = context.interrupt] { return interrupt->raised(); });
  // What came until it broke off is worth having.
  const int told = printer.Finish();
  return status.ok() ? told : Fail(context, status);
}

}  // namespace

void AddReplay(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "replay", "replay");
  const auto flags = std::make_shared<ReplayFlags>();
  menu.Text(command, "--region", &flags->region, "option.region", "region");
  menu.Text(command, "--practice", &flags->practice, "replay.practice", "id");
  menu.Text(command, "--person", &flags->person, "replay.person", "id");
  menu.Text(command, "--session", &flags->session, "replay.session", "id");
  menu.Number(command, "--after", &flags->after, "replay.after", "position");
  menu.Number(command, "--until", &flags->until, "replay.until", "position");
  menu.Flag(command, "--follow", &flags->follow, "replay.follow");
  menu.TextList(command, "--type", &flags->types, "replay.type", "event_type");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunReplay(context, *flags); };
  });
}

}  // namespace logboek::cli

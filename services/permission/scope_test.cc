// Every method, for every role that may use it, about every thing it can name: its own, somebody
// else's, and what is not there.
#include "services/permission/scope.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"
#include "logboek/regioplan/v1/plan.pb.h"
#include "services/domain/register_harness.h"
#include "services/permission/rights.h"
#include "services/permission/test_services.h"
#include "storage/base/error.h"
#include "storage/base/status_matchers.h"
#include "tests/testing/commands/commands.h"

namespace logboek::permission {
namespace {

namespace ev = logboek::event::v1;
namespace t = logboek::test;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kFarRegion[] = "elsewhere";

using Ids = std::map<SubjectKind, std::string>;

// One of everything, of one practice and one academy in one region. Ids end in `name`.
Ids MakeWorld(const std::string& name, const std::string& region, const std::string& academy,
              domain::RegisterHarness* h) {
  const auto id = [&](const char* word) { return absl::StrCat(word, "-", name); };
  const std::string practice = id("practice");
  h->Given(t::RegisterPractice(practice, region));
  h->Given(t::RegisterPractice(id("partner"), region));
  h->Given(t::AssignCohort(practice, t::kCohort));
  h->Given(t::RegisterPerson(id("person"), "", region));
  h->Given(t::StartEngagement(id("person"), practice, ev::ROLE_GP_OWNER, "2020-01-01"));
  auto offering = t::PublishOffering(id("offering"), ev::OFFERING_KIND_INTERVISION, {}, region);
  offering.mutable_publish_offering()->set_academy(academy);
  h->Given(offering);
  h->Given(t::ScheduleSession(id("session"), id("offering"), "2024-03-01"));
  h->Given(t::DefineSeries(id("series"), {id("session")}, {t::kCohort}, 1, region));
  h->Given(t::Enrol(id("person"), practice, id("session")));
  h->Given(t::RegisterJointPlan(id("joint"), {practice, id("partner")}, "2024-01-02", region));
  h->Given(t::LinkCentre(id("centre"), practice, "2023-01-01"));
  h->Given(t::ChooseLine(id("line"), practice, 1, "coaching"));
  h->Given(t::RequestData(id("request"), practice, "2024-02-01"));
  return {{SubjectKind::kRegion, region},
          {SubjectKind::kAcademy, academy},
          {SubjectKind::kPractice, practice},
          {SubjectKind::kAgb, h->reg().practices.at(practice)->agb},
          {SubjectKind::kPerson, id("person")},
          {SubjectKind::kEngagement, absl::StrCat(id("person"), "@", practice)},
          {SubjectKind::kOffering, id("offering")},
          {SubjectKind::kSeries, id("series")},
          {SubjectKind::kSession, id("session")},
          {SubjectKind::kEnrolment, absl::StrCat(id("person"), ">", id("session"))},
          {SubjectKind::kJointPlan, id("joint")},
          {SubjectKind::kCentre, id("centre")},
          {SubjectKind::kLine, id("line")},
          {SubjectKind::kDataRequest, id("request")},
          {SubjectKind::kEvent, std::string(32, 'e')}};
}

Ids Nothing() {
  Ids ids;
  for (int kind = 0; kind <= static_cast<int>(SubjectKind::kEvent); ++kind) {
    ids[static_cast<SubjectKind>(kind)] = "nothing";
  }
  return ids;
}

// What takes the place of one's own.
struct Others {
  std::string name;
  Ids ids;
  // Kinds for which it is none of the caller's.
  std::vector<SubjectKind> kinds;
};

class ScopeTest : public ::testing::Test {
 protected:
  ScopeTest() {
    KeepServices();
    h_.Given(t::PublishPlan(t::FormsPlan()));
    for (auto plan : {t::TestPlan(), t::FormsPlan()}) {
      plan.set_region(kFarRegion);
      h_.Given(t::PublishPlan(plan));
    }
    home_ = MakeWorld("home", t::kRegion, "hus", &h_);
    neighbour_ = MakeWorld("neighbour", t::kRegion, "hzt", &h_);
    // An academy of the same name teaches there, too.
    far_ = MakeWorld("far", kFarRegion, "hus", &h_);
  }

  auth::Principal Caller(CallerRole role) const {
    auth::Principal caller;
    caller.grant.set_principal("somebody");
    caller.grant.set_role(role);
    if (role == access::v1::CALLER_ROLE_ACADEMY) caller.grant.add_academies("hus");
    if (role == access::v1::CALLER_ROLE_PRACTICE) {
      caller.grant.add_practices(home_.at(SubjectKind::kPractice));
    } else if (role != access::v1::CALLER_ROLE_ADMINISTRATOR) {
      caller.grant.add_regions(t::kRegion);
    }
    return caller;
  }

  std::vector<Others> OthersOf(CallerRole role) const {
    std::vector<SubjectKind> every;
    for (const auto& [kind, id] : home_) {
      if (kind != SubjectKind::kEvent && kind != SubjectKind::kAcademy) every.push_back(kind);
    }
    std::vector<Others> others = {{"elsewhere", far_, every}};
    if (role == access::v1::CALLER_ROLE_ACADEMY) {
      others.push_back({"another academy",
                        neighbour_,
                        {SubjectKind::kAcademy, SubjectKind::kOffering, SubjectKind::kSeries,
                         SubjectKind::kSession, SubjectKind::kEnrolment}});
    }
    if (role == access::v1::CALLER_ROLE_PRACTICE) {
      others.push_back({"another practice",
                        neighbour_,
                        {SubjectKind::kPractice, SubjectKind::kAgb, SubjectKind::kEngagement,
                         SubjectKind::kEnrolment, SubjectKind::kJointPlan, SubjectKind::kCentre,
                         SubjectKind::kLine, SubjectKind::kDataRequest}});
    }
    return others;
  }

  domain::RegisterHarness h_;
  Ids home_;
  Ids neighbour_;
  Ids far_;
};

// The subjects of a message, in the order they are filled in.
struct Filling {
  const Ids& own;
  // Number `other_at` is taken from here.
  const Ids* other = nullptr;
  int other_at = -1;
  // Of each oneof, the field with this number in it.
  int choice = 0;
  std::vector<const FieldDescriptor*> filled = {};
};

bool IsOurs(const Descriptor& type) {
  return absl::string_view(type.full_name()).substr(0, 8) == "logboek." &&
         &type != command::v1::Command::descriptor() &&
         &type != regioplan::v1::RegionPlan::descriptor();
}

bool IsChosen(const FieldDescriptor& field, int choice) {
  const auto* const oneof = field.real_containing_oneof();
  return oneof == nullptr || oneof->field(choice % oneof->field_count()) == &field;
}

void Fill(Filling* filling, Message* message) {
  const google::protobuf::Reflection& reflection = *message->GetReflection();
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message->GetDescriptor()->field(i);
    if (!IsChosen(field, filling->choice)) continue;
    const SubjectKind kind = KindOf(field);
    if (kind != SubjectKind::kNone) {
      const bool other = static_cast<int>(filling->filled.size()) == filling->other_at;
      const std::string& id = (other ? *filling->other : filling->own).at(kind);
      filling->filled.push_back(&field);
      if (field.is_repeated()) {
        reflection.AddString(message, &field, id);
      } else {
        reflection.SetString(message, &field, id);
      }
    } else if (field.message_type() != nullptr && IsOurs(*field.message_type())) {
      Fill(filling, field.is_repeated() ? reflection.AddMessage(message, &field)
                                        : reflection.MutableMessage(message, &field));
    }
  }
}

std::unique_ptr<Message> New(const Descriptor& type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

const google::protobuf::MethodDescriptor& MethodOf(const Right& right) {
  const auto* const method = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
      absl::StrCat("logboek.v1.", absl::StrReplaceAll(right.method, {{"/", "."}})));
  CHECK(method != nullptr, "a row is about a method there is");
  return *method;
}

// What the method is asked with: its request, or the command in it.
const Descriptor& AskedOf(const Right& right) {
  const Descriptor& request = *MethodOf(right).input_type();
  const FieldDescriptor* const command = request.FindFieldByName("command");
  const bool writes = request.FindFieldByName("origin") != nullptr && command != nullptr;
  return writes ? *command->message_type() : request;
}

int ChoicesOf(const Descriptor& type) {
  return type.real_oneof_decl_count() == 0 ? 1 : type.oneof_decl(0)->field_count();
}

absl::Status Ask(const domain::Register& reg, const auth::Principal& caller, const Right& right,
                 const Message& asked) {
  const auto& kinds = *command::v1::Command::descriptor()->FindOneofByName("kind");
  for (int i = 0; i < kinds.field_count(); ++i) {
    if (kinds.field(i)->message_type() != asked.GetDescriptor()) continue;
    command::v1::Command command;
    command.GetReflection()->MutableMessage(&command, kinds.field(i))->CopyFrom(asked);
    return CheckCommand(reg, caller, command);
  }
  return CheckRequest(reg, caller, right.reach, asked);
}

// Of everything that may tell one from the other, with the id taken out.
std::string TextOf(const absl::Status& status, const std::string& id) {
  const auto reason = base::ReasonOf(status);
  return absl::StrCat(static_cast<int>(status.code()), " ",
                      reason.has_value() ? reason->reason : "", " ",
                      absl::StrReplaceAll(status.message(), {{id, "ID"}}));
}

// An auditor knows no event by its own id; a plan is no matter of an academy.
bool IsNeverOnesOwn(CallerRole role, const std::vector<const FieldDescriptor*>& filled) {
  // By user, not by record: for whoever is about all regions.
  if (filled.empty()) return role == access::v1::CALLER_ROLE_PRIVACY_OFFICER;
  if (filled.size() != 1) return false;
  const SubjectKind kind = KindOf(*filled[0]);
  return (role == access::v1::CALLER_ROLE_AUDITOR && kind == SubjectKind::kEvent) ||
         (role == access::v1::CALLER_ROLE_ACADEMY && kind == SubjectKind::kLine);
}

constexpr CallerRole kBoundRoles[] = {
    access::v1::CALLER_ROLE_ACADEMY, access::v1::CALLER_ROLE_PRACTICE,
    access::v1::CALLER_ROLE_COORDINATOR, access::v1::CALLER_ROLE_AUDITOR,
    access::v1::CALLER_ROLE_PRIVACY_OFFICER};

TEST_F(ScopeTest, EveryMethodIsAboutOnesOwn) {
  int asked_about = 0;
  for (const Right& right : Rights()) {
    if (right.reach != Reach::kOwn && right.reach != Reach::kOwnRegion) continue;
    const Descriptor& type = AskedOf(right);
    for (const CallerRole role : kBoundRoles) {
      if (!right.roles.Contains(role)) continue;
      const auth::Principal caller = Caller(role);
      for (int choice = 0; choice < ChoicesOf(type); ++choice) {
        Filling own{.own = home_, .choice = choice};
        const auto message = New(type);
        Fill(&own, message.get());
        if (IsNeverOnesOwn(role, own.filled)) {
          EXPECT_THAT(Ask(h_.reg(), caller, right, *message), testing::Not(base::IsOk()));
        } else {
          EXPECT_OK(Ask(h_.reg(), caller, right, *message))
              << right.method << " by " << CallerRole_Name(role) << ": "
              << message->ShortDebugString();
        }
        ++asked_about;
      }
    }
  }
  EXPECT_GE(asked_about, 150);
}

TEST_F(ScopeTest, WhatIsSomebodyElsesIsAnsweredAsIfItWereNotThere) {
  const Ids nothing = Nothing();
  int refused = 0;
  for (const Right& right : Rights()) {
    if (right.reach != Reach::kOwn && right.reach != Reach::kOwnRegion) continue;
    const Descriptor& type = AskedOf(right);
    for (const CallerRole role : kBoundRoles) {
      if (!right.roles.Contains(role)) continue;
      const auth::Principal caller = Caller(role);
      for (int choice = 0; choice < ChoicesOf(type); ++choice) {
        Filling own{.own = home_, .choice = choice};
        Fill(&own, New(type).get());
        for (size_t at = 0; at < own.filled.size(); ++at) {
          const FieldDescriptor& field = *own.filled[at];
          const SubjectKind kind = KindOf(field);
          if (NamesNew(field)) continue;
          for (const Others& others : OthersOf(role)) {
            if (std::find(others.kinds.begin(), others.kinds.end(), kind) == others.kinds.end()) {
              continue;
            }
            const auto theirs = New(type);
            const auto missing = New(type);
            Filling with_theirs{home_, &others.ids, static_cast<int>(at), choice};
            Filling with_nothing{home_, &nothing, static_cast<int>(at), choice};
            Fill(&with_theirs, theirs.get());
            Fill(&with_nothing, missing.get());
            const absl::Status answer = Ask(h_.reg(), caller, right, *theirs);
            const std::string what =
                absl::StrCat(right.method, " by ", CallerRole_Name(role), " about ", others.name,
                             ": ", theirs->ShortDebugString());
            EXPECT_FALSE(answer.ok()) << what;
            EXPECT_EQ(TextOf(answer, others.ids.at(kind)),
                      TextOf(Ask(h_.reg(), caller, right, *missing), "nothing"))
                << what;
            ++refused;
          }
        }
      }
    }
  }
  EXPECT_GE(refused, 250);
}

TEST_F(ScopeTest, AnAdministratorIsHeldToNothing) {
  const auth::Principal caller = Caller(access::v1::CALLER_ROLE_ADMINISTRATOR);
  v1::GetPracticeRequest request;
  request.set_practice_id(far_.at(SubjectKind::kPractice));
  EXPECT_OK(CheckRequest(h_.reg(), caller, Reach::kOwn, request));
  EXPECT_OK(CheckRequest(h_.reg(), caller, Reach::kOwn, v1::GetPracticeRequest()));
}

TEST_F(ScopeTest, WhoSeesNotEverythingSaysWhatItWants) {
  const auth::Principal caller = Caller(access::v1::CALLER_ROLE_COORDINATOR);
  v1::GetVerdictDigestRequest all;
  EXPECT_THAT(CheckRequest(h_.reg(), caller, Reach::kOwnRegion, all),
              base::Refuses("MISSING_FIELD"));
  v1::ReplayRequest by_person;
  by_person.set_person_id(home_.at(SubjectKind::kPerson));
  EXPECT_THAT(CheckRequest(h_.reg(), caller, Reach::kOwnRegion, by_person),
              base::Refuses("MISSING_FIELD"));
  EXPECT_THAT(CheckRequest(h_.reg(), caller, Reach::kOwn, v1::ListAtRiskRequest()),
              base::Refuses("MISSING_FIELD"));
}

TEST_F(ScopeTest, AnIdThatIsNoneIsNotSaidBack) {
  v1::GetPracticeRequest request;
  request.set_practice_id(std::string(200, 'x'));
  EXPECT_THAT(
      CheckRequest(h_.reg(), Caller(access::v1::CALLER_ROLE_COORDINATOR), Reach::kOwn, request),
      base::Refuses("TEXT_TOO_LONG"));
}

TEST_F(ScopeTest, APrivacyOfficerWithoutRegionsIsAboutAll) {
  auth::Principal caller = Caller(access::v1::CALLER_ROLE_PRIVACY_OFFICER);
  v1::GetPracticeRequest request;
  request.set_practice_id(far_.at(SubjectKind::kPractice));
  EXPECT_THAT(CheckRequest(h_.reg(), caller, Reach::kOwn, request),
              base::Refuses("UNKNOWN_PRACTICE"));
  caller.grant.clear_regions();
  EXPECT_OK(CheckRequest(h_.reg(), caller, Reach::kOwn, request));
}

TEST_F(ScopeTest, WhoLeftAGroupIsNoMoreThanAnybody) {
  const auth::Principal caller = Caller(access::v1::CALLER_ROLE_PRACTICE);
  const auth::Principal coordinator = Caller(access::v1::CALLER_ROLE_COORDINATOR);
  const std::string& practice = home_.at(SubjectKind::kPractice);
  const Subject joint_plan{.kind = SubjectKind::kJointPlan,
                           .id = home_.at(SubjectKind::kJointPlan)};
  const Subject centre{.kind = SubjectKind::kCentre, .id = home_.at(SubjectKind::kCentre)};
  h_.Given(t::RemoveJointPlanMember(joint_plan.id, practice, "2024-02-01"));
  h_.Given(t::UnlinkCentre(centre.id, practice, "2024-02-01"));
  EXPECT_TRUE(Owns(h_.reg(), caller, joint_plan)) << "until that day";
  EXPECT_TRUE(Owns(h_.reg(), caller, centre));
  h_.SetToday("2024-02-01");
  h_.Given(t::RegisterPerson("who makes the day known"));
  EXPECT_FALSE(Owns(h_.reg(), caller, joint_plan));
  EXPECT_FALSE(Owns(h_.reg(), caller, centre));
  EXPECT_TRUE(Owns(h_.reg(), coordinator, joint_plan));
  EXPECT_TRUE(Owns(h_.reg(), coordinator, centre)) << "also of nobody";
  h_.Given(t::LinkCentre(centre.id, practice, "2024-03-01"));
  EXPECT_TRUE(Owns(h_.reg(), caller, centre)) << "who comes back prepares it";
}

TEST_F(ScopeTest, EventsAreSeenByThoseTheyAreAbout) {
  const auto seen = [&](CallerRole role) {
    std::map<std::string, int> regions;
    for (const ev::Envelope& envelope : h_.history()) {
      regions[envelope.region()] += OwnsEvent(h_.reg(), Caller(role), envelope) ? 1 : 0;
    }
    return regions;
  };
  const auto coordinator = seen(access::v1::CALLER_ROLE_COORDINATOR);
  EXPECT_EQ(coordinator.at(kFarRegion), 0);
  const auto practice = seen(access::v1::CALLER_ROLE_PRACTICE);
  // Its own registration, cohort, engagement, enrolment, joint plan, centre, line and request.
  EXPECT_EQ(practice.at(t::kRegion), 8);
  EXPECT_EQ(practice.at(kFarRegion), 0);
  // Offering, session, series, enrolment.
  EXPECT_EQ(seen(access::v1::CALLER_ROLE_ACADEMY).at(t::kRegion), 4);
  EXPECT_EQ(seen(access::v1::CALLER_ROLE_ACADEMY).at(kFarRegion), 0);
}

}  // namespace
}  // namespace logboek::permission

#include "services/permission/auditor_rules.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "logboek/event/v1/envelope.pb.h"
#include "services/permission/rights.h"
#include "services/permission/shown_fields.h"
#include "services/permission/subjects.h"
#include "services/permission/test_services.h"

namespace logboek::permission {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// Every text and every bytes field that a message holds, however deep; names of people, which
// nobody but a View shows, are left out.
void CollectTexts(const Descriptor& message, std::set<const Descriptor*>* seen,
                  std::set<const FieldDescriptor*>* texts) {
  if (!seen->insert(&message).second) return;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (IsName(field)) continue;
    if (field.message_type() != nullptr) CollectTexts(*field.message_type(), seen, texts);
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) texts->insert(&field);
  }
}

// Of the events and of all that a method answers, to whomever.
const std::set<const FieldDescriptor*>& TextsThatAreShown() {
  static const auto* const texts = [] {
    KeepServices();
    auto* const found = new std::set<const FieldDescriptor*>;
    std::set<const Descriptor*> seen;
    CollectTexts(*event::v1::Envelope::descriptor(), &seen, found);
    const auto* const pool = google::protobuf::DescriptorPool::generated_pool();
    for (const Right& right : Rights()) {
      std::string name(right.method);
      name.replace(name.find('/'), 1, ".");
      const auto* const method = pool->FindMethodByName(absl::StrCat("logboek.v1.", name));
      EXPECT_NE(method, nullptr) << right.method;
      if (method != nullptr) CollectTexts(*method->output_type(), &seen, found);
    }
    return found;
  }();
  return *texts;
}

std::string NameInMessage(const FieldDescriptor& field) {
  return absl::StrCat(field.containing_type()->name(), ".", field.name());
}

// What is not decided is not seen, but somebody who adds a field should say what it can hold.
TEST(AuditorRules, SomebodyDecidedOfEveryTextThereIs) {
  EXPECT_GE(TextsThatAreShown().size(), 400u);
  for (const FieldDescriptor* field : TextsThatAreShown()) {
    EXPECT_NE(KindOf(*field) != SubjectKind::kNone, FindAuditorRule(*field) != nullptr)
        << field->full_name() << ": give it a row in subjects.cc when it is the id of a record, "
        << "else one in auditor_rules.cc; it has neither, or both";
  }
}

TEST(AuditorRules, AreAllInUseAndStandThereOnce) {
  std::set<std::string> used;
  for (const FieldDescriptor* field : TextsThatAreShown()) {
    if (const AuditorRule* rule = FindAuditorRule(*field)) used.emplace(rule->field);
  }
  std::set<std::string> rules;
  for (const AuditorRule& rule : AuditorRules()) {
    EXPECT_TRUE(rules.emplace(rule.field).second) << rule.field;
    EXPECT_EQ(rule.sees == AuditorSees::kAsItIs, !rule.because.empty()) << rule.field;
  }
  EXPECT_EQ(used, rules);
}

// A name such as "reason" or "token" says enough; what a new field of such a name holds is asked
// again only where it would be seen.
TEST(AuditorRules, OnlyFieldsThatAreTheSameEverywhereAreSeenByTheirNameAlone) {
  std::set<std::string> by_name;
  for (const AuditorRule& rule : AuditorRules()) {
    if (rule.sees != AuditorSees::kAsItIs) continue;
    if (rule.field.find('.') == absl::string_view::npos) by_name.emplace(rule.field);
  }
  EXPECT_THAT(by_name, testing::ElementsAre("cohort_id", "cohort_ids", "document_sha256",
                                            "interpretation_id", "menu_slug", "menu_slugs",
                                            "next_page_token", "obligation_id", "obligation_ids",
                                            "plan_id", "plan_version", "practice_name", "report_id",
                                            "store_id", "text_sha256", "token"));
}

TEST(AuditorRules, WhoDidItAndWhatASenderWroteIsNeverSeenAsItIs) {
  std::set<std::string> seen;
  for (const FieldDescriptor* field : TextsThatAreShown()) {
    static const auto* const told = new std::set<std::string>{"reason",
                                                              "ground",
                                                              "override_ground",
                                                              "waiver_ground",
                                                              "note",
                                                              "title",
                                                              "topics",
                                                              "filter",
                                                              "message",
                                                              "certificate_ref",
                                                              "certificate_sha256",
                                                              "source",
                                                              "source_id",
                                                              "correlation_id",
                                                              "supersedes",
                                                              "actor"};
    const bool who =
        field->name().size() > 3 && field->name().compare(field->name().size() - 3, 3, "_by") == 0;
    if (!who && !told->contains(field->name())) continue;
    seen.insert(field->name());
    EXPECT_NE(AuditorSeesOf(*field), AuditorSees::kAsItIs) << NameInMessage(*field);
  }
  EXPECT_GE(seen.size(), 20u);
}

TEST(AuditorRules, WhatNobodyDecidedIsNotSeen) {
  // Of a request: no answer holds it.
  const FieldDescriptor* const field = v1::ReplayRequest::descriptor()->FindFieldByName("types");
  ASSERT_EQ(FindAuditorRule(*field), nullptr);
  EXPECT_EQ(AuditorSeesOf(*field), AuditorSees::kNothing);
}

}  // namespace
}  // namespace logboek::permission

#include "clients/cli/texts.h"

#include <map>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "logboek/event/v1/event.pb.h"
#include "logboek/event/v1/vocabulary.pb.h"
#include "logboek/v1/common.pb.h"
#include "logboek/v1/compliance_service.pb.h"

namespace logboek::cli {
namespace {

Language Of(std::map<std::string, std::string> environment) {
  return LanguageOf([&](const std::string& name) { return environment[name]; });
}

TEST(Language, TheFirstVariableSetDecides) {
  EXPECT_EQ(Of({}), Language::kDutch);
  EXPECT_EQ(Of({{"LANG", "en_GB.UTF-8"}}), Language::kEnglish);
  EXPECT_EQ(Of({{"LANG", "en_GB.UTF-8"}, {"LC_MESSAGES", "nl_NL"}}), Language::kDutch);
  EXPECT_EQ(Of({{"LC_MESSAGES", "nl_NL"}, {"LC_ALL", "en"}}), Language::kEnglish);
  EXPECT_EQ(Of({{"LC_ALL", "C"}, {"LANG", "en_GB"}}), Language::kDutch)
      << "neither language: the default";
}

TEST(Texts, EveryRowHasBothLanguagesWithTheSamePlaces) {
  for (const TextRow& row : AllTexts()) {
    EXPECT_FALSE(std::string(row.dutch).empty()) << row.key;
    EXPECT_FALSE(std::string(row.english).empty()) << row.key;
    for (int i = 0; i < 10; ++i) {
      const std::string place = absl::StrCat("$", i);
      EXPECT_EQ(absl::StrContains(row.dutch, place), absl::StrContains(row.english, place))
          << row.key << " " << place;
    }
  }
}

// Every value that a server may send has a word.
template <typename E>
void ExpectWords() {
  const auto& type = *google::protobuf::GetEnumDescriptor<E>();
  for (int i = 0; i < type.value_count(); ++i) {
    const int number = type.value(i)->number();
    for (const Language language : {Language::kDutch, Language::kEnglish}) {
      const Texts texts(language);
      EXPECT_NE(texts.WordOf(type, number), texts.Get("enum.unknown", number))
          << type.value(i)->name();
    }
  }
}

TEST(Texts, EveryEnumValueHasAWord) {
  ExpectWords<v1::VerdictStatus>();
  ExpectWords<v1::EvidenceReason>();
  ExpectWords<v1::VerdictFlag>();
  ExpectWords<v1::EnrolmentState>();
  ExpectWords<event::v1::Role>();
  ExpectWords<event::v1::OfferingKind>();
  ExpectWords<event::v1::AttendanceStatus>();
  ExpectWords<event::v1::Participation>();
  ExpectWords<event::v1::Flag>();
}

TEST(Texts, EveryEventTypeHasAWord) {
  const auto& event = *event::v1::Event::descriptor();
  for (int i = 0; i < event.field_count(); ++i) {
    const std::string& type = event.field(i)->name();
    EXPECT_NE(Texts(Language::kDutch).EventType(type), type);
  }
}

TEST(Texts, WhatIsNewerThanThisProgramIsNamedAsItIs) {
  const Texts texts(Language::kEnglish);
  EXPECT_EQ(texts.Word(static_cast<v1::VerdictStatus>(99)), "unknown (99)");
  EXPECT_EQ(texts.EventType("moon_landed"), "moon_landed");
  EXPECT_EQ(texts.ErrorReason("TOO_LATE"), "TOO_LATE");
}

TEST(Texts, APlanWithOneLanguageIsShownInIt) {
  regioplan::v1::Text text;
  text.set_nl("Triagetraining");
  EXPECT_EQ(Texts(Language::kEnglish).Of(text), "Triagetraining");
  text.set_en("Triage training");
  EXPECT_EQ(Texts(Language::kEnglish).Of(text), "Triage training");
  EXPECT_EQ(Texts(Language::kDutch).Of(text), "Triagetraining");
}

TEST(Slug, DropsThePrefix) {
  EXPECT_EQ(Slug(v1::VERDICT_STATUS_NOT_MET), "not_met");
  EXPECT_EQ(Slug(event::v1::ROLE_SOH), "soh");
}

}  // namespace
}  // namespace logboek::cli

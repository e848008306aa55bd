#include "clients/cli/texts.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "logboek/access/v1/access.pb.h"
#include "logboek/event/v1/event.pb.h"
#include "logboek/event/v1/vocabulary.pb.h"
#include "logboek/v1/common.pb.h"
#include "logboek/v1/compliance_service.pb.h"
#include "logboek/v1/overview_service.pb.h"
#include "logboek/v1/privacy_service.pb.h"
#include "logboek/v1/registration_service.pb.h"

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
  ExpectWords<v1::FixKind>();
  ExpectWords<regioplan::v1::CoreElement>();
  ExpectWords<regioplan::v1::StatementForm>();
  ExpectWords<event::v1::Role>();
  ExpectWords<event::v1::OfferingKind>();
  ExpectWords<event::v1::AttendanceStatus>();
  ExpectWords<event::v1::Participation>();
  ExpectWords<event::v1::Flag>();
  ExpectWords<event::v1::ChoiceMode>();
  ExpectWords<event::v1::ReportScope>();
  ExpectWords<event::v1::RecipientClass>();
  ExpectWords<regioplan::v1::CoreElement>();
  ExpectWords<regioplan::v1::Funding>();
  ExpectWords<v1::MissingDocument>();
  ExpectWords<v1::RepresentationPath>();
  ExpectWords<v1::VisitState>();
  ExpectWords<v1::ContentMatch>();
  ExpectWords<v1::ErasureStatus>();
  ExpectWords<v1::TrainingKind>();
  ExpectWords<access::v1::Shown>();
  ExpectWords<access::v1::AccessOutcome>();
  ExpectWords<access::v1::CallerRole>();
}

TEST(Texts, EveryEventTypeHasAWord) {
  const auto& event = *event::v1::Event::descriptor();
  for (int i = 0; i < event.field_count(); ++i) {
    const std::string& type = event.field(i)->name();
    EXPECT_NE(Texts(Language::kDutch).EventType(type), type);
  }
}

// The source of the servers' and clients' rooms without their tests.
std::vector<std::string> Sources() {
  std::vector<std::string> paths;
  for (const char* const room : {"services", "clients"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(room)) {
      const std::string path = entry.path().string();
      const bool source = absl::EndsWith(path, ".cc") || absl::EndsWith(path, ".h");
      // What keeps a server from starting, and what is wrong with HTTP, reach no user of gRPC.
      const bool elsewhere =
          absl::StartsWith(path, "services/server/") || absl::StartsWith(path, "services/gateway/");
      const bool test = absl::StrContains(path, "test") || absl::StrContains(path, "fixture");
      if (source && !elsewhere && !test) paths.push_back(path);
    }
  }
  return paths;
}

// Every match of the first group.
void Collect(const std::string& text, const char* pattern, std::set<std::string>* found) {
  const std::regex regex(pattern);
  for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end; ++it) {
    found->insert((*it)[1].str());
  }
}

// Words in capitals that are no reasons of errors: values of enums by their names, and the
// environment.
bool IsOtherWord(const std::string& word) {
  if (absl::StartsWith(word, "LC_") || absl::StartsWith(word, "LOGBOEK_") || word == "NO_COLOR" ||
      word == "XDG_RUNTIME_DIR" || word == "CALLER_ROLE_") {
    return true;
  }
  for (const TextRow& row : AllTexts()) {
    const bool event_or_reason =
        absl::StartsWith(row.key, "reason.") || absl::StartsWith(row.key, "event.");
    if (!event_or_reason && absl::EndsWith(row.key, "." + absl::AsciiStrToLower(word))) return true;
  }
  return false;
}

// How the source names them: a literal in capitals behind a status code or with an underscore in
// it; or what the domain does not know, in small letters.
std::set<std::string> ReasonsInTheSource() {
  std::set<std::string> reasons;
  std::set<std::string> words;
  std::set<std::string> unknown;
  for (const std::string& path : Sources()) {
    if (absl::StartsWith(path, "clients/cli/texts") || path == "clients/cli/question_texts.cc") {
      continue;
    }
    std::stringstream file;
    file << std::ifstream(path).rdbuf();
    const std::string text = file.str();
    Collect(text, "StatusCode::k\\w+,\\s*\"([A-Z_]+)\"", &reasons);
    Collect(text, "\"([A-Z]+(?:_[A-Z]+)+)\"", &words);
    Collect(text, "\\bUnknown\\(\"([a-z ]+)\"", &unknown);
    Collect(text, "\\bGetRecord\\([\\w.]+,\\s*\"\\w+\",\\s*\"([a-z ]+)\"", &unknown);
  }
  std::remove_copy_if(words.begin(), words.end(), std::inserter(reasons, reasons.end()),
                      IsOtherWord);
  for (const std::string& what : unknown) {
    reasons.insert("UNKNOWN_" + absl::AsciiStrToUpper(absl::StrReplaceAll(what, {{" ", "_"}})));
  }
  return reasons;
}

TEST(Texts, EveryReasonOfAnErrorHasWords) {
  const std::set<std::string> reasons = ReasonsInTheSource();
  for (const char* const known : {"SESSION_FULL", "CONFLICT", "UNKNOWN_MENU_ITEM", "DRAINING",
                                  "UNKNOWN_SERIES", "LINE_TOO_LONG", "STREAM_ENDED"}) {
    EXPECT_TRUE(reasons.contains(known)) << known << " was not found in the source";
  }
  for (const std::string& reason : reasons) {
    EXPECT_NE(Texts(Language::kDutch).ErrorReason(reason), reason)
        << "clients/cli/texts_words.cc has no row \"reason." << reason << "\"";
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

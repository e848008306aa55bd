// Everything `logboek` says to people, in Dutch and English, from one table (texts*.cc,
// question_texts.cc).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/strings/substitute.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "logboek/regioplan/v1/plan.pb.h"

namespace logboek::cli {

enum class Language { kDutch, kEnglish };

// One row of the table; a key stands once. "$0" and so on are filled in.
struct TextRow {
  const char* key;
  const char* dutch;
  const char* english;
};

absl::Span<const TextRow> AllTexts();
// Parts of them: questions about verdicts, words for values (texts_words.cc).
absl::Span<const TextRow> QuestionTexts();
absl::Span<const TextRow> WordTexts();
absl::Span<const TextRow> AccessTexts();
absl::Span<const TextRow> PrivacyTexts();
absl::Span<const TextRow> BackupTexts();

// "nl" or "en", also as the start of a locale such as "en_GB.UTF-8"; nothing for any other.
absl::optional<Language> ParseLanguage(absl::string_view text);

// The first of LC_ALL, LC_MESSAGES and LANG that is set decides; Dutch when it is another language
// or none.
Language LanguageOf(const std::function<std::string(const std::string&)>& environment);

// The lower-case name of an enum value without its prefix, for example "not_met": the same in every
// language.
std::string Slug(const google::protobuf::EnumDescriptor& type, int number);
template <typename E>
std::string Slug(E value) {
  return Slug(*google::protobuf::GetEnumDescriptor<E>(), static_cast<int>(value));
}

// Copyable and cheap; thread-safe.
class Texts {
 public:
  explicit Texts(Language language) : language_(language) {}

  Language language() const { return language_; }

  // The key must be in the table.
  std::string Get(absl::string_view key) const;
  template <typename... Args>
  std::string Get(absl::string_view key, const Args&... args) const {
    return absl::Substitute(Get(key), args...);
  }

  // The word for an enum value; its number when it is newer than this program.
  template <typename E>
  std::string Word(E value) const {
    return WordOf(*google::protobuf::GetEnumDescriptor<E>(), static_cast<int>(value));
  }
  std::string WordOf(const google::protobuf::EnumDescriptor& type, int number) const;

  // The word for an event type or a reason of an error; the name itself when it is newer than this
  // program.
  std::string EventType(absl::string_view type) const;
  std::string ErrorReason(absl::string_view reason) const;

  // A text of a plan in this language, or in the other one when it has only that.
  std::string Of(const regioplan::v1::Text& text) const;

 private:
  absl::optional<std::string> Find(absl::string_view key) const;

  Language language_;
};

}  // namespace logboek::cli

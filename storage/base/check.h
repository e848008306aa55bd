// For our own mistakes only: a false CHECK stops the program, in release builds too. What the world
// can get wrong is an absl::Status.
#pragma once

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace logboek::base {

[[noreturn]] void CheckFailed(const char* file, int line, absl::string_view what);

template <typename A, typename B>
[[noreturn]] void CheckOpFailed(const char* file, int line, absl::string_view what, const A& a,
                                const B& b) {
  CheckFailed(file, line, absl::StrCat(what, " (", a, " against ", b, ")"));
}

}  // namespace logboek::base

// CHECK(condition) or CHECK(condition, "why it must hold").
#define CHECK(condition, ...)                                                       \
  do {                                                                              \
    if (!(condition)) {                                                             \
      ::logboek::base::CheckFailed(__FILE__, __LINE__, #condition " " __VA_ARGS__); \
    }                                                                               \
  } while (false)

#define CHECK_EQ(a, b)                                                                    \
  do {                                                                                    \
    const auto& check_a = (a);                                                            \
    const auto& check_b = (b);                                                            \
    if (!(check_a == check_b)) {                                                          \
      ::logboek::base::CheckOpFailed(__FILE__, __LINE__, #a " == " #b, check_a, check_b); \
    }                                                                                     \
  } while (false)

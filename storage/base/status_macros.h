// The two macros that pass an error on. To add context or change the code, use a plain early
// return.
#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define RETURN_IF_ERROR(expression)              \
  do {                                           \
    absl::Status status_macro = (expression);    \
    if (!status_macro.ok()) return status_macro; \
  } while (false)

#define LOGBOEK_CONCAT_INNER(a, b) a##b
#define LOGBOEK_CONCAT(a, b) LOGBOEK_CONCAT_INNER(a, b)

// ASSIGN_OR_RETURN(std::string text, Load(path));
#define ASSIGN_OR_RETURN(declaration, expression) \
  ASSIGN_OR_RETURN_IMPL(LOGBOEK_CONCAT(status_or_, __LINE__), declaration, expression)
#define ASSIGN_OR_RETURN_IMPL(result, declaration, expression) \
  auto result = (expression);                                  \
  if (!result.ok()) return std::move(result).status();         \
  declaration = *std::move(result)

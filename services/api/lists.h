// What the requests and responses of lists share.
#pragma once

#include "absl/status/statusor.h"
#include "services/api/backend.h"
#include "services/api/convert.h"
#include "services/api/requests.h"
#include "services/domain/dates.h"
#include "services/queries/lists.h"
#include "storage/base/status_macros.h"

namespace logboek::api {

// Of a request with at and token, and with known, page_size and page_token when it has them; looks
// at every field.
template <typename Request>
absl::StatusOr<queries::ListFrame> FrameOf(const Backend& backend, const Request& request,
                                           const registrar::KeepGoing& keep_going) {
  RETURN_IF_ERROR(CheckFields(request));
  RETURN_IF_ERROR(CheckFresh(backend, request.token()));
  queries::ListFrame frame{.at = DateOf(request.at()), .keep_going = keep_going};
  if constexpr (requires { request.known(); }) {
    ASSIGN_OR_RETURN(frame.known, KnownOf(request.known()));
  }
  if constexpr (requires { request.page_token(); }) {
    ASSIGN_OR_RETURN(frame.page_size, PageSizeOf(request.page_size()));
    frame.page_token = request.page_token();
  }
  return frame;
}

// What every answer ends with.
template <typename Answer, typename Response>
void SetMoment(const Backend& backend, const Answer& answer, Response* response) {
  *response->mutable_at() = domain::ToProto(answer.at);
  response->set_position(answer.position);
  response->set_token(TokenOf(backend.store_id, answer.position));
}

// Everything of the response but its rows.
template <typename Answer, typename Response>
void FinishList(const Backend& backend, const Answer& answer, Response* response) {
  response->set_next_page_token(answer.next_page_token);
  SetMoment(backend, answer, response);
}

}  // namespace logboek::api

// What the requests and responses of lists share.
#pragma once

#include "absl/status/statusor.h"
#include "services/api/backend.h"
#include "services/api/convert.h"
#include "services/api/requests.h"
#include "services/domain/dates.h"
#include "services/queries/lists.h"
#include "services/rpc/chain.h"
#include "storage/base/status_macros.h"

namespace logboek::api {

// Of a request with at, known, token, page_size and page_token; looks at every field. `call` must
// outlive what asks with the frame.
template <typename Request>
absl::StatusOr<queries::ListFrame> FrameOf(const Backend& backend, const Request& request,
                                           const rpc::Call& call) {
  RETURN_IF_ERROR(CheckFields(request));
  RETURN_IF_ERROR(CheckFresh(backend, request.token()));
  queries::ListFrame frame{.at = DateOf(request.at()),
                           .page_token = request.page_token(),
                           .keep_going = [&call] { return call.CheckWanted(); }};
  ASSIGN_OR_RETURN(frame.known, KnownOf(request.known()));
  ASSIGN_OR_RETURN(frame.page_size, PageSizeOf(request.page_size()));
  return frame;
}

// Everything of the response but its rows.
template <typename Answer, typename Response>
void FinishList(const Backend& backend, const Answer& answer, Response* response) {
  response->set_next_page_token(answer.next_page_token);
  *response->mutable_at() = domain::ToProto(answer.at);
  response->set_position(answer.position);
  response->set_token(TokenOf(backend.store_id, answer.position));
}

}  // namespace logboek::api

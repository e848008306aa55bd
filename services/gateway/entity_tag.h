// Answers that are not given again to who has them.
#pragma once

#include "services/gateway/http.h"

namespace logboek::gateway {

// Gives an answer its entity tag, which follows from its body. Where the request says that it has
// this one (if-none-match), the answer becomes 304 without a body.
void AddEntityTag(const HttpRequest& request, HttpResponse* response);

}  // namespace logboek::gateway

// Channels whose every call carries a token.
#pragma once

#include <memory>
#include <string>

#include "grpcpp/channel.h"
#include "grpcpp/security/credentials.h"

namespace logboek::test {

// Shares no connection with another channel. Without a token nothing is added.
std::shared_ptr<grpc::Channel> AuthorizedChannel(
    const std::string& address, const std::shared_ptr<grpc::ChannelCredentials>& credentials,
    const std::string& token);

// The token in the file; dies when there is none.
std::string FirstTokenIn(const std::string& path);

}  // namespace logboek::test

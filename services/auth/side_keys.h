// The keys of this room in the side store. Keys that begin otherwise belong to others.
//
//   "token/" token_id        a logboek.access.v1.TokenRecord, without last_used_at; durable
//   "token-used/" token_id   a google.protobuf.Timestamp: its last use; may lag behind or be
//   missing
#pragma once

namespace logboek::auth {

// Stored: never changed.
inline constexpr char kTokenKeyPrefix[] = "token/";
inline constexpr char kTokenUsedKeyPrefix[] = "token-used/";

}  // namespace logboek::auth

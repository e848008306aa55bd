#include "services/server/access.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/api/convert.h"
#include "services/auth/first_token.h"
#include "services/auth/http_fetch.h"
#include "services/auth/policy.h"
#include "storage/base/error.h"
#include "storage/base/log.h"
#include "storage/base/status_macros.h"
#include "storage/memory/memory_side_store.h"
#include "storage/rocks/rocks_side_store.h"

namespace logboek::server {
namespace {

using access::v1::CallerRole;

constexpr char kTokenFolder[] = "tokens";
constexpr int kLooksPerFlush = 30;
constexpr CallerRole kAdministrator = access::v1::CALLER_ROLE_ADMINISTRATOR;

absl::StatusOr<std::unique_ptr<storage::SideStore>> OpenSide(const std::string& store,
                                                             const char* name) {
  if (store.empty()) {
    return std::unique_ptr<storage::SideStore>(std::make_unique<storage::MemorySideStore>());
  }
  return storage::OpenRocksSideStore(absl::StrCat(store, "/", name));
}

// Changes whenever the file does; 0 = there is none.
int64_t ChangedAt(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return 0;
  return info.st_mtim.tv_sec * 1'000'000'000 + info.st_mtim.tv_nsec;
}

// What the principals of those who sign in elsewhere begin with.
std::vector<std::string> PrefixesIn(const access::v1::Policy& policy) {
  std::vector<std::string> prefixes;
  for (const auto& provider : policy.oidc_providers()) {
    prefixes.push_back(provider.principal_prefix());
  }
  return prefixes;
}

bool LetsAdministratorIn(const access::v1::Policy& policy) {
  const auto is_one = [](const auto& rule) { return rule.role() == kAdministrator; };
  for (const auto& provider : policy.oidc_providers()) {
    if (std::any_of(provider.rules().begin(), provider.rules().end(), is_one)) return true;
  }
  return std::any_of(policy.certificates().begin(), policy.certificates().end(),
                     [&](const auto& rule) { return is_one(rule.grant()); });
}

}  // namespace

access::v1::AccessRecord RecordOf(const api::Sight& sight) {
  access::v1::AccessRecord record;
  *record.mutable_at() = api::ToProto(sight.at);
  record.set_method(absl::StrCat("/logboek.v1.", std::string(sight.visit.method)));
  for (const std::string& person : sight.people) record.add_person_ids(person);
  record.set_principal(sight.visit.caller->grant.principal());
  record.set_credential(sight.visit.caller->credential);
  record.set_acting_for(sight.acting_for);
  record.set_request_id(sight.visit.request_id);
  record.set_region(sight.region);
  record.set_practice_id(sight.practice_id);
  for (const std::string& practice : sight.practices) record.add_practice_ids(practice);
  if (!sight.refused_because.empty()) {
    record.set_outcome(access::v1::ACCESS_OUTCOME_REFUSED);
    record.set_refused_because(sight.refused_because);
    return record;
  }
  record.set_outcome(access::v1::ACCESS_OUTCOME_ANSWERED);
  record.set_shown(sight.names_shown ? access::v1::SHOWN_NAMES : access::v1::SHOWN_PSEUDONYMS);
  return record;
}

absl::StatusOr<access::v1::TokenRecord> RenewFirstToken(const AccessOptions& options,
                                                        const base::Clock* clock) {
  ASSIGN_OR_RETURN(const std::unique_ptr<storage::SideStore> side,
                   OpenSide(options.store, kTokenFolder));
  ASSIGN_OR_RETURN(const std::unique_ptr<auth::TokenStore> tokens,
                   auth::TokenStore::Open(side.get()));
  ASSIGN_OR_RETURN(
      access::v1::TokenRecord record,
      auth::RenewFirstToken(tokens.get(), options.first_token_path,
                            absl::StrCat("made with --renew-first-token by user ", getuid()),
                            clock->Now()));
  base::LogWarning(
      "first token renewed",
      {{"token_id", record.token_id()}, {"file", options.first_token_path}, {"user", getuid()}});
  return record;
}

absl::StatusOr<size_t> RevokeEveryToken(const AccessOptions& options, absl::string_view revoked_by,
                                        const base::Clock* clock) {
  ASSIGN_OR_RETURN(const std::unique_ptr<storage::SideStore> side,
                   OpenSide(options.store, kTokenFolder));
  ASSIGN_OR_RETURN(const std::unique_ptr<auth::TokenStore> tokens,
                   auth::TokenStore::Open(side.get()));
  return auth::RevokeEveryToken(tokens.get(), options.first_token_path, revoked_by, clock->Now());
}

absl::StatusOr<std::unique_ptr<Access>> Access::Open(AccessOptions options,
                                                     const base::Clock* clock) {
  std::unique_ptr<Access> access(new Access(std::move(options), clock));
  RETURN_IF_ERROR(access->OpenStores());
  if (!access->options_.policy_path.empty()) {
    access->policy_changed_at_ = ChangedAt(access->options_.policy_path);
    RETURN_IF_ERROR(access->ReadPolicy());
  }
  access->WarnOfLockOut();
  access->keeper_ = std::thread([raw = access.get()] { raw->KeepCurrent(); });
  return access;
}

Access::~Access() {
  {
    base::MutexLock lock(&mutex_);
    stopping_ = true;
    wake_.SignalAll();
  }
  if (keeper_.joinable()) keeper_.join();
}

absl::Status Access::OpenStores() {
  ASSIGN_OR_RETURN(token_side_, OpenSide(options_.store, kTokenFolder));
  ASSIGN_OR_RETURN(look_side_, OpenSide(options_.store, "accesslog"));
  ASSIGN_OR_RETURN(tokens_, auth::TokenStore::Open(token_side_.get()));
  access_log_ = std::make_unique<accesslog::AccessLog>(accesslog::AccessLogOptions{},
                                                       look_side_.get(), clock_);
  authenticator_ = std::make_unique<auth::Authenticator>(tokens_.get(), nullptr, clock_);
  if (options_.first_token_path.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<access::v1::TokenRecord> first,
                   auth::MakeFirstToken(tokens_.get(), options_.first_token_path, clock_->Now()));
  if (first.has_value()) {
    base::LogInfo("first token made",
                  {{"token_id", first->token_id()}, {"file", options_.first_token_path}});
  }
  return absl::OkStatus();
}

absl::Status Access::ReadPolicy() {
  ASSIGN_OR_RETURN(access::v1::Policy policy, auth::ReadPolicy(options_.policy_path));
  std::vector<std::string> prefixes = PrefixesIn(policy);
  const bool administrator = LetsAdministratorIn(policy);
  ASSIGN_OR_RETURN(
      std::shared_ptr<const auth::ActivePolicy> active,
      auth::ActivePolicy::Start(std::move(policy), auth::NewHttpFetch({.clock = clock_}), clock_));
  RETURN_IF_ERROR(tokens_->ReservePrefixes(std::move(prefixes), clock_->Now()));
  administrator_in_policy_ = administrator;
  authenticator_->SetPolicy(std::move(active));
  return absl::OkStatus();
}

void Access::WarnOfLockOut() const {
  if (administrator_in_policy_ || tokens_->HasGood(kAdministrator, clock_->Now())) return;
  base::LogWarning("no administrator can get in", {{"remedy", "logboekd --renew-first-token"}});
}

void Access::KeepCurrent() {
  for (int looks = 1;; ++looks) {
    {
      base::MutexLock lock(&mutex_);
      if (!stopping_) wake_.WaitFor(&mutex_, options_.look_interval);
      if (stopping_) return;
    }
    if (looks % kLooksPerFlush == 0) {
      if (absl::Status status = tokens_->FlushLastUsed(); !status.ok()) {
        base::LogWarning("last uses of tokens not written", {{"cause", status.message()}});
      }
    }
    if (options_.policy_path.empty()) continue;
    const int64_t changed_at = ChangedAt(options_.policy_path);
    if (changed_at == policy_changed_at_) continue;
    policy_changed_at_ = changed_at;
    // The former one goes on until the mistake is mended.
    const absl::Status status = ReadPolicy();
    if (status.ok()) {
      base::LogInfo("policy read", {{"file", options_.policy_path}});
    } else {
      base::LogError("policy not read; the former one goes on",
                     {{"file", options_.policy_path}, {"cause", status.message()}});
    }
  }
}

}  // namespace logboek::server

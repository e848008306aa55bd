#include "services/gateway/static_files.h"

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/gateway/entity_tag.h"

namespace logboek::gateway {
namespace {

namespace fs = std::filesystem;

constexpr uintmax_t kFileBytesMax = 16 << 20;

struct Type {
  absl::string_view ending;
  const char* type = nullptr;
};
constexpr Type kTypes[] = {{".css", "text/css; charset=utf-8"},
                           {".html", "text/html; charset=utf-8"},
                           {".ico", "image/x-icon"},
                           {".js", "text/javascript; charset=utf-8"},
                           {".json", "application/json"},
                           {".map", "application/json"},
                           {".mjs", "text/javascript; charset=utf-8"},
                           {".png", "image/png"},
                           {".svg", "image/svg+xml"},
                           {".txt", "text/plain; charset=utf-8"},
                           {".wasm", "application/wasm"},
                           {".webmanifest", "application/manifest+json"},
                           {".webp", "image/webp"},
                           {".woff2", "font/woff2"}};

const char* TypeOf(absl::string_view name) {
  for (const Type& known : kTypes) {
    if (absl::EndsWithIgnoreCase(name, known.ending)) return known.type;
  }
  return "application/octet-stream";
}

// A name that could leave the folder, or is none of a page.
bool IsHidden(absl::string_view path) {
  if (path.find('\0') != absl::string_view::npos || absl::StrContains(path, '\\')) return true;
  for (const absl::string_view part : absl::StrSplit(path, '/')) {
    if (absl::StartsWith(part, ".")) return true;
  }
  return false;
}

// Empty when there is no such file in the folder.
std::string FileOf(const std::string& folder, absl::string_view path) {
  if (folder.empty() || IsHidden(path)) return "";
  std::error_code error;
  const fs::path root = fs::canonical(folder, error);
  if (error) return "";
  fs::path file = fs::canonical(absl::StrCat(root.string(), path), error);
  if (!error && fs::is_directory(file, error)) file = fs::canonical(file / "index.html", error);
  if (error || !fs::is_regular_file(file, error) || fs::file_size(file, error) > kFileBytesMax) {
    return "";
  }
  // A link may have led elsewhere.
  return absl::StartsWith(file.string(), root.string() + "/") ? file.string() : "";
}

}  // namespace

Headers SecurityHeaders(bool secure) {
  Headers headers = {
      {"content-security-policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
       "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
       "base-uri 'none'; frame-ancestors 'none'"},
      {"cross-origin-opener-policy", "same-origin"},
      {"cross-origin-resource-policy", "same-origin"},
      {"permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
      {"referrer-policy", "no-referrer"},
      {"x-content-type-options", "nosniff"},
      {"x-frame-options", "DENY"}};
  if (secure) headers["strict-transport-security"] = "max-age=31536000";
  return headers;
}

HttpResponse StaticFiles::Get(absl::string_view path, const HttpRequest& request) const {
  HttpResponse response{.status = 404, .headers = SecurityHeaders(request.secure)};
  response.headers["content-type"] = "text/plain; charset=utf-8";
  response.body = "there is nothing at this address\n";
  const std::string name = FileOf(folder_, path);
  std::ifstream file(name, std::ios::binary);
  if (name.empty() || !file) return response;
  std::ostringstream bytes;
  bytes << file.rdbuf();
  response.status = 200;
  response.body = bytes.str();
  response.headers["content-type"] = TypeOf(name);
  // Asked for each time, and given only when it changed.
  response.headers["cache-control"] = "no-cache";
  AddEntityTag(request, &response);
  return response;
}

}  // namespace logboek::gateway

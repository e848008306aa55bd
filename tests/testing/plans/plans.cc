#include "tests/testing/plans/plans.h"

#include <fcntl.h>
#include <google/protobuf/io/zero_copy_stream_impl.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <filesystem>

#include "storage/base/check.h"

namespace logboek::test {

constexpr char kFolder[] = "deploy/regioplans";

regioplan::v1::RegionPlan DeployedPlan(const std::string& name) {
  const std::string path = std::string(kFolder) + "/" + name + ".textproto";
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  CHECK(file >= 0, "no such plan file");
  google::protobuf::io::FileInputStream stream(file);
  stream.SetCloseOnDelete(true);
  regioplan::v1::RegionPlan plan;
  CHECK(google::protobuf::TextFormat::Parse(&stream, &plan), "the plan file does not parse");
  return plan;
}

std::vector<regioplan::v1::RegionPlan> DeployedPlans() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".textproto") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  std::vector<regioplan::v1::RegionPlan> plans;
  for (const std::string& name : names) plans.push_back(DeployedPlan(name));
  return plans;
}

}  // namespace logboek::test

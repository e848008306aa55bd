#include "services/queries/status.h"

namespace logboek::queries {

StatusAnswer AskStatus(const registrar::Registrar& registrar) {
  StatusAnswer answer;
  registrar.Read([&answer](const domain::Register& reg) {
    answer.position = reg.position;
    answer.recorded_at = reg.recorded_at;
    answer.persons = reg.persons.size();
    for (const auto& [name, region] : reg.regions) answer.regions.push_back(region);
  });
  answer.writable = registrar.writable();
  answer.queue_depth = registrar.queue_depth();
  return answer;
}

}  // namespace logboek::queries

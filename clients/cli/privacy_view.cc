#include "clients/cli/privacy_view.h"

#include "clients/cli/dates.h"

namespace logboek::cli {

std::string RetentionText(const Texts& texts, const v1::Retention& retention) {
  if (!retention.has_last_need_on()) return texts.Get("privacy.still_needed");
  return texts.Get(retention.ended() ? "privacy.kept_ended" : "privacy.kept_until",
                   DateText(retention.last_need_on()), retention.retention_years(),
                   DateText(retention.retained_until()));
}

ListTable StepTable(const char* rows) {
  return {.rows = rows,
          .columns = {{"status", "column.step"},
                      {"on", "column.date"},
                      {"decided_by", "column.decided_by"},
                      {"requested_by", "column.requested_by"},
                      {"ground", "column.ground", true},
                      {"override_ground", "column.override_ground", true},
                      {"after_restore", "column.after_restore"},
                      {"position", "column.position"}}};
}

ListTable LookTable(const char* rows) {
  return {.rows = rows,
          .columns = {{"at", "column.looked_at"},
                      {"principal", "column.actor"},
                      {"acting_for", "label.acting_for"},
                      {"method", "column.method", true},
                      {"person_ids", "column.person", true},
                      {"shown", "column.shown"},
                      {"outcome", "column.outcome"},
                      {"refused_because", "label.reason", true},
                      {"region", "label.region"},
                      {"practice_id", "column.practice"},
                      {"credential", "whoami.credential", true},
                      {"request_id", "column.request_id"}}};
}

}  // namespace logboek::cli

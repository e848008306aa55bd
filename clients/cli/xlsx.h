// A table as an Excel workbook.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "clients/cli/data_table.h"

namespace logboek::cli {

// Two sheets: the table, then its provenance. Written to the context's stream by Finish.
std::unique_ptr<DataWriter> StartXlsx(const Context& context, const std::string& title,
                                      std::vector<DataColumn> columns);

}  // namespace logboek::cli

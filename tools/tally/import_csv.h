#pragma once
// tally import csv: reads or interval values of a plain table, as a mapping declares its columns.

#include <string>

#include "consumers/intake/csv/import_csv.h"
#include "tools/tally/import_file.h"

namespace tally::tools {

struct CsvOptions {
    std::string mapping;  // Its file.
};
void add_csv_options(CLI::App&, CsvOptions&);

// False, with the error printed: an option, or the mapping, is wrong.
[[nodiscard]] bool read_csv_options(Session&, const CsvOptions&, consumers::CsvRequest&);

// One file; the report is printed.
void import_csv_file(Session&, consumers::CommandPort&, consumers::UsageSource&, consumers::NamedPoints&,
                     const consumers::CsvRequest&, const DivisionFailed& division_failed);

}  // namespace tally::tools

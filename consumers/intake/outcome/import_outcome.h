#pragma once
// What an import of a meter file did, in words: for the command line and for who sent the file over HTTP.

#include <cstdint>
#include <string>
#include <vector>

#include "consumers/intake/csv/csv_report.h"
#include "consumers/intake/green_button/usage_import_report.h"
#include "consumers/intake/nem12/nem12_report.h"
#include "consumers/intake/nem13/nem13_report.h"

namespace tally::consumers {

// Something that people must look at: where it is, what it is about, what is wrong.
struct ImportFinding {
    std::string text;
    bool failed = false;  // By the division, not by the file.
    bool operator==(const ImportFinding&) const = default;
};

// Lines, each with its newline.
[[nodiscard]] std::string import_text(const UsageImportReport&);
[[nodiscard]] std::string import_text(const Nem12ImportReport&);
[[nodiscard]] std::string import_text(const Nem13ImportReport&);
[[nodiscard]] std::string import_text(const CsvImportReport&);

// As many as the report keeps; the last one of a kind says how many more there are.
[[nodiscard]] std::vector<ImportFinding> import_findings(const UsageImportReport&);
[[nodiscard]] std::vector<ImportFinding> import_findings(const Nem12ImportReport&);
[[nodiscard]] std::vector<ImportFinding> import_findings(const Nem13ImportReport&);
[[nodiscard]] std::vector<ImportFinding> import_findings(const CsvImportReport&);

}  // namespace tally::consumers

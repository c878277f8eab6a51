#include "tools/tally/import_csv.h"

#include <CLI/CLI.hpp>

namespace tally::tools {

void add_csv_options(CLI::App& command, CsvOptions& options) {
    command.add_option("--mapping", options.mapping,
                       "csv: TOML file that says which column has what, and how it is written");
}

bool read_csv_options(Session& session, const CsvOptions& options, consumers::CsvRequest& request) {
    if (options.mapping.empty()) {
        session.fail(exit_usage, "--mapping: say in which file the columns are declared");
        return false;
    }
    auto mapping = consumers::read_csv_mapping(options.mapping);
    if (!mapping) {
        session.fail(exit_usage, mapping.error().message);
        return false;
    }
    request.mapping = std::move(*mapping);
    return true;
}

void import_csv_file(Session& session, consumers::CommandPort& port, consumers::UsageSource& source,
                     consumers::NamedPoints& points, const consumers::CsvRequest& request,
                     const DivisionFailed& division_failed) {
    import_one_file(
        session, "rows",
        [&](const consumers::OnImportProgress& progress) {
            return consumers::import_csv(port, source, points, request, progress);
        },
        division_failed);
}

}  // namespace tally::tools

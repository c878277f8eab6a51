#pragma once
// tally import nem12 and nem13: interval data and reads of the Australian market, each meter to the service point that
// has its NMI.

#include <string>
#include <vector>

#include "consumers/intake/nem12/import_nem12.h"
#include "consumers/intake/nem13/import_nem13.h"
#include "tools/tally/import_file.h"
#include "tools/tally/session.h"

namespace tally::tools {

struct Nem12Options {
    std::vector<std::string> registers;  // E1=kwh
    std::vector<std::string> ignored;    // Q1
    std::string clock = "nem";
    bool any_serial = false;
};
void add_nem12_options(CLI::App& command, Nem12Options&);

// False, with the error printed: an option is wrong.
[[nodiscard]] bool read_nem12_options(Session&, const Nem12Options&, consumers::Nem12Request&);
[[nodiscard]] bool read_nem13_options(Session&, const Nem12Options&, consumers::Nem13Request&);

// One file; the report is printed.
void import_nem12_file(Session&, consumers::CommandPort&, consumers::UsageSource&, consumers::NamedPoints&,
                       const consumers::Nem12Request&, const DivisionFailed& division_failed);

void import_nem13_file(Session&, consumers::CommandPort&, consumers::UsageSource&, consumers::NamedPoints&,
                       const consumers::Nem13Request&, const DivisionFailed& division_failed);

}  // namespace tally::tools

#pragma once
// One household whose usage is in a file that a utility published, billed at the example's tariffs.

#include <optional>
#include <string>
#include <vector>

#include "consumers/commands/division_port.h"
#include "consumers/processes/bill_run/bill_run.h"
#include "domain/commands.h"
#include "tools/tally/session.h"

namespace tally::tools {

struct RealHousehold {
    domain::Date moved_in;
    const char* service;
    const char* sa_type;
    std::string service_point;
    std::string meter;
    std::vector<domain::MeterRegister> registers;
};

// Sends commands that the rules accept; a refusal is printed and is the last.
class RealCustomer {
  public:
    static constexpr const char* account = "1001";

    RealCustomer(Session& session, eventstore::Division& division)
        : session_(session), division_(division), port_(division), held_(division) {}

    // The example's control tables, windows for so many months, and the household. False: the error was printed.
    [[nodiscard]] bool move_in(const RealHousehold&, std::uint32_t months, bool plain);
    [[nodiscard]] bool send(std::vector<domain::Command>, domain::Date on);
    // How many bills were made; nothing, with the error printed, where the run failed.
    [[nodiscard]] std::optional<std::uint64_t> bill(domain::Date bill_date);

    [[nodiscard]] consumers::CommandPort& port() { return port_; }
    [[nodiscard]] consumers::HeldStore& held() { return held_; }

  private:
    Session& session_;
    eventstore::Division& division_;
    consumers::DivisionPort port_;
    consumers::HeldStore held_;
    std::uint64_t number_ = 0;
};

// Three years of gas, month by month, from a Green Button file.
void run_real_gas_customer(Session&, const std::string& path);
// A month of a household with solar, priced by the hour, from a NEM12 file.
void run_real_solar_customer(Session&, const std::string& path);

}  // namespace tally::tools

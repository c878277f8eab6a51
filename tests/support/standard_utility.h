#pragma once
// A small utility that tests start from, and builders for the customers they put into it.
//
//   division       ledger.test/gas, USD, America/New_York
//   services       gas (metered, therm), water (metered, m3), trash (flat)
//   tariffs        G-RES 2020 and 2022-07-01; W-RES; T-FLAT
//   SA types       GAS (taxes STATE, CITY), WATER (CITY), TRASH (none)
//   class RES      due 20 days after the bill date, NSF fee 20.00; COM: 15 working days, none
//   cycle M01      windows from the 3rd to the 9th of each month, 2021 to 2024; M02: 10th to 16th
//   routes         POST, EMAIL, FAX; phones HOME, FAX; countries US, CA (no county)
//   deposits       RESDEP 3.65 percent, 7.3 percent from 2022-04-01, refund after 12 months, one delinquency allowed,
//                  recommended two average bills; KEEP no interest, until the service ends
//   adjustments    FEE, GOODWILL, BIGCREDIT (needs approval above 50.00); charges VISIT (taxed), COPY (not)

#include <string_view>
#include <vector>

#include "domain/commands.h"
#include "tests/support/text.h"

namespace tally::test {

[[nodiscard]] std::vector<domain::Command> standard_settings();

// Every builder gives what the rules need and nothing else; change the result where a test needs more.
[[nodiscard]] domain::RegisterPerson a_person(std::string_view id, std::string_view name);  // with a US mailing address
[[nodiscard]] domain::OpenAccount an_account(std::string_view id, std::string_view person,
                                             std::string_view opened_on = "2022-01-05");
// Location `premise` with gas and water service points premise-G and premise-W, no meters.
[[nodiscard]] std::vector<domain::Command> a_location(std::string_view premise);
// A meter with one register "1" of five dials that starts at `first_value`.
[[nodiscard]] domain::InstallMeter a_meter(std::string_view service_point, std::string_view meter,
                                           std::string_view installed_on, std::string_view first_value = "0",
                                           std::string_view unit = "therm");
[[nodiscard]] domain::StartService a_service(std::string_view account, std::string_view sa, std::string_view sa_type,
                                             std::string_view service_point, std::string_view start_on);
[[nodiscard]] domain::RecordRead a_read(std::string_view service_point, std::string_view read_on,
                                        std::string_view value);
[[nodiscard]] domain::PersonAddress a_mailing_address(std::string_view address_id, std::string_view city = "Albany");

// Person P<number>, account <number>, location L<number> with gas meter GM<number> on L<number>-G from the day before,
// and gas agreement <number>-GAS started on the day.
[[nodiscard]] std::vector<domain::Command> a_gas_customer(std::string_view number, std::string_view start_on,
                                                          std::string_view first_read = "0");
// commands + more, in one list.
[[nodiscard]] std::vector<domain::Command> together(std::vector<std::vector<domain::Command>> lists);

}  // namespace tally::test

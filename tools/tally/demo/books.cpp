#include "tools/tally/demo/books.h"

namespace tally::tools {

using namespace domain;

void DemoBooks::open(Date first_month, std::uint32_t months) {
    first_open_ = first_month;
    for (std::uint32_t month = 0; month < months; ++month)
        sender_.send(OpenPeriod{add_months(first_month, static_cast<int>(month), 1),
                                add_months(first_month, static_cast<int>(month) + 1, 1)},
                     {"accounting:bea", {}});
    sender_.flush();
}

void DemoBooks::run_day() {
    constexpr unsigned closing_day = 14;
    constexpr int months_open = 2;
    if (ymd(sender_.today()).day != closing_day || add_months(first_open_, months_open, 1) > sender_.today()) return;
    sender_.timed("accounting periods closed", [&] {
        if (sender_.offer(ClosePeriod{first_open_}, {"accounting:bea", "Month end"}))
            first_open_ = add_months(first_open_, 1, 1);
    });
}

}  // namespace tally::tools

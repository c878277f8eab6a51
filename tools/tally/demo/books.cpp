#include "tools/tally/demo/books.h"

namespace tally::tools {

using namespace domain;

void DemoBooks::open_next() {
    const Date until = add_months(next_, 1, 1);
    sender_.send(OpenPeriod{next_, until}, {"accounting:bea", {}});
    next_ = until;
}

void DemoBooks::begin(Date first_month) {
    constexpr int months_ahead = 12;
    first_open_ = next_ = first_month;
    for (int month = 0; month < months_ahead; ++month) open_next();
    sender_.flush();
}

void DemoBooks::run_day() {
    constexpr unsigned closing_day = 14;
    constexpr int months_open = 2;
    const unsigned day = ymd(sender_.today()).day;
    if (day == 1) open_next();
    if (ymd(sender_.today() + 1).day == 1) sender_.timed("unbilled revenue", [&] { sender_.run_process("unbilled"); });
    if (day != closing_day || add_months(first_open_, months_open, 1) > sender_.today()) return;
    sender_.timed("accounting periods closed", [&] {
        if (sender_.offer(ClosePeriod{first_open_}, {"accounting:bea", "Month end"}))
            first_open_ = add_months(first_open_, 1, 1);
    });
}

}  // namespace tally::tools

#include "tools/tally/demo/demo_division.h"

#include <chrono>
#include <cstdio>

namespace tally::tools {

std::unique_ptr<eventstore::Division> make_demo_division(Session& session, const DemoDivision& division) {
    eventstore::NewDivision made;
    made.origin = division.origin;
    made.currency = "USD";
    made.time_zone = division.time_zone;
    made.simulated_time = true;
    return make_store(session, made, [begins = division.begins] { return *domain::Instant::parse(begins); });
}

std::string seconds_text(double seconds) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f s", seconds);
    return text;
}

void verify_demo(Session& session, eventstore::Division& division) {
    const auto started = std::chrono::steady_clock::now();
    const auto answer = verify_with_progress(division);
    if (!answer) return session.fail(answer.error());
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    print("Verified " + with_thousands(answer->position) + " events in " + seconds_text(seconds) + ": " +
          (answer->well() ? "log, tree, states and projections agree.\n"
                          : with_thousands(answer->findings.size()) + " findings, see `tally verify`.\n"));
    if (!answer->well()) session.exit_code = exit_refused;
}

}  // namespace tally::tools

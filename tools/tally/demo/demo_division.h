#pragma once
// The store that a demonstration fills, and how its answers are printed.

#include <memory>
#include <string>

#include "projections/reader.h"
#include "tools/tally/session.h"

namespace tally::tools {

struct DemoDivision {
    std::string origin = "demo.example/gas";
    std::string time_zone = "America/New_York";
    std::string begins = "2021-01-01T12:00:00Z";  // When its first event is recorded.
};
// In simulated time and in dollars. Null, with the error printed, where it cannot be made.
[[nodiscard]] std::unique_ptr<eventstore::Division> make_demo_division(Session&, const DemoDivision&);

[[nodiscard]] std::string seconds_text(double seconds);

// Everything that `tally verify` checks, in one line; what is wrong sets the exit code.
void verify_demo(Session&, eventstore::Division&);

template <class Answer>
void show_answer(Session& session, const eventstore::Division& division, const projections::Answered<Answer>& answer) {
    if (!answer) return session.fail(answer.error());
    if (*answer) print(projections::render(**answer, render_context(division)) + "\n");
}

}  // namespace tally::tools

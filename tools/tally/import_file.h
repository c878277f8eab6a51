#pragma once
// One file of any format: it is imported, with its progress on the way, and its report is said and printed.

#include <functional>
#include <optional>
#include <string_view>
#include <variant>

#include "consumers/intake/import_progress.h"
#include "eventstore/codec/json.h"
#include "tools/tally/session.h"

namespace tally::tools {

using DivisionFailed = std::function<void(const consumers::DivisionError&)>;

// `import` takes what is called with the progress; `say` tells what people must look at; `print_report` is for people.
template <class Import, class Say, class Print>
void import_one_file(Session& session, std::string_view things, const Import& import, const Say& say,
                     const Print& print_report, const DivisionFailed& division_failed) {
    std::optional<Progress> progress;
    const auto report = import([&](const consumers::ImportProgress& now) {
        if (!progress) progress.emplace(things, now.commands);
        progress->at(now.answered);
        return !interrupted();
    });
    progress.reset();
    if (!report) {
        if (const auto* file = std::get_if<consumers::IntakeError>(&report.error()))
            return session.fail(file->kind == consumers::IntakeErrorKind::cannot_read ? exit_usage : exit_refused,
                                file->message);
        return division_failed(std::get<consumers::DivisionError>(report.error()));
    }
    say(session, *report);
    if (session.json)
        print(eventstore::to_json(*report, {}) + "\n");
    else
        print_report(*report);
}

}  // namespace tally::tools

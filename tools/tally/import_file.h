#pragma once
// One file of any format: it is imported, with its progress on the way, and its report is said and printed.

#include <functional>
#include <optional>
#include <string_view>
#include <variant>

#include "consumers/intake/import_progress.h"
#include "consumers/intake/outcome/import_outcome.h"
#include "eventstore/codec/json.h"
#include "tools/tally/session.h"

namespace tally::tools {

using DivisionFailed = std::function<void(const consumers::DivisionError&)>;

// `import` takes what is called with the progress.
template <class Import>
void import_one_file(Session& session, std::string_view things, const Import& import,
                     const DivisionFailed& division_failed) {
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
    for (const auto& one : consumers::import_findings(*report))
        session.fail(one.failed ? exit_failed : exit_refused, one.text);
    print(session.json ? eventstore::to_json(*report, {}) + "\n" : consumers::import_text(*report));
}

}  // namespace tally::tools

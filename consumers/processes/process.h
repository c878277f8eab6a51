#pragma once
// The processes that are run for a day by their names, from the command line and over HTTP alike. To add one: its rule
// in a folder beside this, its report in words in FOLDER/NAME_process.cpp, its declaration and its row in process.cpp.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/processes/account_run.h"
#include "domain/commands.h"

namespace tally::consumers {

// What a run did, whichever process it was.
struct ProcessOutcome {
    domain::Plain text;
    std::uint64_t errors_count = 0;
    std::vector<RunError> errors;
    std::uint64_t notes_count = 0;
    std::vector<RunError> notes;
    bool interrupted = false;
    template <class T = ProcessOutcome>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{
            Field{"text", &T::text, "What was done, in a sentence."},
            Field{"errors_count", &T::errors_count, "What was due, and refused or failed."},
            Field{"errors", &T::errors, "The first 1,000 of them."},
            Field{"notes_count", &T::notes_count, "What was left alone, and people must look at."},
            Field{"notes", &T::notes, "The first 1,000 of them."},
            Field{"interrupted", &T::interrupted, "Some that were due were not tried: run it again, it goes on."}};
    }
    bool operator==(const ProcessOutcome&) const = default;
};

struct ProcessRan {
    ProcessOutcome outcome;
    std::string json;  // The report of the process, a described record.
};

struct ProcessRequest {
    RunRequest run;
    std::uint32_t days = 0;  // Only of a process that takes them.
    bool preview = false;    // What is due is counted, and nothing is sent.
};
inline constexpr std::uint32_t process_days_max = 36'500;

struct Process {
    std::string_view name;
    std::string_view about;
    std::string_view things;     // What is due, in the plural.
    domain::Command (*gives)();  // A command of the kind that it gives.
    DivisionResult<ProcessRan> (*run)(CommandPort&, HeldDivision&, const ProcessRequest&, const OnRunProgress&);
    std::string_view days = {};  // What its days are; empty: it takes none.
};

// Runs it, or previews it.
[[nodiscard]] DivisionResult<ProcessRan> run_process(const Process&, CommandPort&, HeldDivision&, const ProcessRequest&,
                                                     const OnRunProgress&);

[[nodiscard]] std::span<const Process> processes();
// Null: there is none of that name.
[[nodiscard]] const Process* find_process(std::string_view name);

}  // namespace tally::consumers

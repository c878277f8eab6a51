// tally verify: the whole log, its tree, states and projections held against each other, and against checkpoints that
// were kept elsewhere.

#include "projections/verify/verify.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>

#include "eventstore/byte_order_mark.h"
#include "eventstore/codec/json.h"
#include "eventstore/merkle/checkpoint_file.h"
#include "eventstore/storage/durable_file.h"
#include "tools/tally/audit.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

struct VerifyArguments {
    bool log_only = false;
    std::string verifier_key;
    std::vector<std::string> checkpoints;
};

// False, with the error printed: one of them cannot be read.
bool read_notes(Session& session, const std::vector<std::string>& files, projections::VerifyOptions& options) {
    for (const auto& file : files) {
        std::error_code error;
        auto note = std::filesystem::is_directory(file, error)
                        ? eventstore::Result<std::optional<std::string>>{std::nullopt}
                        : eventstore::read_file(file);
        if (!note || !*note) {
            session.fail(exit_usage, "--checkpoint: " + file + " cannot be read as a file");
            return false;
        }
        std::string text{eventstore::without_byte_order_mark(**note)};
        text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
        options.notes.push_back({file, std::move(text)});
    }
    return true;
}

// Shows how far each check is.
class ShownVerification {
  public:
    void show_in(projections::VerifyOptions& options) {
        options.progress = [this](std::string_view check, std::uint64_t done, std::uint64_t all) {
            if (under_way_ != check) {
                progress_.emplace(check, all);
                under_way_ = check;
            }
            progress_->at(done);
        };
    }

  private:
    std::optional<Progress> progress_;
    std::string under_way_;
};

std::string text_of(const projections::VerifyAnswer& answer) {
    std::string out;
    for (const auto& check : answer.checks) {
        std::string name = check.check.str();
        name.resize(std::max<std::size_t>(name.size(), 28), ' ');
        out += "  " + name + std::to_string(check.checked) + " checked, " +
               (check.findings == 0 ? "well" : std::to_string(check.findings) + " wrong") + "\n";
    }
    for (const auto& finding : answer.findings)
        out += "  " + finding.check.str() + " at position " + std::to_string(finding.position) + ", " +
               finding.place.str() + ": " + finding.problem.str() + "\n";
    out += "Root of " + counted(answer.position, "entry", "entries") + ": " + root_text(answer.root) + "\n";
    return out + (answer.well() ? "All " + std::to_string(answer.position) + " entries verify.\n"
                                : "This ledger is not what was written. Restore it from a copy that verifies.\n");
}

void verify_without_secrets(Session& session, const projections::VerifyOptions& options) {
    const auto audited = open_to_audit(session, options.verifier_key);
    if (audited) tell(session, projections::verify_log(*audited->log, audited->checkpoint, options), {});
}

void run_verify(Session& session, const VerifyArguments& arguments) {
    projections::VerifyOptions options;
    ShownVerification progress;
    progress.show_in(options);
    if (!read_notes(session, arguments.checkpoints, options)) return;
    if (!arguments.verifier_key.empty()) {
        options.verifier_key = arguments.verifier_key;
        return verify_without_secrets(session, options);
    }
    auto division = session.open();
    if (!division) return;
    options.rebuild_views = !arguments.log_only;
    auto answer = verify_division(*division, std::move(options));
    if (answer)
        tell(session, *answer, division->json());
    else
        session.fail(answer.error());
    session.close(*division);
}

}  // namespace

std::optional<AuditedLog> open_to_audit(Session& session, const std::string& verifier_key) {
    if (auto known = eventstore::NoteVerifier::parse(verifier_key); !known) {
        session.fail(exit_usage, "--verifier-key: " + known.error().message);
        return std::nullopt;
    }
    if (!std::filesystem::is_directory(std::filesystem::path(session.store) / "log")) {
        session.fail(exit_usage, session.store + ": is not a store");
        return std::nullopt;
    }
    auto log = eventstore::EventStore::open_log(session.store);
    if (!log) {
        session.fail(log.error());
        return std::nullopt;
    }
    auto checkpoint = eventstore::read_checkpoint_note(session.store);
    if (!checkpoint) {
        session.fail(checkpoint.error());
        return std::nullopt;
    }
    return AuditedLog{std::move(*log), std::move(*checkpoint)};
}

void tell(Session& session, const projections::VerifyAnswer& answer, const eventstore::JsonContext& json) {
    print(session.json ? eventstore::to_json(answer, json) + "\n" : text_of(answer));
    if (!answer.well()) session.exit_code = std::max(session.exit_code, exit_refused);
}

eventstore::Result<projections::VerifyAnswer> verify_division(eventstore::Division& division,
                                                              projections::VerifyOptions options) {
    options.verifier_key = division.verifier_key();
    options.has_key = [&](const domain::PersonId& person) {
        return division.keys().person_key(person).map([](const auto& key) { return key.has_value(); });
    };
    return projections::verify(
        division.store(), [&](const domain::Personal& text) { return division.open_text(text); }, options);
}

eventstore::Result<projections::VerifyAnswer> verify_with_progress(eventstore::Division& division) {
    projections::VerifyOptions options;
    ShownVerification progress;
    progress.show_in(options);
    return verify_division(division, std::move(options));
}

void add_verify(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "verify", "Check that log, tree, states and views agree");
    auto arguments = std::make_shared<VerifyArguments>();
    command->add_flag("--log-only", arguments->log_only, "Do not build the views again to compare them");
    command->add_option(
        "--checkpoint", arguments->checkpoints,
        "File with a signed checkpoint that was kept outside the store: the log must continue it; may be "
        "given several times");
    command->add_option("--verifier-key", arguments->verifier_key,
                        "Verify the log and its checkpoints with this key alone: no secret key is needed");
    command->callback([&session, arguments] { run_verify(session, *arguments); });
}

}  // namespace tally::tools

// tally study rates: bills of a span of days charged again at proposed tariffs. Nothing is written.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <simdjson.h>

#include "eventstore/codec/json.h"
#include "projections/rate_study/rate_study.h"
#include "tools/http/routes/rate_study_routes.h"
#include "tools/tally/served_division.h"
#include "tools/tally/server_option.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

struct StudyOptions {
    std::string tariffs;
    std::string from;
    std::string to;
    std::string present_on;
    std::vector<std::string> replaced;
    std::string account;
    std::string csv;
};

// The proposed versions as they stand in the file. Nothing, with the error printed: it cannot be read.
std::optional<std::string> versions_in(Session& session, const std::string& file) {
    if (file.empty()) return std::string{};
    if (file == "-") return std::string{std::istreambuf_iterator<char>{std::cin}, {}};
    std::ifstream stream{file};
    std::error_code error;
    if (!stream || std::filesystem::is_directory(file, error)) {
        session.fail(exit_usage, file + ": cannot be read as a file");
        return std::nullopt;
    }
    return std::string{std::istreambuf_iterator<char>{stream}, {}};
}

std::string with_commas(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) all += (all.empty() ? "" : ",") + text;
    return all;
}

// False, with the error printed: an option is wrong.
bool read_study(Session& session, const StudyOptions& options, projections::RateStudyRequest& request) {
    if (!read_date(session, "--from", options.from, request.from) ||
        !read_date(session, "--to", options.to, request.to) ||
        !read_optional_date(session, "--present-on", options.present_on, request.present_on))
        return false;
    auto replaced = replaced_tariffs(with_commas(options.replaced));
    if (!replaced) {
        session.fail(exit_usage, "--replace: " + replaced.error());
        return false;
    }
    request.replaced = std::move(*replaced);
    if (options.tariffs.empty() && request.replaced.empty()) {
        session.fail(exit_usage,
                     "give proposed versions with --tariffs, or which tariff takes the place of which with "
                     "--replace OLD=NEW");
        return false;
    }
    return true;
}

// The table of accounts, where one is asked for.
class AccountTable {
  public:
    // False, with the error printed: the file cannot be written.
    bool open(Session& session, const std::string& file) {
        if (file.empty()) return true;
        stream_.open(file, std::ios::binary | std::ios::trunc);
        if (!stream_) {
            session.fail(exit_usage, file + ": cannot be written");
            return false;
        }
        stream_ << projections::study_csv_head();
        return true;
    }
    void add(const projections::StudyAccount& account, std::uint8_t decimals) {
        if (stream_.is_open()) stream_ << projections::study_csv_row(account, decimals);
    }
    // False, with the error printed: it is not whole.
    bool close(Session& session, const std::string& file) {
        if (!stream_.is_open()) return true;
        stream_.close();
        if (stream_) return true;
        session.fail(exit_failed, file + ": could not be written whole");
        return false;
    }

  private:
    std::ofstream stream_;
};

class StudyProgressLine {
  public:
    bool at(const projections::RateStudyProgress& now) {
        if (!line_) line_.emplace("accounts", now.of);
        line_->at(now.accounts);
        return !interrupted();
    }

  private:
    std::optional<Progress> line_;
};

template <class Answer>
void show_study(Session& session, const Answer& answer, const projections::RenderContext& context) {
    print(session.json ? eventstore::to_json(answer, {context.currency, context.open}) + "\n"
                       : projections::render(answer, context));
    if (!answer.proposal.accepted) session.exit_code = std::max(session.exit_code, exit_refused);
}

void study_here(Session& session, const StudyOptions& options, projections::RateStudyRequest request,
                const std::string& versions) {
    const auto division = session.open();
    if (!division) return;
    std::istringstream stream{versions};
    auto commands = projections::commands_in_lines(*division, stream, "study", std::nullopt);
    if (!commands) return session.fail(exit_usage, commands.error().message());
    request.commands = std::move(*commands);
    const auto context = render_context(*division);
    if (!options.account.empty()) {
        const auto studied =
            projections::study_account(*division, std::move(request), domain::AccountId{options.account});
        if (!studied) return session.fail(studied.error());
        if (!*studied) return session.fail(exit_refused, "there is no account '" + options.account + "'");
        show_study(session, **studied, context);
    } else {
        AccountTable table;
        if (!table.open(session, options.csv)) return;
        std::optional<StudyProgressLine> shown{std::in_place};
        const auto studied = projections::rate_study(
            *division, std::move(request), [&](const projections::RateStudyProgress& now) { return shown->at(now); },
            [&](const projections::StudyAccount& account) { table.add(account, division->currency().decimals); });
        shown.reset();
        if (!studied) return session.fail(studied.error());
        if (!table.close(session, options.csv)) return;
        show_study(session, *studied, context);
        if (studied->interrupted) session.exit_code = std::max(session.exit_code, exit_refused);
    }
    session.close(*division);
}

// What the lines of a study say.
class StudyLines {
  public:
    StudyLines(Session& session, ServedDivision& division, AccountTable& table)
        : session_(session),
          division_(division),
          table_(table),
          reader_(division.json().currency, eventstore::PersonalText::clear_or_sealed,
                  eventstore::UnknownFields::passed_over) {}

    // False: nothing more is wanted.
    bool take(const std::string& line) {
        simdjson::dom::element all;
        simdjson::dom::element member;
        if (parser_.parse(line).get(all) != simdjson::SUCCESS) return wrong("a line is not JSON");
        std::string_view error;
        if (all["error"].get(error) == simdjson::SUCCESS) {
            shown_.reset();
            session_.fail(exit_refused, error);
            ended_ = true;
            return true;
        }
        if (all["progress"].get(member) == simdjson::SUCCESS) return progress(member);
        if (all["account"].get(member) == simdjson::SUCCESS) {
            projections::StudyAccount account;
            if (!read(member, account)) return false;
            table_.add(account, division_.json().currency.decimals);
            return true;
        }
        shown_.reset();
        if (all["account_study"].get(member) == simdjson::SUCCESS) return show<projections::AccountStudyAnswer>(member);
        if (all["study"].get(member) == simdjson::SUCCESS) return show<projections::RateStudyAnswer>(member);
        return wrong("a line is of no kind that is known");
    }
    [[nodiscard]] bool ended() const { return ended_; }
    [[nodiscard]] bool left() const { return left_; }

  private:
    bool wrong(std::string_view what) {
        shown_.reset();
        session_.fail(exit_failed, "the server's answer cannot be read: " + std::string{what});
        ended_ = true;
        return false;
    }
    bool progress(simdjson::dom::element now) {
        projections::RateStudyProgress at;
        if (now["accounts"].get(at.accounts) != simdjson::SUCCESS || now["of"].get(at.of) != simdjson::SUCCESS)
            return wrong("progress without its numbers");
        left_ = !shown_->at(at);
        return !left_;
    }
    template <class Record>
    bool read(simdjson::dom::element member, Record& record) {
        const auto read = reader_.read(simdjson::minify(member), eventstore::ref(record));
        return read ? true : wrong(read.error().message());
    }
    template <class Answer>
    bool show(simdjson::dom::element member) {
        Answer answer;
        if (!read(member, answer)) return false;
        show_study(session_, answer, {division_.json().currency, division_.json().open});
        ended_ = true;
        return true;
    }

    Session& session_;
    ServedDivision& division_;
    AccountTable& table_;
    eventstore::JsonReader reader_;
    simdjson::dom::parser parser_;
    std::optional<StudyProgressLine> shown_{std::in_place};
    bool ended_ = false;
    bool left_ = false;
};

void study_at(Session& session, const ServerOption& server, const StudyOptions& options, const std::string& versions) {
    const auto division = ServedDivision::open(session, server);
    if (!division) return;
    std::string target = std::string{RateStudyRoutes::path} + "?from=" + options.from + "&to=" + options.to;
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty()) target += std::string{"&"} + name + "=" + percent_encoded(value);
    };
    add("replace", with_commas(options.replaced));
    add("present_on", options.present_on);
    add("account", options.account);
    if (!options.csv.empty()) add("accounts", "true");
    AccountTable table;
    if (!table.open(session, options.csv)) return;
    StudyLines lines{session, *division, table};
    std::istringstream stream{versions};
    const auto said = division->client().post_lines(
        target,
        [&]() -> std::optional<std::string> {
            std::string line;
            if (!std::getline(stream, line)) return std::nullopt;
            return line;
        },
        [&](const std::string& line) { return lines.take(line); });
    if (!table.close(session, options.csv) || lines.ended()) return;
    if (lines.left()) {
        session.exit_code = std::max(session.exit_code, exit_refused);
        return;
    }
    if (!said) return session.fail(exit_failed, said.error());
    if (said->status != 200) return fail(session, *said);
    session.fail(exit_failed, "the server ended the study without a result: ask again");
}

}  // namespace

void add_study(CLI::App& app, Session& session) {
    auto* command = app.add_subcommand("study", "Study what a change would do, over all accounts; nothing is written");
    command->require_subcommand(1);
    auto* rates = add_store_command(*command, session, "rates",
                                    "Charge bills of a span of days again at proposed tariffs, and compare");
    auto options = std::make_shared<StudyOptions>();
    rates->add_option("--tariffs", options->tariffs,
                      "Proposed versions as JSON Lines of tariff.publish, one of a tariff; - for standard input");
    rates->add_option("--from", options->from, "Study bills whose last day is this day or later, such as 2022-01-01")
        ->required();
    rates->add_option("--to", options->to, "Study bills whose last day is this day or earlier, such as 2022-12-31")
        ->required();
    rates
        ->add_option("--replace", options->replaced,
                     "Which tariff takes the place of which, such as RES-1=RES-2; may be given several times")
        ->allow_extra_args(false);
    rates->add_option("--present-on", options->present_on,
                      "Compare with the version in force on that day for all days (default: each day's own)");
    auto* account = rates->add_option("--account", options->account, "One account, with the lines of each bill");
    rates->add_option("--csv", options->csv, "Write a table of all accounts to this file")->excludes(account);
    const auto server = add_server_option(*rates);
    rates->callback([&session, server, options] {
        projections::RateStudyRequest request;
        if (!read_study(session, *options, request)) return;
        const auto versions = versions_in(session, options->tariffs);
        if (!versions) return;
        if (asks_server(session, *server)) return study_at(session, *server, *options, *versions);
        if (session.store.empty()) return;
        study_here(session, *options, std::move(request), *versions);
    });
}

}  // namespace tally::tools

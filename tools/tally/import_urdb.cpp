#include "tools/tally/import_urdb.h"

#include <CLI/CLI.hpp>

#include "consumers/commands/receipt_text.h"
#include "domain/tariff/demand_terms.h"
#include "projections/ask.h"

namespace tally::tools {

namespace {

// `path` is the file, as it was named.
void say_urdb_findings(Session& session, const std::string& path, const std::vector<consumers::UrdbFinding>& found,
                       std::uint64_t count) {
    for (const auto& one : found)
        session.fail(exit_refused, path + ": " + one.path.str() +
                                       (one.value.empty() ? "" : " (" + one.value.str() + ")") + ": " + one.why.str() +
                                       "; " + one.cure.str());
    if (count > found.size())
        session.fail(exit_refused, path + ": … and " + std::to_string(count - found.size()) + " more findings");
}

void print_urdb_report(const consumers::UrdbImportReport& report) {
    std::string text = report.file.str() + ": ";
    if (report.findings > 0)
        text += "nothing is published: " + counted(report.findings, "finding") + ".\n";
    else
        text += counted(report.tariffs.size(), "tariff") + ".\n  " + std::to_string(report.published) + " published, " +
                std::to_string(report.repeated) + " published before, " + std::to_string(report.unchanged) +
                " unchanged, " + std::to_string(report.refused) + " refused" +
                (report.failed > 0 ? ", " + std::to_string(report.failed) + " failed" : "") + ".\n";
    for (const auto& one : report.tariffs)
        if (one.receipt.status == eventstore::ReceiptStatus::accepted)
            text += "  " + one.tariff.str() + " from " + domain::to_string(one.effective_from) + "\n";
    if (!report.remarks.empty())
        text += "  Remarks of the file, which are not interpreted and may contain further terms:\n";
    for (const auto& remark : report.remarks) {
        std::string shown = remark.str().substr(0, 300);
        for (char& c : shown)
            if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = ' ';
        text += "    " + shown + (remark.str().size() > shown.size() ? "…" : "") + "\n";
    }
    print(text);
}

void fail_urdb_file(Session& session, const consumers::IntakeError& error) {
    session.fail(error.kind == consumers::IntakeErrorKind::cannot_read ? exit_usage : exit_refused, error.message);
}

}  // namespace

void add_urdb_options(CLI::App& command, UrdbOptions& options) {
    command.add_option("--tariff", options.tariff, "urdb: id of the tariff; without it the file's label");
    command.add_option("--service", options.service, "urdb: service that the tariff prices, such as power");
    command.add_option("--effective-from", options.effective_from,
                       "urdb: first day of the prices; without it the file's startdate");
    command
        .add_option("--tiers", options.tiers,
                    "urdb: how usage of several periods fills tiers: by_period (each period its own), in_order_of_time "
                    "(all usage together, as time goes on) or by_share (all together, shared by what each period used)")
        ->check(CLI::IsMember({"by_period", "in_order_of_time", "by_share"}));
    command
        .add_option("--price-decimals", options.price_decimals,
                    "urdb: rounds prices to so many decimals; without it a price with more than eight is refused")
        ->check(CLI::Range(0, 8));
    command
        .add_option("--ratchet-months", options.ratchet_months,
                    "urdb: how many months are looked back for earlier demand, where the file does not say it")
        ->check(CLI::Range(1, static_cast<int>(domain::ratchet_months_max)));
    command
        .add_option("--ratchet-by", options.ratchet_by,
                    "urdb: whether demandratchetpercentage is of the month that is billed (bill_month) or of the month "
                    "of the earlier demand (peak_month)")
        ->check(CLI::IsMember({"bill_month", "peak_month"}));
    command.add_option("--returned-channel", options.returned_channels,
                       "urdb: a channel that counts what customers send back, for dgrules; may be given several times");
    command.add_option(
        "--year-ends", options.year_ends,
        "urdb: last day of the year of net metering banks and annual minimum charges, such as 03-31 (default: "
        "12-31)");
    command.add_flag("--print", options.print, "urdb: prints the commands as JSON Lines, and sends nothing");
}

bool read_urdb_options(Session& session, const UrdbOptions& options, consumers::UrdbRequest& request) {
    using projections::IdForm;
    if (options.service.empty()) {
        session.fail(exit_usage, "--service: say which service the tariff prices, such as power");
        return false;
    }
    if (const auto wrong = projections::wrong_with_id(IdForm::code, options.service); !wrong.empty()) {
        session.fail(exit_usage, "--service: " + wrong, "question_wrong", "service");
        return false;
    }
    if (!options.tariff.empty())
        if (const auto wrong = projections::wrong_with_id(IdForm::id, options.tariff); !wrong.empty()) {
            session.fail(exit_usage, "--tariff: " + wrong, "question_wrong", "tariff");
            return false;
        }
    request.target.tariff = domain::TariffId{options.tariff};
    request.target.service = domain::Code{options.service};
    if (!read_optional_date(session, "--effective-from", options.effective_from, request.target.effective_from))
        return false;
    for (const auto use : {domain::TierUse::by_period, domain::TierUse::in_order_of_time, domain::TierUse::by_share})
        if (domain::name_of(use) == options.tiers) request.target.tier_use = use;
    for (const auto& channel : options.returned_channels) {
        if (const auto wrong = projections::wrong_with_id(IdForm::id, channel); !wrong.empty()) {
            session.fail(exit_usage, "--returned-channel: " + wrong, "question_wrong", "returned_channel");
            return false;
        }
        request.target.returned_channels.emplace_back(channel);
    }
    if (!options.year_ends.empty()) {
        const auto day = domain::MonthDay::parse(options.year_ends);
        if (!day) {
            session.fail(exit_usage, "--year-ends: give a day of a year, such as 12-31", "question_wrong", "year_ends");
            return false;
        }
        request.target.year_ends = *day;
    }
    if (options.ratchet_months) request.reading.ratchet_months = static_cast<std::uint16_t>(*options.ratchet_months);
    if (!options.ratchet_by.empty())
        request.reading.ratchet_by = options.ratchet_by == "bill_month" ? consumers::UrdbRatchetBy::bill_month
                                                                        : consumers::UrdbRatchetBy::peak_month;
    if (options.price_decimals) request.reading.round_prices_to = static_cast<std::uint8_t>(*options.price_decimals);
    return true;
}

void import_urdb_file(Session& session, consumers::CommandPort& port, consumers::TariffSource& source,
                      const consumers::UrdbRequest& request,
                      const std::function<void(const consumers::DivisionError&)>& division_failed) {
    const auto report = consumers::import_urdb(port, source, request);
    if (!report) {
        if (const auto* file = std::get_if<consumers::IntakeError>(&report.error()))
            return fail_urdb_file(session, *file);
        return division_failed(std::get<consumers::DivisionError>(report.error()));
    }
    const std::string path = request.file.string();
    say_urdb_findings(session, path, report->found, report->findings);
    for (const auto& one : report->tariffs)
        if (one.receipt.status == eventstore::ReceiptStatus::refused)
            session.fail(exit_refused, path + ": " + one.tariff.str() + " from " +
                                           domain::to_string(one.effective_from) + ": " +
                                           consumers::receipt_text(one.receipt));
        else if (one.receipt.status == eventstore::ReceiptStatus::failed ||
                 one.receipt.status == eventstore::ReceiptStatus::unreadable)
            session.fail(exit_failed, path + ": " + one.tariff.str() + ": " + consumers::receipt_text(one.receipt));
    if (session.json)
        print(eventstore::to_json(*report, {}) + "\n");
    else
        print_urdb_report(*report);
}

void print_urdb_file(Session& session, const consumers::UrdbRequest& request) {
    const auto plan = consumers::plan_urdb(request);
    if (!plan) return fail_urdb_file(session, plan.error());
    say_urdb_findings(session, request.file.string(), plan->findings.kept, plan->findings.count);
    if (!plan->findings.empty()) return;
    std::string lines;
    for (const auto& command : plan->commands) {
        const auto sent = consumers::sent_of(command, request, 1);
        // What sends it says who acts.
        domain::CommandHeader header;
        header.command_id = sent.header.command_id;
        eventstore::write_command_json(header, sent.command, {}, lines);
        lines += '\n';
    }
    print(lines);
}

consumers::DivisionResult<std::optional<projections::TariffAnswer>> ServedTariffSource::tariff(
    const domain::TariffId& id) {
    return division_.ask<projections::TariffAnswer>("/v1/tariffs/" + percent_encoded(id.str()) +
                                                    "?wait_for=" + std::to_string(division_.seen()));
}

}  // namespace tally::tools

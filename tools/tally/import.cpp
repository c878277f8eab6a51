// tally import: outside files become commands. The same file twice changes nothing.

#include <CLI/CLI.hpp>
#include <algorithm>

#include "consumers/intake/green_button/import_usage.h"
#include "projections/ask.h"
#include "tools/shared/kafka_exit.h"
#include "tools/tally/division_target.h"
#include "tools/tally/import_csv.h"
#include "tools/tally/import_nem12.h"
#include "tools/tally/import_urdb.h"
#include "tools/tally/served_usage.h"
#include "tools/tally/server_option.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

struct ImportOptions {
    std::string format;
    std::vector<std::string> files;
    std::string service_point;
    std::string usage_point;
    std::string channel;
    std::string unit;
    std::string received_at;
    std::int64_t flow_direction = consumers::delivered_flow;
    Nem12Options nem12;
    CsvOptions csv;
    UrdbOptions urdb;
    KafkaOptions kafka;
    [[nodiscard]] bool is_green_button() const { return format == "greenbutton"; }
    [[nodiscard]] bool is_csv() const { return format == "csv"; }
    [[nodiscard]] bool is_nem13() const { return format == "nem13"; }
    [[nodiscard]] bool is_urdb() const { return format == "urdb"; }
};
// Options that not every format has.
struct OptionOfFormats {
    std::string_view option;
    std::vector<std::string_view> formats;
};
const std::vector<OptionOfFormats> options_of_formats{{"--service-point", {"greenbutton"}},
                                                      {"--usage-point", {"greenbutton"}},
                                                      {"--channel", {"greenbutton"}},
                                                      {"--unit", {"greenbutton"}},
                                                      {"--flow-direction", {"greenbutton"}},
                                                      {"--register", {"nem12", "nem13"}},
                                                      {"--clock", {"nem12"}},
                                                      {"--any-serial", {"nem13"}},
                                                      {"--mapping", {"csv"}},
                                                      {"--ignore", {"nem12", "nem13", "urdb"}},
                                                      {"--tariff", {"urdb"}},
                                                      {"--service", {"urdb"}},
                                                      {"--effective-from", {"urdb"}},
                                                      {"--tiers", {"urdb"}},
                                                      {"--price-decimals", {"urdb"}},
                                                      {"--print", {"urdb"}}};

void import_green_button_file(Session& session, consumers::CommandPort& port, consumers::UsageSource& source,
                              const consumers::ImportRequest& request, const DivisionFailed& division_failed) {
    import_one_file(
        session, "days and periods",
        [&](const consumers::OnImportProgress& progress) {
            return consumers::import_green_button(port, source, request, progress);
        },
        division_failed);
}

// All formats, of which the options name one.
struct ImportRequests {
    consumers::ImportRequest green_button;
    consumers::Nem12Request nem12;
    consumers::Nem13Request nem13;
    consumers::CsvRequest csv;
    consumers::UrdbRequest urdb;
};
// What imports ask of a division.
struct ImportSources {
    consumers::UsageSource& usage;
    consumers::NamedPoints& points;
    consumers::TariffSource& tariffs;
};

void import_files(Session& session, consumers::CommandPort& port, const ImportSources& sources,
                  const ImportRequests& requests, const ImportOptions& options, const DivisionFailed& division_failed) {
    for (const auto& file : options.files) {
        if (interrupted()) break;
        if (options.is_green_button()) {
            auto request = requests.green_button;
            request.file = file;
            import_green_button_file(session, port, sources.usage, request, division_failed);
        } else if (options.is_urdb()) {
            auto request = requests.urdb;
            request.file = file;
            import_urdb_file(session, port, sources.tariffs, request, division_failed);
        } else if (options.is_csv()) {
            auto request = requests.csv;
            request.file = file;
            import_csv_file(session, port, sources.usage, sources.points, request, division_failed);
        } else if (options.is_nem13()) {
            auto request = requests.nem13;
            request.file = file;
            import_nem13_file(session, port, sources.usage, sources.points, request, division_failed);
        } else {
            auto request = requests.nem12;
            request.file = file;
            import_nem12_file(session, port, sources.usage, sources.points, request, division_failed);
        }
    }
    if (interrupted())
        std::fputs("tally: interrupted: import the same files again, what is recorded stays as it is\n", stderr);
}

void import_at(Session& session, const ServerOption& server, const ImportRequests& requests,
               const ImportOptions& options) {
    const auto division = ServedDivision::open(session, server);
    if (!division || !received_at_fits(session, options.received_at, division->identity().simulated_time)) return;
    ServedUsageSource source{*division};
    ServedNamedPoints points{*division};
    ServedTariffSource tariffs{*division};
    ServedPort port{*division};
    import_files(session, port, {source, points, tariffs}, requests, options,
                 [&](const consumers::DivisionError& error) { division->print_failure(error); });
}

// False, with the error printed: an option is one of another format.
bool has_options_of_its_format(Session& session, const CLI::App& command, const std::string& format) {
    for (const auto& [option, formats] : options_of_formats) {
        if (command.count(std::string{option}) == 0) continue;
        if (std::find(formats.begin(), formats.end(), format) != formats.end()) continue;
        std::string named;
        for (const auto& one : formats) named += (named.empty() ? "" : " and ") + std::string{one};
        session.fail(exit_usage, std::string{option} + ": this option is for " + named + " files: leave it out");
        return false;
    }
    return true;
}

// False, with the error printed: an option is wrong.
bool read_green_button_options(Session& session, const ImportOptions& options, consumers::ImportRequest& request) {
    using projections::IdForm;
    if (options.service_point.empty()) {
        session.fail(exit_usage, "--service-point: say which service point measured the usage");
        return false;
    }
    if (const auto wrong = projections::wrong_with_id(IdForm::id, options.service_point); !wrong.empty()) {
        session.fail(exit_usage, "--service-point: " + wrong, "question_wrong", "service_point");
        return false;
    }
    if (const auto wrong = projections::wrong_with_id(IdForm::code, options.channel); !wrong.empty()) {
        session.fail(exit_usage, "--channel: " + wrong, "question_wrong", "channel");
        return false;
    }
    request.service_point = domain::ServicePointId{options.service_point};
    request.channel = domain::Code{options.channel};
    request.usage_point = options.usage_point;
    request.unit = options.unit;
    request.flow_direction = options.flow_direction;
    return true;
}

// False, with the error printed: an option is wrong, or is one of another format.
bool read_import_options(Session& session, const CLI::App& command, const ImportOptions& options,
                         ImportRequests& requests) {
    if (!has_options_of_its_format(session, command, options.format)) return false;
    if (options.is_green_button()) {
        if (!read_green_button_options(session, options, requests.green_button)) return false;
    } else if (options.is_urdb()) {
        if (!read_urdb_options(session, options.urdb, requests.urdb)) return false;
        requests.urdb.reading.ignored.insert(options.nem12.ignored.begin(), options.nem12.ignored.end());
    } else if (options.is_csv()) {
        if (!read_csv_options(session, options.csv, requests.csv)) return false;
    } else if (options.is_nem13()) {
        if (!read_nem13_options(session, options.nem12, requests.nem13)) return false;
    } else if (!read_nem12_options(session, options.nem12, requests.nem12)) {
        return false;
    }
    auto& request = requests.green_button;
    request.actor = domain::Plain{session.actor};
    if (!read_received_at(session, options.received_at, request.received_at)) return false;
    requests.nem12.actor = requests.nem13.actor = requests.csv.actor = requests.urdb.actor = request.actor;
    requests.nem12.received_at = requests.nem13.received_at = requests.csv.received_at = requests.urdb.received_at =
        request.received_at;
    return true;
}

void print_commands(Session& session, const ImportRequests& requests, const ImportOptions& options) {
    for (const auto& file : options.files) {
        auto request = requests.urdb;
        request.file = file;
        print_urdb_file(session, request);
    }
}

}  // namespace

void add_import(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "import", "Import meter files as usage, and tariffs");
    const auto* actor = add_actor_option(*command, session);
    auto options = std::make_shared<ImportOptions>();
    command->add_option("format", options->format, "greenbutton, nem12, nem13, csv or urdb")
        ->required()
        ->check(CLI::IsMember({"greenbutton", "nem12", "nem13", "csv", "urdb"}));
    command->add_option("files", options->files, "Files to import")->required();
    command->add_option("--service-point", options->service_point, "Service point that measured the usage");
    command->add_option("--usage-point", options->usage_point,
                        "Usage point or meter reading of the file, where it has several");
    command->add_option("--channel", options->channel, "Channel of the service point, where it has several");
    command->add_option("--unit", options->unit, "Unit of the numbers, where the file does not name it, such as therm");
    command->add_option("--flow-direction", options->flow_direction,
                        "ESPI flow direction that the channel counts: 1 delivered (default), 19 returned");
    command->add_option("--received-at", options->received_at,
                        "With simulated time, and required there: when the commands are received");
    add_nem12_options(*command, options->nem12);
    add_csv_options(*command, options->csv);
    add_urdb_options(*command, options->urdb);
    add_kafka_options(*command, options->kafka);
    const auto server = add_server_option(*command);
    command->get_option("--server")->excludes("--kafka");
    command->callback([&session, command, actor, server, options] {
        ImportRequests requests;
        if (!read_import_options(session, *command, *options, requests)) return;
        if (options->urdb.print) return print_commands(session, requests, *options);
        if (asks_server_to_write(session, *server, actor->count() > 0, options->kafka))
            return import_at(session, *server, requests, *options);
        if (session.store.empty() || session.exit_code != exit_done) return;
        auto target = DivisionTarget::open(session, options->kafka);
        if (!target) return;
        if (received_at_fits(session, options->received_at, target->division().identity().simulated_time)) {
            consumers::HeldUsageSource source{target->held()};
            consumers::HeldNamedPoints points{target->held()};
            consumers::HeldTariffSource tariffs{target->held()};
            import_files(session, target->port(), {source, points, tariffs}, requests, *options,
                         [&](const consumers::DivisionError& error) { fail(session, error); });
        }
        target->close();
    });
}

}  // namespace tally::tools

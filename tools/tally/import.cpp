// tally import: outside files become commands. The same file twice changes nothing.

#include <CLI/CLI.hpp>
#include <filesystem>

#include "consumers/intake/green_button.h"
#include "consumers/intake/usage_import.h"
#include "eventstore/division/state_rows.h"
#include "tools/tally/receipts.h"
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
};

constexpr std::size_t batch_commands = 1024;

// The unit of the register that the usage is for, where the meter says so.
eventstore::Result<std::string> register_unit(const eventstore::Division& division, const ImportOptions& options) {
    const auto point = division.store().pin();
    auto entry = eventstore::read_directory(*point, division.states(), domain::DirectoryKind::service_point,
                                            options.service_point);
    if (!entry) return tl::unexpected(std::move(entry.error()));
    if (!*entry || (*entry)->leads_to.empty()) return std::string{};
    auto premise =
        eventstore::read_premise(*point, division.states(), domain::PremiseId{(*entry)->leads_to.front().str()});
    if (!premise) return tl::unexpected(std::move(premise.error()));
    if (!*premise) return std::string{};
    const auto* service_point = (*premise)->service_point(domain::ServicePointId{options.service_point});
    if (!service_point || service_point->meters.empty()) return std::string{};
    const auto& registers = service_point->meters.back().registers;
    for (const auto& one : registers)
        if (registers.size() == 1 || one.channel.str() == options.channel) return one.unit.str();
    return std::string{};
}

void import_file(Session& session, eventstore::Division& division, const ImportOptions& options,
                 const std::string& path, domain::Instant received_at) {
    auto file = consumers::read_green_button(path);
    if (!file)
        return session.fail(file.error().kind == consumers::IntakeErrorKind::cannot_read ? exit_usage : exit_refused,
                            file.error().message);
    auto unit = register_unit(division, options);
    if (!unit) return session.fail(unit.error());
    consumers::UsageImportRequest request{domain::ServicePointId{options.service_point},
                                          domain::Code{options.channel},
                                          options.usage_point,
                                          options.unit,
                                          *unit,
                                          std::string{division.currency().str()},
                                          domain::Plain{std::filesystem::path(path).filename().string()},
                                          division.identity().time_zone.str()};
    auto usage = consumers::usage_of(*file, request);
    if (!usage) return session.fail(exit_refused, usage.error().message);

    std::array<std::size_t, 5> counts{};
    Progress progress("days and periods", usage->commands.size());
    std::size_t done = 0;
    for (std::size_t next = 0; next < usage->commands.size() && !interrupted();) {
        eventstore::CommandBatch batch;
        for (; next < usage->commands.size() && batch.commands.size() < batch_commands; ++next) {
            eventstore::ParsedCommand parsed;
            parsed.header.command_id = usage->commands[next].command_id;
            parsed.header.actor = domain::Plain{session.actor};
            parsed.header.received_at = received_at;
            parsed.command = usage->commands[next].usage;
            batch.commands.push_back(std::move(parsed));
        }
        division.submit(batch);
        batch.wait();
        for (std::size_t i = 0; i < batch.commands.size(); ++i) {
            ++counts[static_cast<std::size_t>(batch.outcomes[i].kind)];
            if (batch.outcomes[i].kind == eventstore::Outcome::Kind::refused ||
                batch.outcomes[i].kind == eventstore::Outcome::Kind::failed)
                session.fail(batch.outcomes[i].kind == eventstore::Outcome::Kind::failed ? exit_failed : exit_refused,
                             path + ": " + receipt_line(division, batch.commands[i], batch.outcomes[i], 0, false));
        }
        progress.at(done += batch.commands.size());
    }
    for (const auto& left_out : usage->left_out)
        session.fail(exit_refused, path + ":" + std::to_string(left_out.line) + ": " +
                                       domain::to_string(left_out.date) + " is left out: " + left_out.why);
    using Kind = eventstore::Outcome::Kind;
    const auto count = [&](Kind kind) { return std::to_string(counts[static_cast<std::size_t>(kind)]); };
    if (session.json) {
        std::string out = "{\"file\":";
        eventstore::write_json_string(path, out);
        out += ",\"readings\":" + std::to_string(usage->readings) + ",\"usage_total\":\"" +
               domain::to_string(usage->usage_total) + "\",\"unit\":\"" + usage->unit.str() + "\",\"cost_total\":\"" +
               domain::to_string(usage->cost_total) + "\",\"from\":\"" + domain::to_string(usage->first_day) +
               "\",\"until\":\"" + domain::to_string(usage->until) + "\",\"accepted\":" + count(Kind::accepted) +
               ",\"repeated\":" + count(Kind::repeated) + ",\"unchanged\":" + count(Kind::unchanged) +
               ",\"refused\":" + count(Kind::refused) + "}\n";
        print(out);
    } else {
        print(path + ": " + std::to_string(usage->readings) + " readings from " + domain::to_string(usage->first_day) +
              " until " + domain::to_string(usage->until) + ", " + domain::to_string(usage->usage_total) + " " +
              usage->unit.str() +
              (usage->cost_total.is_zero()
                   ? ""
                   : ", the file's cost " + domain::to_string(usage->cost_total) + " " + usage->cost_currency) +
              ".\n  " + count(Kind::accepted) + " recorded, " + count(Kind::repeated) + " recorded before, " +
              count(Kind::unchanged) + " unchanged, " + count(Kind::refused) + " refused.\n");
    }
}

}  // namespace

void add_import(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "import", "Import meter files");
    auto options = std::make_shared<ImportOptions>();
    command->add_option("format", options->format, "greenbutton")->required()->check(CLI::IsMember({"greenbutton"}));
    command->add_option("files", options->files, "Files to import")->required();
    command->add_option("--service-point", options->service_point, "Where the usage was measured")->required();
    command->add_option("--usage-point", options->usage_point, "Which usage point, where the file has several");
    command->add_option("--channel", options->channel, "Which channel of the service point, where it has several");
    command->add_option("--unit", options->unit, "What the numbers count, where the file does not say");
    command->add_option("--received-at", options->received_at,
                        "Only with simulated time: when the commands are received");
    command->callback([&session, options] {
        domain::Instant received_at;
        if (!options->received_at.empty()) {
            const auto parsed = domain::Instant::parse(options->received_at);
            if (!parsed)
                return session.fail(exit_usage, "--received-at: '" + options->received_at +
                                                    "' is no instant: give one such as 2022-01-05T12:00:00Z");
            received_at = *parsed;
        }
        auto division = session.open();
        if (!division) return;
        for (const auto& file : options->files) import_file(session, *division, *options, file, received_at);
        session.close(*division);
    });
}

}  // namespace tally::tools

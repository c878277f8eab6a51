// tally import: outside files become commands. The same file twice changes nothing.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <optional>

#include "consumers/intake/green_button.h"
#include "consumers/intake/usage_import.h"
#include "eventstore/division/state_rows.h"
#include "projections/ask.h"
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
    std::int64_t flow_direction = consumers::delivered_flow;
};

constexpr std::size_t batch_commands = 1024;
constexpr std::size_t refusals_shown_max = 20;  // A file's days are mostly refused for one and the same reason.

// The register that the usage is for, where the service point has a meter with such a one.
struct AskedRegister {
    domain::Code channel;
    std::string unit;
    domain::Date measured_from;
};

eventstore::Result<std::optional<AskedRegister>> find_register(const eventstore::Division& division,
                                                               const eventstore::Point& point,
                                                               const ImportOptions& options) {
    std::optional<AskedRegister> none;
    auto entry = eventstore::read_directory(point, division.states(), domain::DirectoryKind::service_point,
                                            options.service_point);
    if (!entry) return tl::unexpected(std::move(entry.error()));
    if (!*entry || (*entry)->leads_to.empty()) return none;
    auto premise =
        eventstore::read_premise(point, division.states(), domain::PremiseId{(*entry)->leads_to.front().str()});
    if (!premise) return tl::unexpected(std::move(premise.error()));
    if (!*premise) return none;
    const auto* service_point = (*premise)->service_point(domain::ServicePointId{options.service_point});
    if (!service_point || service_point->meters.empty()) return none;
    const auto& registers = service_point->meters.back().registers;
    for (const auto& one : registers)
        if (registers.size() == 1 || one.channel.str() == options.channel)
            return AskedRegister{one.channel, one.unit.str(), service_point->meters.front().installed_on};
    return none;
}

// What usage is recorded, as of one point.
class HeldDays {
  public:
    HeldDays(const eventstore::Division& division, std::shared_ptr<const eventstore::Point> point,
             domain::ServicePointId service_point, AskedRegister asked)
        : division_(division),
          point_(std::move(point)),
          service_point_(std::move(service_point)),
          asked_(std::move(asked)) {}

    // Whether usage of the day is recorded. Asked for the first and last day of a file.
    [[nodiscard]] bool hold(domain::Date day) {
        // Periods do not overlap: of those that begin on the day or before it, only the nearest can hold it.
        for (domain::Date month = domain::first_of_month(day); month >= domain::first_of_month(asked_.measured_from);
             month = domain::first_of_month(month - 1)) {
            auto held = eventstore::read_usage(*point_, division_.states(), service_point_, asked_.channel, month);
            if (!held) {
                failure_ = std::move(held.error());
                return false;
            }
            if (!*held) continue;
            const auto& entries = (*held)->entries;
            for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry)
                if (!entry->is_read && entry->from <= day) return day < entry->until;
        }
        return false;
    }
    // Position of the event that holds the usage whose first day this is.
    [[nodiscard]] std::optional<std::uint64_t> held_by(domain::Date from) {
        const domain::Date month = domain::first_of_month(from);
        if (!read_month_ || *read_month_ != month) {
            auto held = eventstore::read_usage(*point_, division_.states(), service_point_, asked_.channel, month);
            if (!held) {
                failure_ = std::move(held.error());
                return std::nullopt;
            }
            read_month_ = month;
            entries_ = *held ? (*held)->entries : std::vector<domain::UsageEntry>{};
        }
        for (const auto& entry : entries_)
            if (!entry.is_read && entry.from == from) return entry.position;
        return std::nullopt;
    }
    [[nodiscard]] const std::optional<eventstore::StoreError>& failure() const { return failure_; }

  private:
    const eventstore::Division& division_;
    std::shared_ptr<const eventstore::Point> point_;
    domain::ServicePointId service_point_;
    AskedRegister asked_;
    std::optional<domain::Date> read_month_;   // The month that held_by() looked at last, and
    std::vector<domain::UsageEntry> entries_;  // what it holds.
    std::optional<eventstore::StoreError> failure_;
};

std::string json_list(const std::vector<domain::Date>& days) {
    std::string out = "[";
    for (const auto& day : days) out += (out.size() > 1 ? ",\"" : "\"") + domain::to_string(day) + "\"";
    return out + "]";
}
std::string text_list(const std::vector<domain::Date>& days) {
    std::string out;
    for (const auto& day : days) out += (out.empty() ? "" : ", ") + domain::to_string(day);
    return out;
}
std::string json_list(const std::vector<consumers::SummaryCheck>& checks) {
    std::string out = "[";
    for (const auto& check : checks)
        out += std::string(out.size() > 1 ? "," : "") + "{\"line\":" + std::to_string(check.line) + ",\"from\":\"" +
               domain::to_string(check.from) + "\",\"until\":\"" + domain::to_string(check.until) + "\",\"stated\":\"" +
               domain::to_string(check.stated) + "\",\"counted\":\"" + domain::to_string(check.counted) + "\"}";
    return out + "]";
}

void import_file(Session& session, eventstore::Division& division, const ImportOptions& options,
                 const std::string& path, domain::Instant received_at) {
    auto file = consumers::read_green_button(path);
    if (!file)
        return session.fail(file.error().kind == consumers::IntakeErrorKind::cannot_read ? exit_usage : exit_refused,
                            file.error().message);
    // What the file before this one recorded is held too.
    if (!division.store().wait_for(division.store().durable_end(), std::chrono::seconds{60}))
        return session.fail(exit_failed, path + ": the views did not catch up in 60 s: import it again");
    const auto point = division.store().pin();
    auto asked = find_register(division, *point, options);
    if (!asked) return session.fail(asked.error());
    std::optional<HeldDays> held;
    if (*asked) held.emplace(division, point, domain::ServicePointId{options.service_point}, **asked);
    consumers::UsageImportRequest request{domain::ServicePointId{options.service_point},
                                          domain::Code{options.channel},
                                          options.usage_point,
                                          options.unit,
                                          *asked ? (*asked)->unit : std::string{},
                                          std::string{division.currency().str()},
                                          domain::Plain{std::filesystem::path(path).filename().string()},
                                          division.identity().time_zone.str()};
    request.flow_direction = options.flow_direction;
    if (held) {
        request.holds_day = [&](domain::Date day) { return held->hold(day); };
        request.held_by = [&](domain::Date from) { return held->held_by(from); };
    }
    auto usage = consumers::usage_of(*file, request);
    if (held && held->failure()) return session.fail(*held->failure());
    if (!usage) return session.fail(exit_refused, usage.error().message);

    std::array<std::size_t, 5> counts{};
    Progress progress("days and periods", usage->commands.size());
    std::size_t done = 0;
    std::size_t not_taken = 0;
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
            const bool failed = batch.outcomes[i].kind == eventstore::Outcome::Kind::failed;
            if (!failed && batch.outcomes[i].kind != eventstore::Outcome::Kind::refused) continue;
            const domain::Date day = std::get<domain::RecordUsage>(batch.commands[i].command).from;
            if (++not_taken <= refusals_shown_max)
                session.fail(failed ? exit_failed : exit_refused,
                             path + ": " + domain::to_string(day) + ": " +
                                 receipt_line(division, batch.commands[i], batch.outcomes[i], 0, false));
        }
        progress.at(done += batch.commands.size());
    }
    if (not_taken > refusals_shown_max)
        session.fail(exit_refused, path + ": … and " + std::to_string(not_taken - refusals_shown_max) + " more");
    for (const auto& left_out : usage->left_out)
        session.fail(exit_refused, path + ":" + std::to_string(left_out.line) + ": " +
                                       domain::to_string(left_out.date) + " is left out: " + left_out.why);
    for (const auto& unlinked : file->unlinked_summaries)
        session.fail(exit_refused, path + ":" + std::to_string(unlinked.line) + ": " + unlinked.why +
                                       "; the readings are taken without it");
    for (const auto& check : usage->checks)
        if (check.stated != check.counted)
            session.fail(exit_refused, path + ":" + std::to_string(check.line) + ": the file's own summary from " +
                                           domain::to_string(check.from) + " until " + domain::to_string(check.until) +
                                           " says " + domain::to_string(check.stated) + " " + usage->unit.str() +
                                           ", but its readings add up to " + domain::to_string(check.counted) +
                                           ": ask the sender which is right");
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
               ",\"refused\":" + count(Kind::refused) + ",\"partial_days\":" + json_list(usage->partial_days) +
               ",\"partial_days_held\":" + json_list(usage->partial_days_held) +
               ",\"checks\":" + json_list(usage->checks) + "}\n";
        print(out);
    } else {
        print(path + ": " + std::to_string(usage->readings) + " readings" +
              (usage->commands.empty()
                   ? ""
                   : " from " + domain::to_string(usage->first_day) + " until " + domain::to_string(usage->until)) +
              ", " + domain::to_string(usage->usage_total) + " " + usage->unit.str() +
              (usage->cost_total.is_zero()
                   ? ""
                   : ", the file's cost " + domain::to_string(usage->cost_total) + " " + usage->cost_currency) +
              ".\n  " + count(Kind::accepted) + " recorded, " + count(Kind::repeated) + " recorded before, " +
              count(Kind::unchanged) + " unchanged, " + count(Kind::refused) + " refused.\n");
        if (!usage->partial_days.empty() && not_taken == 0)
            print("  The file has only a part of " + text_list(usage->partial_days) +
                  ": import the whole day when it comes.\n");
        if (!usage->partial_days_held.empty())
            print("  The file has only a part of " + text_list(usage->partial_days_held) +
                  ", of which usage is recorded already: left as it is.\n");
        const auto tied = std::count_if(usage->checks.begin(), usage->checks.end(),
                                        [](const auto& check) { return check.stated == check.counted; });
        if (!usage->checks.empty())
            print("  Of " + std::to_string(usage->checks.size()) + " summaries in the file " + std::to_string(tied) +
                  " agree with its readings.\n");
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
    command->add_option("--flow-direction", options->flow_direction,
                        "ESPI flow direction that the channel counts: 1 delivered, 19 returned");
    command->add_option("--received-at", options->received_at,
                        "Only with simulated time: when the commands are received");
    command->callback([&session, options] {
        using projections::IdForm;
        if (const auto wrong = projections::wrong_with_id(IdForm::id, options->service_point); !wrong.empty())
            return session.fail(exit_usage, "--service-point: " + wrong, "question_wrong", "service_point");
        if (const auto wrong = projections::wrong_with_id(IdForm::code, options->channel); !wrong.empty())
            return session.fail(exit_usage, "--channel: " + wrong, "question_wrong", "channel");
        domain::Instant received_at;
        if (!options->received_at.empty()) {
            const auto parsed = domain::Instant::parse(options->received_at);
            if (!parsed)
                return session.fail(exit_usage, "--received-at: '" + options->received_at +
                                                    "' is no instant: give one such as 2022-01-05T12:00:00Z");
            received_at = *parsed;
        }
        auto division = session.open_to_write();
        if (!division) return;
        if (!options->received_at.empty() && !division->identity().simulated_time) {
            session.fail(exit_usage, "--received-at: the store was made without --simulated-time: leave it out");
            return session.close(*division);
        }
        for (const auto& file : options->files)
            if (!interrupted()) import_file(session, *division, *options, file, received_at);
        if (interrupted())
            std::fputs("tally: interrupted: import the same files again, what is recorded stays as it is\n", stderr);
        session.close(*division);
    });
}

}  // namespace tally::tools

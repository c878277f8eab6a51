#include "consumers/intake/urdb/import_urdb.h"

#include <algorithm>
#include <utility>

#include "consumers/intake/receipt_counts.h"
#include "projections/settings/settings_queries.h"

namespace tally::consumers {

namespace {

// A version that was withdrawn so often is published again by hand.
constexpr std::uint32_t urdb_attempts_max = 16;

// Whether the version that the command would publish stands.
bool urdb_stands(const projections::TariffAnswer& held, const domain::PublishTariff& command) {
    return std::any_of(held.versions.begin(), held.versions.end(), [&](const domain::TariffPublished& version) {
        if (version.effective_from != command.effective_from || version.components != command.components) return false;
        const auto times = std::find_if(held.times.begin(), held.times.end(),
                                        [&](const auto& one) { return one.version == version.version; });
        const auto terms = std::find_if(held.demand_terms.begin(), held.demand_terms.end(),
                                        [&](const auto& one) { return one.version == version.version; });
        const auto year = std::find_if(held.year_terms.begin(), held.year_terms.end(),
                                       [&](const auto& one) { return one.version == version.version; });
        return (times == held.times.end() ? command.times == domain::TariffTimes{} : times->times == command.times) &&
               (terms == held.demand_terms.end() ? command.demand_terms == domain::DemandTerms{}
                                                 : terms->terms == command.demand_terms) &&
               (year == held.year_terms.end()
                    ? command.net_metering == domain::NetMetering{} && command.annual_minimums.empty()
                    : year->net_metering == command.net_metering && year->annual_minimums == command.annual_minimums);
    });
}

}  // namespace

DivisionResult<std::optional<projections::TariffAnswer>> HeldTariffSource::tariff(const domain::TariffId& id) {
    if (auto current = held_.catch_up(); !current) return tl::unexpected(std::move(current.error()));
    auto found = projections::tariff(projections::reader_of(held_.division()), id, {});
    if (!found) return division_fail(std::move(found.error()));
    return std::move(*found);
}

tl::expected<UrdbImportReport, ImportError> import_urdb(CommandPort& port, TariffSource& source,
                                                        const UrdbRequest& request) {
    auto plan = plan_urdb(request);
    if (!plan) return tl::unexpected(ImportError{std::move(plan.error())});
    UrdbImportReport report;
    report.file = domain::Plain{request.file.string()};
    for (const auto& remark : plan->remarks) report.remarks.emplace_back(remark);
    report.findings = plan->findings.count;
    report.found = std::move(plan->findings.kept);
    if (report.findings > 0) return report;
    for (const auto& command : plan->commands) {
        eventstore::CommandReceipt receipt;
        for (std::uint32_t attempt = 1; attempt <= urdb_attempts_max; ++attempt) {
            auto receipts = send_all(port, {sent_of(command, request, attempt)});
            if (!receipts) return tl::unexpected(ImportError{std::move(receipts.error())});
            receipt = std::move(receipts->front());
            // What the same command published before may have been withdrawn since.
            if (receipt.status != eventstore::ReceiptStatus::repeated) break;
            const auto held = source.tariff(command.tariff);
            if (!held) return tl::unexpected(ImportError{held.error()});
            if (*held && urdb_stands(**held, command)) break;
        }
        (void)count_receipt(receipt,
                            {report.published, report.repeated, report.unchanged, report.refused, report.failed});
        report.tariffs.push_back({command.tariff, command.effective_from, std::move(receipt)});
        // Those that follow would be later versions of tariffs whose earlier ones are missing.
        if (report.refused + report.failed > 0) break;
    }
    return report;
}

}  // namespace tally::consumers

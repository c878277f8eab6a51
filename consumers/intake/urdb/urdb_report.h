#pragma once
// What became of one file of tariffs, as a described record: what `tally import urdb --json` prints.

#include <cstdint>
#include <vector>

#include "consumers/intake/urdb/urdb_findings.h"
#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/text.h"
#include "eventstore/division/receipt.h"

namespace tally::consumers {

struct UrdbTariffSent {
    domain::TariffId tariff;
    domain::Date effective_from;
    eventstore::CommandReceipt receipt;
    template <class T = UrdbTariffSent>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"tariff", &T::tariff, "The tariff."},
                         Field{"effective_from", &T::effective_from, "First day of its prices."},
                         Field{"receipt", &T::receipt, "What its command was answered with."}};
    }
    bool operator==(const UrdbTariffSent&) const = default;
};

struct UrdbImportReport {
    domain::Plain file;
    std::uint64_t published = 0;
    std::uint64_t repeated = 0;
    std::uint64_t unchanged = 0;
    std::uint64_t refused = 0;
    std::uint64_t failed = 0;
    std::vector<UrdbTariffSent> tariffs;
    std::uint64_t findings = 0;
    std::vector<UrdbFinding> found;
    std::vector<domain::Plain> remarks;
    template <class T = UrdbImportReport>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{
            Field{"file", &T::file, "The file, as it was named."},
            Field{"published", &T::published, "Versions that were published."},
            Field{"repeated", &T::repeated, "Published before, by the same command."},
            Field{"unchanged", &T::unchanged, "Published before, with the same prices."},
            Field{"refused", &T::refused, "Refused."},
            Field{"failed", &T::failed, "Failed, or unreadable to the division."},
            Field{"tariffs", &T::tariffs, "What was sent, by effective date."},
            Field{"findings", &T::findings, "What the ledger cannot take; above 0, nothing of the file was sent."},
            Field{"found", &T::found, "The first 200 of these."},
            Field{"remarks", &T::remarks,
                  "Texts of the file, which are not read: they may say more than its numbers."}};
    }
    bool operator==(const UrdbImportReport&) const = default;
};

}  // namespace tally::consumers

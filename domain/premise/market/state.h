#pragma once
// What of a premise's market transactions is open: a part of its own, so that reads and bills do not carry it.
// What is answered is in the log.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "domain/premise/market/events.h"

namespace tally::domain {

// Waits for an answer.
struct AwaitedAnswer {
    DocumentId market_transaction;
    MarketKind kind = MarketKind::enrolment_request;
    bool received = false;
    Code party;
    Plain reference;
    ServicePointId service_point;
    AccountId account;
    Date due_on;
    bool acknowledged = false;
    std::uint64_t position = 0;
    template <class T = AwaitedAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"market_transaction", &T::market_transaction, "The transaction."},
                         Field{"kind", &T::kind, "Its kind."},
                         Field{"received", &T::received, "The utility owes the answer; false: the other party does."},
                         Field{"party", &T::party, "The other party."},
                         Field{"reference", &T::reference, "The sender's number for it."},
                         Field{"service_point", &T::service_point, "Its service point."},
                         Field{"account", &T::account, "Account concerned; may be empty."},
                         Field{"due_on", &T::due_on, "Last day on which the answer is in time; absent: no day is set."},
                         Field{"acknowledged", &T::acknowledged, "Whether the other party's system could read it."},
                         Field{"position", &T::position, "Position of its event."}};
    }
    bool operator==(const AwaitedAnswer&) const = default;
};

// Cites what is not known.
struct UnpairedAnswer {
    DocumentId market_transaction;
    MarketKind kind = MarketKind::enrolment_response;
    Code original_sender;
    Plain original;
    ServicePointId service_point;
    AccountId account;
    MarketOutcome outcome = MarketOutcome::none;
    std::uint64_t position = 0;
    template <class T = UnpairedAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"market_transaction", &T::market_transaction, "The answer."},
                         Field{"kind", &T::kind, "Its kind."},
                         Field{"original_sender", &T::original_sender, "Who sent what it answers."},
                         Field{"original", &T::original, "Reference that it cites."},
                         Field{"service_point", &T::service_point, "Its service point."},
                         Field{"account", &T::account, "Account concerned; may be empty."},
                         Field{"outcome", &T::outcome, "What it says."},
                         Field{"position", &T::position, "Position of its event."}};
    }
    bool operator==(const UnpairedAnswer&) const = default;
};

struct PremiseMarket {
    std::uint32_t transaction_count = 0;
    std::vector<AwaitedAnswer> awaited;
    std::vector<UnpairedAnswer> unpaired;
    template <class T = PremiseMarket>
    static constexpr auto fields() {
        return FieldList{Field{"transaction_count", &T::transaction_count, "Market transactions ever."},
                         Field{"awaited", &T::awaited, "Those that wait for an answer, oldest first."},
                         Field{"unpaired", &T::unpaired, "Answers to what is not known, oldest first."}};
    }
    bool operator==(const PremiseMarket&) const = default;

    // nullptr: it waits for nothing.
    [[nodiscard]] const AwaitedAnswer* awaited_of(const DocumentId& id) const {
        const auto found = std::find_if(awaited.begin(), awaited.end(),
                                        [&](const AwaitedAnswer& one) { return one.market_transaction == id; });
        return found == awaited.end() ? nullptr : &*found;
    }
    [[nodiscard]] const UnpairedAnswer* unpaired_of(const DocumentId& id) const {
        const auto found = std::find_if(unpaired.begin(), unpaired.end(),
                                        [&](const UnpairedAnswer& one) { return one.market_transaction == id; });
        return found == unpaired.end() ? nullptr : &*found;
    }
};

}  // namespace tally::domain

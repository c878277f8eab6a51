#pragma once
// What the utility's own cash is made of: batches of tenders, money in suspense, deposits at the bank.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/account/receivables/settling/types.h"
#include "domain/account/receivables/types.h"
#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/core/text.h"
#include "domain/settings/types.h"

namespace tally::domain {

// Numbers are stored: add at the end.
enum class BatchStatus : std::uint8_t { open, closed, deposited };
constexpr auto enum_names(BatchStatus) {
    return std::to_array<std::string_view>({"open", "closed", "deposited"});
}

// How money leaves suspense otherwise than to an account. Numbers are stored: add at the end.
enum class SuspenseExit : std::uint8_t { payor, bank };
constexpr auto enum_names(SuspenseExit) {
    return std::to_array<std::string_view>({"payor", "bank"});
}

// What a batch has of one kind of tender.
struct TenderTotal {
    TenderKind kind = TenderKind::unspecified;
    Money amount;
    std::uint32_t count = 0;
    template <class T = TenderTotal>
    static constexpr auto fields() {
        return FieldList{Field{"kind", &T::kind, "How it was paid."},
                         Field{"amount", &T::amount, "Sum of the tenders."},
                         Field{"count", &T::count, "How many tenders."}};
    }
    bool operator==(const TenderTotal&) const = default;
};

// What was counted of one kind of tender.
struct CountedTenders {
    TenderKind kind = TenderKind::unspecified;
    Money amount;
    template <class T = CountedTenders>
    static constexpr auto fields() {
        return FieldList{Field{"kind", &T::kind, "How it was paid."},
                         Field{"amount", &T::amount, "What was counted; of a till's cash with the opening_float."}};
    }
    bool operator==(const CountedTenders&) const = default;
};

// The same beside what had been posted.
struct ComparedTenders {
    TenderKind kind = TenderKind::unspecified;
    Money expected;
    Money counted;
    template <class T = ComparedTenders>
    static constexpr auto fields() {
        return FieldList{
            Field{"kind", &T::kind, "How it was paid."},
            Field{"expected", &T::expected, "What was posted; of a till's cash with opening_float and transfers."},
            Field{"counted", &T::counted, "What was counted."}};
    }
    bool operator==(const ComparedTenders&) const = default;
};

// A batch in a deposit at the bank.
struct DepositedBatch {
    BatchId batch;
    Code source;
    Money amount;
    template <class T = DepositedBatch>
    static constexpr auto fields() {
        return FieldList{Field{"batch", &T::batch, "A closed batch."},
                         Field{"source", &T::source, "Its tender source."},
                         Field{"amount", &T::amount, "What was counted, without the opening_float."}};
    }
    bool operator==(const DepositedBatch&) const = default;
};

}  // namespace tally::domain

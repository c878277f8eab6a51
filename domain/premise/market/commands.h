#pragma once
// What can be asked about market transactions.

#include <string_view>

#include "domain/core/type_list.h"
#include "domain/premise/market/types.h"

namespace tally::domain {

struct SendMarketTransaction {
    static constexpr std::string_view type_name = "market.send";
    ServicePointId service_point;
    MarketTransaction transaction;
    template <class T = SendMarketTransaction>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Service point that it is about."},
                         Field{"transaction", &T::transaction, "What is told."}};
    }
    bool operator==(const SendMarketTransaction&) const = default;
};

// A remittance that is received is a payment. An answer to what is not known is kept, unpaired.
struct ReceiveMarketTransaction {
    static constexpr std::string_view type_name = "market.receive";
    ServicePointId service_point;
    MarketTransaction transaction;
    template <class T = ReceiveMarketTransaction>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Service point that it is about."},
                         Field{"transaction", &T::transaction, "What is told."}};
    }
    bool operator==(const ReceiveMarketTransaction&) const = default;
};

struct PairMarketTransaction {
    static constexpr std::string_view type_name = "market.pair";
    DocumentId market_transaction;
    DocumentId answers;
    template <class T = PairMarketTransaction>
    static constexpr auto fields() {
        return FieldList{Field{"market_transaction", &T::market_transaction, "An answer that is unpaired."},
                         Field{"answers", &T::answers, "What it answers, at the same premise."}};
    }
    bool operator==(const PairMarketTransaction&) const = default;
};

struct CloseMarketTransaction {
    static constexpr std::string_view type_name = "market.close";
    DocumentId market_transaction;
    Code close_reason;
    template <class T = CloseMarketTransaction>
    static constexpr auto fields() {
        return FieldList{
            Field{"market_transaction", &T::market_transaction, "One that waits for an answer, or is unpaired."},
            Field{"close_reason", &T::close_reason, "Why nothing is awaited of it any more, as a code."}};
    }
    bool operator==(const CloseMarketTransaction&) const = default;
};

using MarketCommand =
    TypeList<SendMarketTransaction, ReceiveMarketTransaction, PairMarketTransaction, CloseMarketTransaction>;

}  // namespace tally::domain

#include "consumers/feed/content/balances.h"

#include "consumers/feed/content/message_type.h"

namespace tally::consumers {

using namespace tally::domain;

eventstore::Result<void> BalancesContent::add_messages(const RecordedEvent& recorded,
                                                       std::vector<FeedMessage>& messages) {
    const Financial* financial = financial_of(recorded.event);
    if (!financial) return {};
    // The utility's own cash, or revenue that no customer owes yet.
    const bool customers = visit([]<class Payload>(const Payload&) { return AccountMoney<Payload>; }, recorded.event);
    if (!customers) return {};
    if (recorded.envelope.stream.kind != StreamKind::account)
        return eventstore::fail(eventstore::StoreErrorKind::damaged,
                                "position " + std::to_string(recorded.envelope.position) + ": money moved in stream " +
                                    to_string(recorded.envelope.stream) +
                                    ", which is not an account: run `tally verify`");
    Sums& sums = accounts_[recorded.envelope.stream.id.str()];
    sums.payoff += financial->payoff;
    sums.current += financial->current;
    for (const Posting& posting : financial->postings)
        if (posting.role == GlRole::unapplied) sums.unapplied -= posting.amount;

    FeedMessage message = message_of(recorded.envelope);
    message.type = message_type(name(), AccountBalance::type_name);
    message.subject = message.key;
    message.data_schema = schema_id(message.type);
    const AccountBalance balance{AccountId{message.key}, financial->currency, sums.payoff,
                                 sums.current,           sums.unapplied,      recorded.envelope.position};
    eventstore::write_json(eventstore::ref(balance), context_, message.value);
    messages.push_back(std::move(message));
    return {};
}

}  // namespace tally::consumers

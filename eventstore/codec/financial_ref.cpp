#include "eventstore/codec/financial_ref.h"

#include <array>
#include <string>
#include <type_traits>
#include <utility>

#include "eventstore/codec/bytes.h"
#include "eventstore/codec/codec.h"
#include "eventstore/codec/event_types.h"
#include "eventstore/codec/skim_envelope.h"

namespace tally::eventstore {

namespace {

using detail::Skimmer;
using domain::Financial;

void skim_financial(Skimmer& skimmer, FinancialRef& ref) {
    domain::for_each_field<Financial>([&](const auto& field) {
        using Member = typename std::decay_t<decltype(field)>::member_type;
        if constexpr (std::is_same_v<Member, domain::Date>) {
            const auto date = skimmer.take<domain::Date>();
            if (field.member == &Financial::effective_date) ref.effective_date = date;
            if (field.member == &Financial::accounting_date) ref.accounting_date = date;
        } else if constexpr (std::is_same_v<Member, domain::Money>) {
            const auto amount = skimmer.take<domain::Money>();
            if (field.member == &Financial::payoff) ref.payoff = amount;
            if (field.member == &Financial::current) ref.current = amount;
        } else if constexpr (std::is_same_v<Member, std::vector<domain::Posting>>) {
            ref.posting_count = skimmer.take<std::uint64_t>();
            const char* const begin = skimmer.at();
            for (std::uint64_t i = 0; i < ref.posting_count && skimmer.ok(); ++i)
                detail::skip_value<domain::Posting>(skimmer);
            ref.postings = {begin, static_cast<std::size_t>(skimmer.at() - begin)};
        } else {
            detail::skip_value<Member>(skimmer);
        }
    });
}

template <class Record>
void skim_payload(Skimmer& skimmer, FinancialRef& ref) {
    if constexpr (domain::FinancialEvent<Record>) {
        const auto skim_field = [&]<class Member>(const domain::Field<Record, Member>&) {
            if constexpr (std::is_same_v<Member, Financial>)
                skim_financial(skimmer, ref);
            else
                detail::skip_value<Member>(skimmer);
        };
        domain::field_list<Record>.apply([&]<class First>(const First& first, const auto&... others) {
            constexpr bool of_account = std::is_same_v<typename First::member_type, domain::AccountId>;
            static_assert(of_account || !domain::AccountMoney<Record>, "The account comes first.");
            ref.account = {};
            if constexpr (domain::AccountMoney<Record>)
                ref.account = skimmer.take_text();
            else
                skim_field(first);
            (skim_field(others), ...);
        });
    }
}

struct Skimming {
    std::uint16_t schema_version = 0;
    bool financial = false;
    void (*skim)(Skimmer&, FinancialRef&) = nullptr;
};
template <class... Records>
constexpr auto skimmings_of(std::type_identity<domain::TypeList<Records...>>) {
    return std::array<Skimming, sizeof...(Records)>{
        Skimming{Records::schema_version, domain::FinancialEvent<Records>, &skim_payload<Records>}...};
}
constexpr auto skimmings = skimmings_of(std::type_identity<domain::EventTypes>{});

// Entries of other schema versions are decoded whole, so that they are upcast.
Result<bool> read_decoded(std::string_view entry, FinancialRef& ref) {
    thread_local domain::RecordedEvent recorded;
    thread_local std::string postings;
    if (auto decoded = decode_into(entry, recorded); !decoded) return tl::unexpected(std::move(decoded.error()));
    const Financial* financial = domain::financial_of(recorded.event);
    if (!financial) return false;
    ref.account = {};
    const bool customers =
        visit([]<class Payload>(const Payload&) { return domain::AccountMoney<Payload>; }, recorded.event);
    if (customers) ref.account = recorded.envelope.stream.id.str();
    ref.effective_date = financial->effective_date;
    ref.accounting_date = financial->accounting_date;
    ref.payoff = financial->payoff;
    ref.current = financial->current;
    ref.posting_count = financial->postings.size();
    postings.clear();
    for (const auto& posting : financial->postings) encode(posting, postings);
    ref.postings = postings;
    return true;
}

}  // namespace

Result<bool> read_financial(std::string_view entry, FinancialRef& ref) {
    Skimmer skimmer{entry};
    EnvelopeRef envelope;
    detail::skim_envelope(skimmer, envelope);
    ref.position = envelope.position;
    if (!skimmer.ok()) return fail(StoreErrorKind::damaged, "an entry ends within its envelope");
    const auto type = detail::find_event_type(envelope.event_type);
    if (type && !skimmings[*type].financial) return false;
    if (!type || skimmings[*type].schema_version != envelope.schema_version) return read_decoded(entry, ref);
    skimmings[*type].skim(skimmer, ref);
    if (!skimmer.ok() || !skimmer.at_end())
        return fail(StoreErrorKind::damaged, "the entry at position " + std::to_string(ref.position) +
                                                 " does not end where its " + std::string{envelope.event_type} +
                                                 " does");
    return true;
}

}  // namespace tally::eventstore

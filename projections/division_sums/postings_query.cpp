#include "projections/division_sums/postings_query.h"

#include <algorithm>
#include <charconv>

#include "eventstore/codec/codec.h"
#include "eventstore/codec/financial_ref.h"
#include "projections/states_as_of.h"
#include "projections/trial_balance/trial_balance.h"

namespace tally::projections {

using namespace domain;

namespace {

// Where a page goes on: the posting of this index in the event at this position.
struct Place {
    std::uint64_t position = 0;
    std::uint64_t index = 0;
};
std::string key_of(const Place& place) {
    return std::to_string(place.position) + "." + std::to_string(place.index);
}
Place place_in(std::string_view key) {
    Place place;
    const char* end = key.data() + key.size();
    const auto [mark, error] = std::from_chars(key.data(), end, place.position);
    if (error == std::errc{} && mark != end) std::from_chars(mark + 1, end, place.index);
    return place;
}

// Of the utility's own money the batch, the sum held or the deposit at the bank.
DocumentId document_of(const RecordedEvent& recorded) {
    const auto& stream = recorded.envelope.stream;
    if (stream.kind == StreamKind::organization) return DocumentId{stream.id.str()};
    DocumentId document;
    visit(
        [&]<class Payload>(const Payload& payload) {
            for_each_field<Payload>([&](const auto& field) {
                using Type = typename std::decay_t<decltype(field)>::member_type;
                if constexpr (std::is_same_v<Type, DocumentId>)
                    if (document.empty()) document = payload.*(field.member);
            });
        },
        recorded.event);
    return document;
}

class PostingsQuery {
  public:
    PostingsQuery(PostingsAnswer& answer, const Page& page) : answer_(answer), page_(page), at_(place_in(page.after)) {}

    Result<void> read(const eventstore::Log& log, const PostedBetween& between, std::uint64_t entries_max) {
        const std::uint64_t first = std::max(between.first, at_.position);
        const std::uint64_t end = std::min(between.end, answer_.position);
        if (first >= end) return {};
        const std::uint64_t stop = std::min(end, first + entries_max);
        auto reader = log.reader(first, stop);
        eventstore::FinancialRef money;
        while (!full_ && reader.next()) {
            auto moves = eventstore::read_financial(reader.entry(), money);
            if (!moves) return tl::unexpected(std::move(moves.error()));
            if (!*moves || !counts(money.accounting_date)) continue;
            if (auto done = add(reader.position(), reader.entry(), money); !done) return done;
        }
        if (auto status = reader.status(); !status) return status;
        if (!full_ && stop < end) answer_.next.set(Plain{key_of({stop, 0})});
        return {};
    }

  private:
    [[nodiscard]] bool counts(Date day) const {
        return (!answer_.from.is_set() || day >= answer_.from) && (!answer_.to.is_set() || day <= answer_.to);
    }
    Result<void> add(std::uint64_t position, std::string_view entry, const eventstore::FinancialRef& money) {
        std::uint64_t index = 0;
        bool decoded = false;
        Result<void> done;
        money.each_posting([&](GlRole role, std::string_view gl_account, Money amount) {
            const Place place{position, index++};
            if (full_ || !done || gl_account != answer_.gl_account.str()) return;
            if (place.position == at_.position && place.index < at_.index) return;
            if (page_.full(answer_.lines.size())) {
                full_ = true;
                answer_.next.set(Plain{key_of(place)});
                return;
            }
            if (!decoded) done = eventstore::decode_into(entry, recorded_);
            decoded = true;
            if (done) add_line(role, amount, money);
        });
        return done;
    }
    void add_line(GlRole role, Money amount, const eventstore::FinancialRef& money) {
        PostingLine line;
        line.position = recorded_.envelope.position;
        line.recorded_at = recorded_.envelope.recorded_at;
        line.accounting_date = money.accounting_date;
        // Revenue that is accrued is no customer's money, and follows from an account all the same.
        if (recorded_.envelope.stream.kind == StreamKind::account)
            line.account = AccountId{recorded_.envelope.stream.id.str()};
        line.type = recorded_.envelope.event_type;
        line.document = document_of(recorded_);
        line.role = role;
        if (amount < Money{}) {
            line.credit -= amount;
            answer_.credit -= amount;
        } else {
            line.debit = amount;
            answer_.debit += amount;
        }
        answer_.lines.push_back(std::move(line));
    }

    PostingsAnswer& answer_;
    const Page& page_;
    const Place at_;
    RecordedEvent recorded_;
    bool full_ = false;
};

}  // namespace

Result<PostingsAnswer> postings(const Reader& reader, const Code& gl_account, const PostingDates& dates,
                                const AsOf& as_of, const Page& page, std::uint64_t entries_max) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto view = states->view(TrialBalance::view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    PostingsAnswer answer;
    answer.position = states->position();
    answer.gl_account = gl_account;
    answer.from = dates.from;
    answer.to = dates.to;
    if (as_of.effective.is_set() && (!answer.to.is_set() || as_of.effective < answer.to)) answer.to = as_of.effective;
    answer.currency = reader.currency_code();
    const auto between = posted_between(*reader.point, *view, gl_account.str(), answer.from, answer.to);
    if (!between) return tl::unexpected(between.error());
    if (auto read = PostingsQuery{answer, page}.read(reader.store.log(), *between, entries_max); !read)
        return tl::unexpected(std::move(read.error()));
    return answer;
}

}  // namespace tally::projections

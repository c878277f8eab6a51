// Which states a command will look at first, as far as it says so itself: agreements, service points and meters are
// found through the directory.

#include <algorithm>

#include "domain/decide.h"

namespace tally::domain {

namespace {

class Touched {
  public:
    explicit Touched(std::vector<StreamId>& streams) : streams_(streams) {}

    template <class Id>
    void add(const Id& id) {
        if (id.empty()) return;
        StreamId stream = stream_of(id);
        if (std::find(streams_.begin(), streams_.end(), stream) == streams_.end())
            streams_.push_back(std::move(stream));
    }
    // Every id of an aggregate that stands in the record itself.
    template <class Record>
    void add_ids(const Record& record) {
        for_each_field<Record>([&](const auto& field) {
            using Member = std::remove_cvref_t<decltype(record.*field.member)>;
            if constexpr (std::is_same_v<Member, PersonId> || std::is_same_v<Member, AccountId> ||
                          std::is_same_v<Member, PremiseId> || std::is_same_v<Member, TariffId> ||
                          std::is_same_v<Member, UserId> || std::is_same_v<Member, BatchId> ||
                          std::is_same_v<Member, SuspenseId> || std::is_same_v<Member, MasterId>)
                add(record.*field.member);
        });
    }

    template <class Order>
    void visit(const Order& order) {
        add_ids(order);
    }
    template <class Row>
    void visit(const Define<Row>& order) {
        add_ids(order.row);
    }
    void visit(const LinkPerson& order) {
        add(order.account);
        add(order.link.person);
    }
    void visit(const ChangeAccountPerson& order) {
        add(order.account);
        add(order.link.person);
    }
    void visit(const SetLandlordAgreement& order) {
        add(order.premise);
        add_ids(order.agreement);
    }
    void visit(const PostPayment& order) {
        add(order.payor);
        for (const PaymentShare& share : order.shares) add(share.account);
        add(order.batch);
    }
    void visit(const MatchSuspense& order) {
        add(order.suspense);
        add(order.payor);
        for (const PaymentShare& share : order.shares) add(share.account);
    }
    void visit(const SetUpCustomer& order) {
        add_ids(order);
        add(order.new_person.person);
        add_ids(order.account);
        add(order.new_location.premise);
        for (const LinkPerson& link : order.other_persons) add(link.link.person);
        for (const StartService& service : order.services) add(service.tariff);
    }

  private:
    std::vector<StreamId>& streams_;
};

}  // namespace

void streams_touched(const Command& command, std::vector<StreamId>& streams) {
    visit([&](const auto& order) { Touched(streams).visit(order); }, command);
}

}  // namespace tally::domain

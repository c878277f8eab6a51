// Posting and cancelling payments [rule 7]. What is allocated is a fact: nothing here runs FIFO over the past.

#include <algorithm>
#include <array>
#include <set>
#include <span>

#include "domain/account/command_checks.h"
#include "domain/account/disputed_items.h"
#include "domain/account/receivables/arrangements/arrangement_steps.h"
#include "domain/account/receivables/carrier.h"
#include "domain/account/receivables/cash/cash_steps.h"
#include "domain/account/receivables/credit.h"
#include "domain/account/receivables/deposits/deposit_steps.h"
#include "domain/account/receivables/late_charges.h"
#include "domain/account/receivables/payment_ids.h"
#include "domain/account/receivables/payment_steps.h"
#include "domain/account/receivables/settling/settling_steps.h"
#include "domain/account/rules_class.h"
#include "domain/account/service/service.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/premise/market/market_steps.h"

namespace tally::domain {

namespace {

bool acceptable(Money amount) {
    return amount > Money{} && amount <= largest_amount;
}

// An allocation could close or reactivate one of the account's agreements.
bool has_agreement_on_its_way_out(const AccountState& account) {
    return std::any_of(account.agreements.begin(), account.agreements.end(), [](const ServiceAgreement& agreement) {
        return agreement.status == SaStatus::stopped || agreement.status == SaStatus::reactivated;
    });
}

// An event of the account made where it will stay: events are large, and moving them is most of what deciding costs.
template <class Payload>
Payload& add(Events& events, const AccountId& account) {
    events.emplace_back().stream = stream_of(account);
    return events.back().event.emplace<Payload>();
}

// nullptr: it does not take that much.
const TenderBatch* batch_that_takes(World& world, const BatchId& id, Money amount) {
    const TenderBatch* batch = world.batch(id);
    return batch && batch->status == BatchStatus::open && batch->has_room_for(amount) ? batch : nullptr;
}

void add_batched(Events& events, const PaymentPosted& posted, const BatchId& batch) {
    const TenderShare& paid = posted.tenders.front();
    auto& batched = add<TendersBatched>(events, posted.account);
    batched.account = posted.account;
    batched.payment = posted.payment;
    batched.batch = batch;
    batched.tenders.push_back({paid.tender, paid.kind, paid.amount, true});
}

// Returns what no open item takes.
Money allocate_oldest_first(const PaymentPosted& posted, std::span<const OpenItem> items,
                            std::vector<AllocationLine>& lines) {
    Money left = posted.amount;
    for (const OpenItem& item : items) {
        if (left.is_zero()) break;
        const Money part = std::min(left, open_amount(item));
        if (part.is_zero()) continue;
        AllocationLine& line = lines.emplace_back();
        line.source.kind = CreditSourceKind::tender;
        line.source.document.assign(posted.payment.str());
        line.source.tender = posted.tenders.front().tender;
        line.document = item.document;
        line.sa = item.sa;
        line.amount = part;
        line.ages_from = item.ages_from;
        line.item_position = item.position;
        left -= part;
    }
    return left;
}

// The most frequent payment by far: one account, one tender, oldest items first, no id given. Decided straight from the
// state, without a draft's copy of it. nullopt: it is another kind, or to be refused, and takes the general way.
std::optional<Events> simple_payment(const PostPayment& command, const Context& context) {
    if (command.tenders.size() != 1 || command.shares.size() != 1 || !command.payment_event.empty())
        return std::nullopt;
    const Tender& tender = command.tenders.front();
    const PaymentShare& share = command.shares.front();
    const Money amount = tender.amount;
    if (share.policy != AllocationPolicy::fifo || !share.spec.empty() || !share.remainder.is_zero())
        return std::nullopt;
    if (!acceptable(amount) || (share.amount != amount && !share.amount.is_zero())) return std::nullopt;
    if (!tender.tender.empty() && !valid_id(tender.tender.str())) return std::nullopt;
    if (!command.payor.empty() && command.payor != share.account) return std::nullopt;
    const Date received_on = command.received_on.is_set() ? command.received_on : context.today;
    if (!business_day(received_on, "received_on", context)) return std::nullopt;

    const SettingsState& settings = context.world.settings();
    const bool batched = !command.batch.empty();
    const TenderBatch* batch = batched ? batch_that_takes(context.world, command.batch, amount) : nullptr;
    if (batched && !batch) return std::nullopt;
    const AccountState* account = context.world.account(share.account);
    if (!account || account->items.size() > allocation_lines_max || has_agreement_on_its_way_out(*account) ||
        !fits_balance(*account, amount) || account->open_disputes > 0 || !account->written_off.is_zero() ||
        received_on < account->late_charged_on || (command.suspend_unidentified && has_ended(*account)))
        return std::nullopt;

    Events events;
    events.reserve(3);  // References into it stay.
    auto& posted = add<PaymentPosted>(events, account->account);
    const std::uint64_t number = account->payment_count + std::uint64_t{1};
    posted.account = posted.payor = account->account;
    posted.payment = payment_id(account->account, number);
    posted.payment_event = payment_event_id(account->account, number);
    posted.received_on = received_on;
    posted.amount = amount;
    TenderShare& paid = posted.tenders.emplace_back();
    paid.tender = tender.tender.empty() ? TenderId{"T1"} : tender.tender;
    paid.kind = tender.kind;
    paid.amount = amount;
    paid.reference = tender.reference;
    auto financial = batch ? journal::posted(settings, {received_on}, PaymentPosted::legs, amount, batch->source)
                           : journal::posted(settings, {received_on}, PaymentPosted::legs, amount);
    if (!financial) return std::nullopt;
    posted.financial = std::move(*financial);
    if (batched) add_batched(events, posted, command.batch);

    auto& allocated = add<CreditAllocated>(events, account->account);
    const Money left = allocate_oldest_first(posted, account->items, allocated.lines);
    if (left == amount) {
        events.pop_back();
        return events;
    }
    allocated.account = account->account;
    allocated.total = amount - left;
    financial =
        journal::credit_allocated(settings, {received_on, {}, allocated.lines.front().ages_from}, allocated.total);
    if (!financial) return std::nullopt;
    allocated.financial = std::move(*financial);
    return events;
}

std::string indexed(std::string_view field, std::size_t index, std::string_view member) {
    return std::string{field} + "[" + std::to_string(index) + "]." + std::string{member};
}

// One payment event on its way, checked step by step.
class PaymentDecision {
  public:
    PaymentDecision(const PostPayment& command, const Context& context, const PaidFrom& from)
        : command_(command),
          context_(context),
          from_(from),
          draft_(context),
          decimals_(currency_decimals(context.world.settings())) {}

    Decided<Events> decide() {
        TALLY_TRY(check_tenders());
        TALLY_TRY(check_shares());
        TALLY_TRY(check_batch());
        TALLY_TRY(check_names());
        for (std::size_t i = 0; i < shares_.size(); ++i)
            TALLY_TRY(shares_[i].suspended ? suspend(shares_[i]) : post(i));
        return draft_.take();
    }

  private:
    struct Share {
        AccountId account;
        Money amount;
        bool suspended = false;
    };
    // What of a tender a share gets, and whether it is the first to get any.
    struct Filled {
        TenderShare share;
        bool first = false;
    };

    Decided<void> check_tenders() {
        if (command_.tenders.empty())
            return refuse(Rejection::field_missing, "tenders", "", "Say what was handed over.");
        std::set<std::string> ids;
        for (std::size_t i = 0; i < command_.tenders.size(); ++i) {
            Tender tender = command_.tenders[i];
            auto amount = checked_amount(tender.amount, indexed("tenders", i, "amount"), decimals_);
            TALLY_TRY(amount);
            if (tender.tender.empty()) tender.tender = TenderId{"T" + std::to_string(i + 1)};
            if (!valid_id(tender.tender.str()))
                return refuse(Rejection::id_invalid, indexed("tenders", i, "tender"), tender.tender.str(),
                              "Use 1 to 64 printable characters without space or '/'.");
            if (!ids.insert(tender.tender.str()).second)
                return refuse(Rejection::tender_ids_repeat, indexed("tenders", i, "tender"), tender.tender.str(),
                              "Give each tender of the payment its own id, or none at all.");
            const auto sum = checked_add(total_, tender.amount);
            if (!sum || *sum > largest_amount)
                return refuse(Rejection::amount_too_large, "tenders",
                              std::to_string(command_.tenders.size()) + " tenders",
                              "Together they may not be above " + to_string(largest_amount, decimals_) + ".");
            total_ = *sum;
            tenders_.push_back(std::move(tender));
        }
        return {};
    }

    Decided<void> check_shares() {
        if (command_.shares.empty())
            return refuse(Rejection::field_missing, "shares", "", "Name the account that is paid.");
        std::set<std::string> accounts;
        Money sum;
        for (std::size_t i = 0; i < command_.shares.size(); ++i) {
            const PaymentShare& share = command_.shares[i];
            const AccountState* account = draft_.account(share.account);
            const bool suspended = command_.suspend_unidentified && (!account || has_ended(*account));
            if (!account && !suspended)
                return refuse(Rejection::account_unknown, indexed("shares", i, "account"), share.account.str(),
                              "Name an account that exists.");
            if (!accounts.insert(share.account.str()).second)
                return refuse(Rejection::field_invalid, indexed("shares", i, "account"), share.account.str(),
                              "Give the account one share only.");
            Money wanted = share.amount;
            if (wanted.is_zero() && command_.shares.size() == 1) wanted = total_;
            auto amount = checked_amount(wanted, indexed("shares", i, "amount"), decimals_);
            TALLY_TRY(amount);
            if (!suspended && !fits_balance(*account, wanted))
                return refuse(Rejection::amount_too_large, indexed("shares", i, "amount"), to_string(wanted, decimals_),
                              "The account's balance would be too large to be kept.");
            const auto more = checked_add(sum, wanted);
            if (!more)
                return refuse(Rejection::amount_too_large, "shares", std::to_string(command_.shares.size()) + " shares",
                              "Together they may not be above " + to_string(largest_amount, decimals_) + ".");
            sum = *more;
            if (!suspended) TALLY_TRY(check_spec(i, *account, wanted));
            shares_.push_back({share.account, wanted, suspended});
        }
        if (sum != total_)
            return refuse(Rejection::tenders_and_shares_differ, "shares", to_string(sum, decimals_),
                          "The shares must sum to the tenders: " + to_string(total_, decimals_) + ".");
        return {};
    }

    Decided<void> check_spec(std::size_t i, const AccountState& account, Money amount) {
        const PaymentShare& share = command_.shares[i];
        if (share.policy == AllocationPolicy::fifo) {
            if (!share.spec.empty())
                return refuse(Rejection::field_invalid, indexed("shares", i, "spec"), share.spec.front().document.str(),
                              "Name documents only with the policy spec.");
            if (!share.remainder.is_zero())
                return refuse(Rejection::field_invalid, indexed("shares", i, "remainder"),
                              to_string(share.remainder, decimals_), "Declare a remainder only with the policy spec.");
            return {};
        }
        if (share.remainder < Money{} || share.remainder > largest_amount)
            return refuse(Rejection::field_invalid, indexed("shares", i, "remainder"),
                          to_string(share.remainder, decimals_), "Give what stays unapplied, zero or above.");
        Int128 sum = share.remainder.minor;
        for (std::size_t j = 0; j < share.spec.size(); ++j) {
            const SpecLine& line = share.spec[j];
            const std::string at = indexed("shares", i, "spec[" + std::to_string(j) + "].");
            auto part = checked_amount(line.amount, at + "amount", decimals_);
            TALLY_TRY(part);
            for (std::size_t before = 0; before < j; ++before)
                if (share.spec[before].document == line.document)
                    return refuse(Rejection::field_invalid, at + "document", line.document.str(),
                                  "Name each document once, with its whole amount.");
            const Money open = open_amount(account, line.document) + asked_for(share.account, line.document);
            if (open.is_zero()) {
                if (const auto* holding = standing_arrangements(draft_, account).holding(line.document))
                    return refuse_arranged(at + "document", line.document, *holding,
                                           "name an instalment of it, or declare the amount as remainder.");
                if (knows_document(draft_, share.account, line.document))
                    return refuse(Rejection::document_not_open, at + "document", line.document.str(),
                                  "Nothing of it is open; name another, or declare the amount as remainder.");
                return refuse(Rejection::document_unknown, at + "document", line.document.str(),
                              "Name an open document of account " + share.account.str() + ".");
            }
            if (line.amount > open)
                return refuse(Rejection::allocation_exceeds_open_amount, at + "amount",
                              to_string(line.amount, decimals_),
                              "Only " + to_string(open, decimals_) + " of " + line.document.str() +
                                  " is open; declare the rest as remainder.");
            sum += line.amount.minor;
        }
        if (sum != amount.minor)
            return refuse(Rejection::spec_sum_differs, indexed("shares", i, "spec"),
                          to_string(Money{static_cast<std::int64_t>(sum)}, decimals_),
                          "Named amounts and remainder must sum to the share: " + to_string(amount, decimals_) + ".");
        return {};
    }

    // What is not paid of a deposit of that id: a payment goes to it only where it names it [rule 8].
    Money asked_for(const AccountId& account, const DocumentId& document) {
        const HeldDeposit* deposit = draft_.deposits_of(account).deposit(document);
        return deposit ? deposit->open : Money{};
    }

    Decided<void> check_batch() {
        if (command_.batch.empty()) return {};
        auto batch = open_batch(draft_, command_.batch, "batch", total_);
        TALLY_TRY(batch);
        source_ = (*batch)->source;
        return {};
    }

    Decided<void> check_names() {
        auto day = business_day(command_.received_on, "received_on", context_);
        TALLY_TRY(day);
        received_on_ = *day;
        const auto identified =
            std::find_if(shares_.begin(), shares_.end(), [](const Share& share) { return !share.suspended; });
        if (identified != shares_.end()) payor_ = identified->account;
        if (draft_.account(command_.payor))
            payor_ = command_.payor;
        else if (!command_.payor.empty() && !is_suspended(command_.payor))
            return refuse(Rejection::account_unknown, "payor", command_.payor.str(), "Name an account that exists.");
        return name_event(identified == shares_.end() ? nullptr : draft_.account(identified->account));
    }
    // It is paid by this payment, and its share is held since it is not known or has ended.
    [[nodiscard]] bool is_suspended(const AccountId& account) const {
        return std::any_of(shares_.begin(), shares_.end(),
                           [&](const Share& share) { return share.suspended && share.account == account; });
    }

    // `first_paid`: nullptr where all of it is held, which needs no id.
    Decided<void> name_event(const AccountState* first_paid) {
        if (command_.payment_event.empty()) {
            if (!first_paid) return {};
            const AccountState& first = *first_paid;
            payment_event_ = payment_event_id(first.account, first.payment_count + std::uint64_t{1});
            return {};
        }
        payment_event_ = command_.payment_event;
        if (!valid_id(payment_event_.str()))
            return refuse(Rejection::id_invalid, "payment_event", payment_event_.str(),
                          "Use 1 to 64 printable characters without space or '/'.");
        if (account_in(payment_event_))
            return refuse(Rejection::id_invalid, "payment_event", payment_event_.str(),
                          "Ids that end in -PE and a number are made by the ledger; choose another, or give none.");
        if (!from_.market && premise_in(payment_event_.str()))
            return refuse(Rejection::id_invalid, "payment_event", payment_event_.str(),
                          "Ids that end in -MT and a number are of remittances of the market; choose another, or give "
                          "none.");
        for (const Share& share : shares_)
            if (looks_like_another(payment_event_.str(), share.account, payment_event_mark))
                return refuse(Rejection::id_invalid, "payment_event", payment_event_.str(),
                              "The ledger makes such ids for documents and agreements of account " +
                                  share.account.str() + "; choose another, or give none.");
        if (draft_.directory(DirectoryKind::payment_event, payment_event_.str()))
            return refuse(Rejection::id_taken, "payment_event", payment_event_.str(),
                          "Another payment has this id; choose another, or give none.");
        return {};
    }

    // This share's part of each tender: shares are filled in order from tenders in order.
    std::vector<Filled> fill(Money amount) {
        std::vector<Filled> parts;
        while (amount > Money{}) {
            Tender& tender = tenders_[next_tender_];
            const Money part = std::min(amount, tender.amount);
            if (part > Money{})
                parts.push_back({{tender.tender, tender.kind, part, tender.reference}, next_tender_ >= tenders_begun_});
            tenders_begun_ = next_tender_ + 1;
            tender.amount -= part;
            amount -= part;
            if (tender.amount.is_zero()) ++next_tender_;
        }
        return parts;
    }

    Decided<void> post(std::size_t i) {
        const Share& share = shares_[i];
        const AllocationPolicy policy = command_.shares[i].policy;
        PaymentPosted posted;
        posted.account = share.account;
        posted.payment = payment_id(share.account, draft_.account(share.account)->payment_count + std::uint64_t{1});
        posted.amount = share.amount;
        posted.payment_event = payment_event_;
        posted.payor = payor_;
        posted.received_on = received_on_;
        posted.policy = policy;
        const auto parts = fill(share.amount);
        for (const Filled& part : parts) posted.tenders.push_back(part.share);
        const Legs legs = from_.suspense.empty() ? PaymentPosted::legs : PaymentPosted::legs_from_suspense;
        auto financial =
            journal::posted(draft_.settings(), {received_on_, from_.accounting_date}, legs, share.amount, source_);
        TALLY_TRY(financial);
        posted.financial = std::move(*financial);

        std::vector<CreditPart> credits;
        for (const TenderShare& tender : posted.tenders)
            credits.push_back(
                {{CreditSourceKind::tender, DocumentId{posted.payment.str()}, tender.tender}, tender.amount});
        const PaymentId payment = posted.payment;
        draft_.record(share.account, std::move(posted));
        say_origin(share, payment, parts);
        TALLY_TRY(pay_deposits(i, credits));
        const AccountState& account = *draft_.account(share.account);
        const auto targets = policy == AllocationPolicy::fifo ? oldest_first(account, disputes_of(draft_, account))
                                                              : as_named(i, account);
        auto allocated = record_allocation(draft_, share.account, policy, {received_on_}, spread(credits, targets));
        TALLY_TRY(allocated);
        if (policy == AllocationPolicy::fifo)
            TALLY_TRY(recover_by_payment(draft_, share.account, credits, received_on_));
        TALLY_TRY(cancel_disproved_by_credit(draft_, share.account, received_on_, credits.front().source.document));
        close_or_reactivate(draft_, share.account);
        return {};
    }

    // Which batch the tenders are in, or which sum in suspense they are taken from.
    void say_origin(const Share& share, const PaymentId& payment, const std::vector<Filled>& parts) {
        if (!from_.suspense.empty())
            draft_.record(share.account, SuspenseMatched{share.account, payment, from_.suspense, share.amount,
                                                         received_on_, from_.accounting_date});
        if (command_.batch.empty()) return;
        TendersBatched batched{share.account, payment, command_.batch, {}};
        for (const Filled& part : parts)
            batched.tenders.push_back({part.share.tender, part.share.kind, part.share.amount, part.first});
        draft_.record(share.account, std::move(batched));
    }

    // Each tender's part is a sum of its own, since a tender is what the bank may return.
    Decided<void> suspend(const Share& share) {
        for (const Filled& part : fill(share.amount)) {
            SuspenseReceived event;
            event.kind = part.share.kind;
            event.amount = part.share.amount;
            event.reference = part.share.reference;
            event.received_on = received_on_;
            event.account_named = Plain{share.account.str()};
            event.batch = command_.batch;
            event.counted = part.first;
            event.payment_event = payment_event_;
            event.tender = part.share.tender;
            event.payor_account = payor_;
            TALLY_TRY(hold_in_suspense(draft_, std::move(event)));
        }
        return {};
    }

    // The deposits that the share names take their part of the credit before documents do.
    Decided<void> pay_deposits(std::size_t i, std::vector<CreditPart>& credits) {
        const AccountId& account = shares_[i].account;
        for (const SpecLine& line : command_.shares[i].spec) {
            Money left = std::min(line.amount, asked_for(account, line.document));
            for (CreditPart& credit : credits) {
                const Money part = std::min(left, credit.amount);
                if (part.is_zero()) continue;
                TALLY_TRY(record_receipt(draft_, account, line.document, credit.source, part, received_on_));
                credit.amount -= part;
                left -= part;
            }
        }
        return {};
    }

    // Money that names no document passes by what is disputed.
    static std::vector<ItemPart> oldest_first(const AccountState& account, const AccountOverdue& held) {
        std::vector<ItemPart> targets;
        for (const OpenItem& item : account.items)
            if (const Money open = undisputed_amount(item, held); open > Money{}) targets.push_back({&item, open});
        return targets;
    }
    std::vector<ItemPart> as_named(std::size_t i, const AccountState& account) {
        std::vector<ItemPart> targets;
        static const AccountOverdue none;
        const AccountOverdue& held = from_.passes_disputed ? disputes_of(draft_, account) : none;
        for (const SpecLine& line : command_.shares[i].spec) {
            std::vector<const OpenItem*> items;
            for (const OpenItem& item : account.items)
                if (item.document == line.document && undisputed_amount(item, held) > Money{}) items.push_back(&item);
            std::sort(items.begin(), items.end(), [](const OpenItem* a, const OpenItem* b) {
                return std::tie(a->pay_priority, a->sa) < std::tie(b->pay_priority, b->sa);
            });
            Money left = line.amount;
            for (const OpenItem* item : items) {
                const Money part = std::min(left, undisputed_amount(*item, held));
                targets.push_back({item, part});
                left -= part;
            }
        }
        return targets;
    }

    const PostPayment& command_;
    const Context& context_;
    const PaidFrom& from_;
    Draft draft_;
    std::uint8_t decimals_;
    std::vector<Tender> tenders_;  // Amounts: what no share has taken yet.
    std::size_t next_tender_ = 0;
    std::size_t tenders_begun_ = 0;  // Those before it gave to a share.
    Code source_;                    // Of the batch.
    std::vector<Share> shares_;
    Money total_;
    Date received_on_;
    AccountId payor_;
    PaymentEventId payment_event_;
};

// A payment as its account's history tells it.
struct PaymentHistory {
    std::uint64_t position = 0;
    PaymentPosted posted;
    struct Cancelled {
        TenderCancelled event;
        std::uint64_t position = 0;
    };
    std::vector<Cancelled> tenders_cancelled;
    std::optional<std::uint64_t> cancelled_at;
    TendersBatched batched;   // Without a batch: it came in none.
    SuspenseMatched matched;  // Without a sum in suspense: it was handed over.

    // What its tenders that were not cancelled still bring.
    [[nodiscard]] Money standing() const {
        Money amount = posted.amount;
        for (const auto& tender : tenders_cancelled) amount -= tender.event.amount;
        return amount;
    }
};

template <class Choice>
std::vector<PaymentHistory> payments_of(World& world, const AccountId& account, Choice&& choice) {
    std::vector<PaymentHistory> payments;
    const auto find = [&](const PaymentId& id) {
        return std::find_if(payments.begin(), payments.end(),
                            [&](const PaymentHistory& payment) { return payment.posted.payment == id; });
    };
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        const auto position = recorded.envelope.position;
        if (const auto* posted = get_if<PaymentPosted>(&recorded.event)) {
            if (choice(*posted)) payments.push_back({position, *posted, {}, std::nullopt, {}, {}});
        } else if (const auto* batched = get_if<TendersBatched>(&recorded.event)) {
            const auto payment = find(batched->payment);
            if (payment != payments.end() && payment->batched.batch.empty()) payment->batched = *batched;
        } else if (const auto* matched = get_if<SuspenseMatched>(&recorded.event)) {
            const auto payment = find(matched->payment);
            if (payment != payments.end()) payment->matched = *matched;
        } else if (const auto* tender = get_if<TenderCancelled>(&recorded.event)) {
            const auto payment = find(tender->payment);
            if (payment != payments.end()) payment->tenders_cancelled.push_back({*tender, position});
        } else if (const auto* cancelled = get_if<PaymentCancelled>(&recorded.event)) {
            const auto payment = find(cancelled->payment);
            if (payment != payments.end()) payment->cancelled_at = position;
        }
    });
    return payments;
}

// Every account's payment of the event, in the order they were posted.
std::vector<PaymentHistory> payments_of(World& world, const PaymentEventId& id) {
    std::vector<AccountId> accounts;
    if (const auto account = account_in(id)) accounts.emplace_back(*account);
    if (const auto* entry = world.directory(DirectoryKind::payment_event, id.str()))
        for (const Plain& account : entry->leads_to) accounts.emplace_back(account.str());
    std::vector<PaymentHistory> payments;
    for (const AccountId& account : accounts) {
        if (!world.account(account)) continue;
        auto found =
            payments_of(world, account, [&](const PaymentPosted& posted) { return posted.payment_event == id; });
        std::move(found.begin(), found.end(), std::back_inserter(payments));
    }
    std::sort(payments.begin(), payments.end(),
              [](const PaymentHistory& a, const PaymentHistory& b) { return a.position < b.position; });
    return payments;
}

const TenderShare* share_of(const PaymentPosted& payment, const TenderId& tender) {
    const auto found = std::find_if(payment.tenders.begin(), payment.tenders.end(),
                                    [&](const TenderShare& share) { return share.tender == tender; });
    return found == payment.tenders.end() ? nullptr : &*found;
}

// The tender the command means; the only one of the payment event where it names none.
Decided<TenderId> tender_meant(const CancelTender& command, const std::vector<PaymentHistory>& payments) {
    std::set<std::string> ids;
    for (const PaymentHistory& payment : payments)
        for (const TenderShare& share : payment.posted.tenders) ids.insert(share.tender.str());
    std::string choices;
    for (const auto& id : ids) choices += (choices.empty() ? "" : ", ") + id;
    if (command.tender.empty()) {
        if (ids.size() > 1) return refuse(Rejection::field_missing, "tender", "", "Name one of " + choices + ".");
        return TenderId{*ids.begin()};
    }
    if (!ids.contains(command.tender.str()))
        return refuse(Rejection::tender_unknown, "tender", command.tender.str(), "Name one of " + choices + ".");
    return command.tender;
}

// Takes the tender out of its batch while that is open. Once it was counted, the money is missing at the bank.
Code take_out_of_batch(Draft& draft, const PaymentHistory& payment, const TenderId& tender) {
    const TenderBatch* batch = draft.batch(payment.batched.batch);
    if (!batch || batch->status != BatchStatus::open) return {};
    const Code source = batch->source;
    TendersBatched out{payment.posted.account, payment.posted.payment, batch->batch, {}};
    for (const BatchedTender& in : payment.batched.tenders)
        if (in.tender == tender) out.tenders.push_back({in.tender, in.kind, -in.amount, in.counted});
    draft.record(payment.posted.account, std::move(out));
    return source;
}

// One account's share of a tender: its lines, its deposits, its money.
Decided<void> cancel_share(Draft& draft, const CancelTender& command, const PaymentHistory& payment,
                           const TenderShare& share, Date on) {
    const PaymentPosted& posted = payment.posted;
    const CreditSource source{CreditSourceKind::tender, DocumentId{posted.payment.str()}, share.tender};
    TALLY_TRY(reverse_receipts(
        draft, posted.account, [&](const CreditSource& paid) { return paid == source; }, on));
    auto freed =
        deallocate(draft, posted.account, {on}, [&](const AllocationLine& line) { return line.source == source; });
    TALLY_TRY(freed);
    TALLY_TRY(check_whole(draft, posted.account, source, share.amount, "tender", share.tender.str()));
    TenderCancelled event;
    event.account = posted.account;
    event.payment = posted.payment;
    event.payment_event = posted.payment_event;
    event.tender = share.tender;
    event.cancel_reason = command.cancel_reason;
    event.nsf = command.nsf;
    event.amount = share.amount;
    const Code tender_source = take_out_of_batch(draft, payment, share.tender);
    auto financial = journal::posted(draft.settings(), {on, {}, posted.financial.ages_from}, TenderCancelled::legs,
                                     share.amount, tender_source);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    draft.record(posted.account, std::move(event));
    close_or_reactivate(draft, posted.account);
    return {};
}

Decided<void> charge_nsf_fee(Draft& draft, const PaymentPosted& paid, const TenderId& tender, Date on) {
    const AccountState* payor = draft.account(paid.payor);
    TALLY_ASSERT(payor, "a payor is checked when a payment is posted");
    const auto* customer_class = draft.settings().customer_class(rules_class_of(draft.settings(), *payor, on), on);
    if (!customer_class || customer_class->nsf_fee.is_zero()) return {};
    NsfFeeCharged event;
    event.account = paid.payor;
    event.charge = numbered_id<DocumentId>(paid.payor, fee_mark, payor->fee_count + std::uint64_t{1});
    if (const ServiceAgreement* carrier = fee_carrier(*payor)) event.sa = carrier->sa;
    event.payment_event = paid.payment_event;
    event.tender = tender;
    event.amount = customer_class->nsf_fee;
    // A class that is not defined by the next bill's date holds up that bill, not the bounce.
    const auto due = next_due_date(draft.settings(), *payor, draft.context().today);
    auto financial = journal::posted(draft.settings(), {on, {}, due.value_or(on)}, NsfFeeCharged::legs, event.amount);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    draft.record(paid.payor, std::move(event));
    close_or_reactivate(draft, paid.payor);
    return {};
}

}  // namespace

Decided<Events> decide_on(const PostPayment& command, const Context& context) {
    if (auto events = simple_payment(command, context)) return std::move(*events);
    return post_payment(command, context, {});
}

Decided<Events> post_payment(const PostPayment& command, const Context& context, const PaidFrom& from) {
    return PaymentDecision(command, context, from).decide();
}

Decided<Events> decide_on(const CancelTender& command, const Context& context) {
    return cancel_tender(command, context, command.nsf);
}

Decided<Events> cancel_tender(const CancelTender& command, const Context& context, bool bears_fee) {
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    Draft draft(context);
    const auto payments = payments_of(draft, command.payment_event);
    if (payments.empty())
        return refuse(Rejection::payment_unknown, "payment_event", command.payment_event.str(),
                      "Name a payment event that was posted.");
    const auto tender = tender_meant(command, payments);
    TALLY_TRY(tender);
    for (const PaymentHistory& payment : payments) {
        if (!share_of(payment.posted, *tender)) continue;
        for (const auto& cancelled : payment.tenders_cancelled) {
            if (cancelled.event.tender != *tender) continue;
            if (cancelled.event.nsf == command.nsf && cancelled.event.cancel_reason == command.cancel_reason)
                return already_so(cancelled.position);
            return refuse(Rejection::tender_already_cancelled, "tender", tender->str(),
                          "It was cancelled for the reason '" + cancelled.event.cancel_reason.str() +
                              "'; nothing of it is left to cancel.");
        }
        if (payment.cancelled_at)
            return refuse(Rejection::payment_already_cancelled, "payment_event", command.payment_event.str(),
                          "Payment " + payment.posted.payment.str() +
                              " was cancelled and its money is in suspense; return it from there.");
        if (*on < payment.posted.received_on)
            return refuse(
                Rejection::date_out_of_order, "on", to_string(*on),
                "It was received on " + to_string(payment.posted.received_on) + ": give that day or a later one.");
    }
    for (const PaymentHistory& payment : payments)
        if (const TenderShare* share = share_of(payment.posted, *tender))
            TALLY_TRY(cancel_share(draft, command, payment, *share, *on));
    if (bears_fee) TALLY_TRY(charge_nsf_fee(draft, payments.front().posted, *tender, *on));
    return draft.take();
}

Decided<Events> decide_on(const CancelPayment& command, const Context& context) {
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    Draft draft(context);
    if (!draft.account(command.account))
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that exists.");
    const auto payments = payments_of(draft, command.account,
                                      [&](const PaymentPosted& posted) { return posted.payment == command.payment; });
    if (payments.empty())
        return refuse(Rejection::payment_unknown, "payment", command.payment.str(),
                      "Name a payment of account " + command.account.str() + ".");
    const PaymentHistory& payment = payments.front();
    if (payment.cancelled_at) return already_so(*payment.cancelled_at);
    const Money amount = payment.standing();
    if (amount.is_zero())
        return refuse(Rejection::payment_already_cancelled, "payment", command.payment.str(),
                      "All its tenders were cancelled; nothing of it is left.");
    if (*on < payment.posted.received_on)
        return refuse(
            Rejection::date_out_of_order, "on", to_string(*on),
            "It was received on " + to_string(payment.posted.received_on) + ": give that day or a later one.");
    TALLY_TRY(reverse_receipts(
        draft, command.account,
        [&](const CreditSource& paid) {
            return paid.kind == CreditSourceKind::tender && paid.document.str() == command.payment.str();
        },
        *on));
    auto freed = deallocate(draft, command.account, {*on}, [&](const AllocationLine& line) {
        return line.source.kind == CreditSourceKind::tender && line.source.document.str() == command.payment.str();
    });
    TALLY_TRY(freed);
    const CreditSource source{CreditSourceKind::tender, DocumentId{command.payment.str()}, {}};
    TALLY_TRY(check_whole(draft, command.account, source, amount, "payment", command.payment.str()));
    PaymentCancelled event;
    event.account = command.account;
    event.payment = command.payment;
    event.payment_event = payment.posted.payment_event;
    event.cancel_reason = command.cancel_reason;
    event.amount = amount;
    auto financial = journal::posted(draft.settings(), {*on, {}, payment.posted.financial.ages_from},
                                     PaymentCancelled::legs, amount);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    draft.record(command.account, std::move(event));
    if (const SuspenseId& origin = payment.matched.suspense; !origin.empty())
        draft.record(command.account, SuspenseMatchCancelled{command.account, command.payment, origin, amount, *on});
    close_or_reactivate(draft, command.account);
    return draft.take();
}

}  // namespace tally::domain

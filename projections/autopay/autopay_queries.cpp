// Mandates and drafts, from the account's events, its part of the states and the rules.
#include "projections/autopay/autopay_queries.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "domain/account/disputed_items.h"
#include "domain/account/made_ids.h"
#include "domain/account/receivables/autopay/autopay_steps.h"
#include "eventstore/division/state_rows.h"
#include "projections/states_as_of.h"
#include "projections/world_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

const Code draft_to_come{"to_come"};
const Code draft_due{"due"};
const Code draft_blocked{"blocked"};
const Code draft_not_needed{"not_needed"};
const Code draft_withdrawn{"withdrawn"};
const Code draft_made{"made"};
const Code draft_returned{"returned"};
const Code draft_cancelled{"cancelled"};

constexpr std::size_t characters_shown = 4;

// The end of the number; nothing more of it leaves the ledger.
Plain ending_of(const Reader& reader, const Personal& bank_account) {
    if (!reader.open) return {};
    const auto clear = reader.open(bank_account);
    if (!clear || clear->size() < characters_shown) return {};
    return Plain{clear->substr(clear->size() - characters_shown)};
}

class AutopayFold {
  public:
    explicit AutopayFold(const Reader& reader) : reader_(reader) {}

    void add(const RecordedEvent& recorded) {
        const auto position = recorded.envelope.position;
        if (const auto* enrolled = get_if<AutopayEnrolled>(&recorded.event))
            enrol(*enrolled, position);
        else if (const auto* ended = get_if<AutopayEnded>(&recorded.event))
            end(*ended);
        else if (const auto* announced = get_if<DraftAnnounced>(&recorded.event))
            announce(announced->bill, announced->mandate, {announced->due_on, announced->draft_on}, 1, position);
        else if (const auto* drafted = get_if<BillDrafted>(&recorded.event))
            draft(*drafted);
        else if (const auto* back = get_if<DraftReturned>(&recorded.event))
            take_back(*back, position);
        else if (const auto* tender_cancelled = get_if<TenderCancelled>(&recorded.event))
            cancel(tender_cancelled->payment_event);
        else if (const auto* payment_cancelled = get_if<PaymentCancelled>(&recorded.event))
            cancel(payment_cancelled->payment_event);
    }

    std::vector<MandateAnswer> mandates;  // Oldest first.
    std::vector<DraftAnswer> drafts;      // Oldest first.

  private:
    struct Days {
        Date due_on;
        Date draft_on;
    };
    void enrol(const AutopayEnrolled& event, std::uint64_t position) {
        mandates.push_back({event.mandate,
                            Code{"stands"},
                            event.routing_number,
                            ending_of(reader_, event.bank_account),
                            event.account_type,
                            event.authorised_by,
                            event.authorised_on,
                            event.entry_class,
                            event.limit,
                            event.enrolled_on,
                            {},
                            {},
                            {},
                            position});
    }
    void end(const AutopayEnded& event) {
        for (MandateAnswer& one : mandates) {
            if (one.mandate != event.mandate) continue;
            one.state = Code{"ended"};
            one.ended_on = event.ended_on;
            one.cause = Code{name_of(event.cause)};
            one.end_reason = event.end_reason;
        }
        if (event.cause == MandateEnd::replaced) return;
        for (DraftAnswer& one : drafts) {
            if (one.state != draft_to_come) continue;
            one.state = draft_withdrawn;
            one.why = Code{name_of(event.cause)};
            one.explanation = Plain{"Mandate " + event.mandate.str() + " ended on " + to_string(event.ended_on) +
                                    ": the bill is to be paid as any other."};
        }
    }
    void announce(const DocumentId& bill, const DocumentId& mandate, Days days, std::uint16_t attempt,
                  std::uint64_t position) {
        DraftAnswer& one = drafts.emplace_back();
        one.bill = bill;
        one.mandate = mandate;
        one.due_on = days.due_on;
        one.draft_on = days.draft_on;
        one.attempt = attempt;
        one.state = draft_to_come;
        one.position = position;
    }
    void draft(const BillDrafted& event) {
        for (DraftAnswer& one : drafts) {
            if (one.bill != event.bill || one.state != draft_to_come) continue;
            one.state = draft_made;
            one.amount = event.amount;
            one.draft = event.draft;
            one.mandate = event.mandate;
            one.payment = event.payment;
            one.payment_event = event.payment_event;
            one.drafted_on = event.drafted_on;
        }
    }
    void take_back(const DraftReturned& event, std::uint64_t position) {
        for (DraftAnswer& one : drafts) {
            if (one.draft != event.draft) continue;
            one.state = draft_returned;
            one.returned_on = event.returned_on;
            one.return_code = Code{name_of(event.return_code)};
            one.return_text = Plain{meaning_of(event.return_code).text};
            one.redraft_on = event.redraft_on;
        }
        if (event.redraft_on.is_set())
            announce(event.bill, event.mandate, {event.due_on, event.redraft_on},
                     static_cast<std::uint16_t>(event.attempt + 1), position);
    }
    // By hand, or in the commit of a return, which comes after.
    void cancel(const PaymentEventId& payment_event) {
        for (DraftAnswer& one : drafts)
            if (one.state == draft_made && one.payment_event == payment_event) one.state = draft_cancelled;
    }

    const Reader& reader_;
};

// What is announced and not made, by the rules of today.
void judge(World& world, const AccountState& account, const AnnouncedDraft& announced, Date today, DraftAnswer& one) {
    const bool late = announced.draft_on + draft_days_late_max < today;
    const auto amount = amount_to_draft(world, account, announced.bill, std::max(today, announced.draft_on));
    if (!amount) {
        one.state = amount.error().rejection == Rejection::nothing_to_draft ? draft_not_needed : draft_blocked;
        one.why = Code{name_of(amount.error().rejection)};
        one.explanation = Plain{amount.error().cure};
    } else if (late) {
        one.state = draft_blocked;
        one.why = Code{name_of(Rejection::draft_too_late)};
        one.explanation = Plain{"It was not made within " + std::to_string(draft_days_late_max) + " days of " +
                                to_string(announced.draft_on) + ", the day that the customer was told."};
    } else {
        one.state = announced.draft_on <= today ? draft_due : draft_to_come;
    }
    if (amount) one.amount = *amount;
}

struct Folded {
    AutopayFold fold;
    Date today;
};
Result<Folded> folded(StatesAsOf& states, const AccountState& account) {
    auto today = states.aged_on();
    if (!today) return tl::unexpected(std::move(today.error()));
    const auto held = states.autopay_of(account.account);
    if (!held) return tl::unexpected(held.error());
    Folded found{AutopayFold{states.reader()}, *today};
    const Date day = states.as_of().effective;
    auto read = each_event(states.reader(), stream_of(account.account), 0, states.position(),
                           [&](const RecordedEvent& recorded) {
                               if (!day.is_set() || effective_on(recorded.event, day)) found.fold.add(recorded);
                               return true;
                           });
    if (!read) return tl::unexpected(std::move(read.error()));
    WorldAsOf world(states);
    for (DraftAnswer& one : found.fold.drafts) {
        if (one.state != draft_to_come) continue;
        if (const AnnouncedDraft* announced = (*held)->announced_of(one.bill)) {
            judge(world, account, *announced, *today, one);
            continue;
        }
        one.state = draft_not_needed;
        one.why = Code{name_of(Rejection::nothing_to_draft)};
        one.explanation = Plain{"Nothing of it was left to draft."};
    }
    if (world.failure()) return tl::unexpected(*world.failure());
    return found;
}

void set_next(AutopayAnswer& answer, const std::vector<DraftAnswer>& drafts) {
    for (const DraftAnswer& one : drafts) {
        if (one.state != draft_to_come && one.state != draft_due) continue;
        if (answer.next_draft_on.is_set() && answer.next_draft_on <= one.draft_on) continue;
        answer.next_draft_on = one.draft_on;
        answer.next_draft_amount = one.amount;
        answer.next_bill = one.bill;
    }
}

// The account that an invoice's number begins with; empty: it is none.
AccountId account_in_invoice(const DocumentId& invoice) {
    const std::string& id = invoice.str();
    const auto mark = id.rfind(invoice_mark);
    if (mark == std::string::npos) return {};
    AccountId account{id.substr(0, mark)};
    return number_in(id, account, invoice_mark) ? account : AccountId{};
}

// What the history says of the bill itself and of mandates when it was issued.
struct BillAsIssued {
    std::optional<InvoiceIssued> invoice;
    DocumentId mandate;  // In force when the bill was issued; empty: none.
    DocumentId later;    // The first mandate enrolled after that; empty: none.
};
Result<BillAsIssued> as_issued(StatesAsOf& states, const AccountId& account, const DocumentId& bill) {
    BillAsIssued found;
    DocumentId standing;
    auto read = each_event(states.reader(), stream_of(account), 0, states.position(), [&](const RecordedEvent& one) {
        if (const auto* enrolled = get_if<AutopayEnrolled>(&one.event)) {
            standing = enrolled->mandate;
            if (found.invoice && found.later.empty()) found.later = standing;
        } else if (const auto* ended = get_if<AutopayEnded>(&one.event)) {
            if (standing == ended->mandate) standing = {};
        } else if (const auto* issued = get_if<InvoiceIssued>(&one.event); issued && issued->invoice == bill) {
            found.invoice = *issued;
            found.mandate = standing;
        }
        return true;
    });
    if (!read) return tl::unexpected(std::move(read.error()));
    return found;
}

std::string in_words(const DraftAnswer& one, const Currency& currency) {
    const std::string amount = std::string{currency.str()} + " " + to_string(one.amount, currency.decimals);
    if (one.state == draft_to_come || one.state == draft_due)
        return "It said that it would be drafted on " + to_string(one.draft_on) + ": " + amount + " of it is open.";
    if (one.state == draft_made)
        return "Draft " + one.draft.str() + " of " + amount + " was made on " + to_string(one.drafted_on) + ".";
    if (one.state == draft_cancelled)
        return "Draft " + one.draft.str() + " of " + amount + " was made on " + to_string(one.drafted_on) +
               " and its payment cancelled since: a bill is drafted once.";
    if (one.state == draft_returned)
        return "Draft " + one.draft.str() + " of " + amount + " was returned on " + to_string(one.returned_on) +
               " as " + one.return_code.str() + ", " + one.return_text.str() +
               (one.redraft_on.is_set() ? ": it is drafted again on " + to_string(one.redraft_on) + "."
                                        : ": it is not drafted again.");
    return "It said that it would be drafted on " + to_string(one.draft_on) + ". " + one.explanation.str();
}

void say_why_not(const BillAsIssued& bill, DraftExplanation& answer) {
    if (bill.invoice->total <= Money{})
        answer.reasons.emplace_back("It asks for nothing, so that nothing is drafted.");
    else if (bill.mandate.empty())
        answer.reasons.emplace_back(
            "No mandate stood when it was issued, and it did not say that it would be drafted" +
            (bill.later.empty() ? std::string{"."}
                                : ": mandate " + bill.later.str() + " is for bills that were issued after it."));
    else
        answer.reasons.emplace_back("Mandate " + bill.mandate.str() +
                                    " stood when it was issued, but the account's class had no policy of automatic "
                                    "payment on its bill date.");
}

DraftOfDay draft_of_day(const AccountHeading& heading) {
    DraftOfDay one;
    one.heading = heading;
    return one;
}

void set_mandate(const Reader& reader, const AccountAutopay& held, const DocumentId& mandate, DraftOfDay& one) {
    for (const Mandate& each : held.mandates) {
        if (each.terms.mandate != mandate) continue;
        one.mandate = mandate;
        one.routing_number = each.terms.routing_number;
        one.account_ending = ending_of(reader, each.terms.bank_account);
        one.account_type = each.terms.account_type;
        one.entry_class = each.terms.entry_class;
    }
}

// Of one account: those made on the day, then those due on it.
Result<void> add_drafts(StatesAsOf& states, const AccountState& account, const AccountAutopay& held, Date on,
                        std::vector<DraftOfDay>& drafts) {
    const bool some = std::any_of(held.recent.begin(), held.recent.end(),
                                  [&](const MadeDraft& one) { return one.made.drafted_on == on; }) ||
                      std::any_of(held.announced.begin(), held.announced.end(),
                                  [&](const AnnouncedDraft& one) { return draft_is_due(one, on); });
    if (!some) return {};
    const auto heading = states.heading(account);
    if (!heading) return tl::unexpected(heading.error());
    for (const MadeDraft& each : held.recent) {
        if (each.made.drafted_on != on) continue;
        DraftOfDay one = draft_of_day(*heading);
        one.bill = each.made.bill;
        one.due_on = each.made.due_on;
        one.draft_on = on;
        one.attempt = each.made.attempt;
        one.state = each.returned_on.is_set() ? draft_returned : draft_made;
        one.amount = each.made.amount;
        one.draft = each.made.draft;
        set_mandate(states.reader(), held, each.made.mandate, one);
        if (each.returned_on.is_set()) one.return_code = Code{name_of(each.return_code)};
        drafts.push_back(std::move(one));
    }
    WorldAsOf world(states);
    for (const AnnouncedDraft& each : held.announced) {
        if (!draft_is_due(each, on)) continue;
        const auto amount = amount_to_draft(world, account, each.bill, on);
        if (!amount && amount.error().rejection == Rejection::nothing_to_draft) continue;
        DraftOfDay one = draft_of_day(*heading);
        one.bill = each.bill;
        one.due_on = each.due_on;
        one.draft_on = each.draft_on;
        one.attempt = each.attempt;
        one.state = amount ? draft_due : draft_blocked;
        if (amount) one.amount = *amount;
        if (!amount) one.why = Code{name_of(amount.error().rejection)};
        if (!amount) one.explanation = Plain{amount.error().cure};
        if (const Mandate* standing = held.standing()) set_mandate(states.reader(), held, standing->terms.mandate, one);
        drafts.push_back(std::move(one));
    }
    if (world.failure()) return tl::unexpected(*world.failure());
    return {};
}

// What is remembered of accounts while drafts are looked at is dropped after so many: memory stays flat.
constexpr std::size_t drafts_looked_at_together = 500;
class Looking {
  public:
    explicit Looking(StatesAsOf states) : states_(std::move(states)), world_(states_) {}

    // Nothing: there is no such account.
    Answered<DueDraft> into(const AccountId& id, const AnnouncedDraft& announced, Date on) {
        const auto account = states_.account(id);
        if (!account) return tl::unexpected(account.error());
        if (!*account) return std::optional<DueDraft>{};
        const auto amount = amount_to_draft(world_, **account, announced.bill, on);
        if (world_.failure()) return tl::unexpected(*world_.failure());
        DueDraft found{id, announced, {}, {}, {}};
        if (amount) found.amount = *amount;
        if (!amount) found.why = Code{name_of(amount.error().rejection)};
        if (!amount) found.explanation = Plain{amount.error().cure};
        return std::optional{std::move(found)};
    }

  private:
    StatesAsOf states_;
    WorldAsOf world_;
};

}  // namespace

Answered<AutopayAnswer> autopay(const Reader& reader, const AccountId& id, const AsOf& as_of, const Page& page) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    const auto account = states->account(id);
    if (!account) return tl::unexpected(account.error());
    if (!*account) return std::optional<AutopayAnswer>{};
    auto heading = states->heading(**account);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    auto found = folded(*states, **account);
    if (!found) return tl::unexpected(std::move(found.error()));
    const auto settings = states->settings();
    if (!settings) return tl::unexpected(settings.error());
    AutopayAnswer answer;
    answer.position = states->position();
    answer.effective_on = as_of.effective;
    answer.aged_on = found->today;
    answer.heading = std::move(*heading);
    answer.currency = reader.currency_code();
    answer.may_be_enrolled = (*settings)->autopay_policy((*account)->customer_class, found->today) != nullptr;
    set_next(answer, found->fold.drafts);
    answer.mandates = std::move(found->fold.mandates);
    if (!answer.mandates.empty() && !answer.mandates.back().ended_on.is_set())
        answer.mandate = answer.mandates.back().mandate;
    std::reverse(answer.mandates.begin(), answer.mandates.end());
    answer.drafts = std::move(found->fold.drafts);
    std::reverse(answer.drafts.begin(), answer.drafts.end());
    // Two drafts of one announcement are two attempts, which are announced apart.
    const auto key = [](const DraftAnswer& one) { return ordered_number(one.position); };
    keep_page(answer.drafts, page, answer.next, key, [](const std::string& a, const std::string& b) { return a > b; });
    return std::optional{std::move(answer)};
}

Answered<DraftExplanation> explain_draft(const Reader& reader, const DocumentId& bill, const AsOf& as_of) {
    const AccountId id = account_in_invoice(bill);
    if (id.empty()) return std::optional<DraftExplanation>{};
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    const auto account = states->account(id);
    if (!account) return tl::unexpected(account.error());
    if (!*account) return std::optional<DraftExplanation>{};
    const auto issued = as_issued(*states, id, bill);
    if (!issued) return tl::unexpected(issued.error());
    if (!issued->invoice) return std::optional<DraftExplanation>{};
    auto heading = states->heading(**account);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    auto found = folded(*states, **account);
    if (!found) return tl::unexpected(std::move(found.error()));
    DraftExplanation answer;
    answer.position = states->position();
    answer.aged_on = found->today;
    answer.heading = std::move(*heading);
    answer.bill = bill;
    answer.billed_on = issued->invoice->bill_date;
    answer.due_on = issued->invoice->due_date;
    answer.total = issued->invoice->total;
    answer.currency = reader.currency_code();
    WorldAsOf world(*states);
    const AccountOverdue& held = disputes_of(world, **account);
    for (const OpenItem& item : (*account)->items) {
        if (item.document != bill) continue;
        const Money open = std::max(Money{}, item.current_open);
        answer.open += open;
        answer.disputed += open - undisputed_amount(item, held);
    }
    if (world.failure()) return tl::unexpected(*world.failure());
    for (DraftAnswer& one : found->fold.drafts) {
        if (one.bill != bill) continue;
        answer.reasons.emplace_back(in_words(one, reader.currency));
        answer.drafts.push_back(std::move(one));
    }
    if (answer.drafts.empty()) say_why_not(*issued, answer);
    return std::optional{std::move(answer)};
}

Result<DraftsAnswer> drafts(const Reader& reader, Date on, const Page& page) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    auto view = states->view(eventstore::states_view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    auto today = states->aged_on();
    if (!today) return tl::unexpected(std::move(today.error()));
    DraftsAnswer answer;
    answer.position = states->position();
    answer.on = on.is_set() ? on : *today;
    answer.currency = reader.currency_code();
    const std::string prefix = eventstore::part_prefix(PartKind::account_autopay);
    // After the last account of the page before: an account's drafts stand on one page.
    const std::string from =
        page.after.empty() ? prefix : autopay_key(AccountId{page.after}).bytes + std::string(1, '\0');
    auto scan = reader.point->scan(*view, from, eventstore::end_of_prefix(prefix));
    while (scan.next()) {
        const auto part = eventstore::decode_part(scan.key(), scan.value());
        if (!part) return tl::unexpected(part.error());
        const AccountId id{eventstore::part_id(scan.key())};
        const auto account = states->account(id);
        if (!account) return tl::unexpected(account.error());
        if (!*account) continue;
        std::vector<DraftOfDay> of_account;
        auto added = add_drafts(*states, **account, std::get<AccountAutopay>(*part), answer.on, of_account);
        if (!added) return tl::unexpected(std::move(added.error()));
        if (of_account.empty()) continue;
        if (page.full(answer.drafts.size())) {
            answer.next.set(Plain{answer.drafts.back().heading.account.str()});
            break;
        }
        std::move(of_account.begin(), of_account.end(), std::back_inserter(answer.drafts));
    }
    if (auto status = scan.status(); !status) return tl::unexpected(std::move(status.error()));
    return answer;
}

Result<std::uint64_t> each_due_draft(const Reader& reader, Date on, const std::function<void(const DueDraft&)>& use) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    auto view = states->view(eventstore::states_view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    std::uint64_t looked_at = 0;
    const std::string prefix = eventstore::part_prefix(PartKind::account_autopay);
    auto scan = reader.point->scan(*view, prefix, eventstore::end_of_prefix(prefix));
    std::unique_ptr<Looking> looking;
    std::size_t looked = 0;
    while (scan.next()) {
        const auto part = eventstore::decode_part(scan.key(), scan.value());
        if (!part) return tl::unexpected(part.error());
        ++looked_at;
        const AccountId id{eventstore::part_id(scan.key())};
        for (const AnnouncedDraft& one : std::get<AccountAutopay>(*part).announced) {
            if (!draft_is_due(one, on)) continue;
            if (looked++ % drafts_looked_at_together == 0) {
                auto again = StatesAsOf::at(reader, {});
                if (!again) return tl::unexpected(std::move(again.error()));
                looking = std::make_unique<Looking>(std::move(*again));
            }
            auto found = looking->into(id, one, on);
            if (!found) return tl::unexpected(std::move(found.error()));
            if (*found) use(**found);
        }
    }
    if (auto status = scan.status(); !status) return tl::unexpected(std::move(status.error()));
    return looked_at;
}

}  // namespace tally::projections

#include "tests/projections/hand_made.h"

#include <algorithm>

namespace tally::test {

using namespace domain;

namespace {
Personal sealed(const std::string& under, std::string_view text) {
    return {PersonId{under}, std::string{text}, true};
}
}  // namespace

HandMadeLog& HandMadeLog::next_command(std::string_view recorded_at) {
    ++commands_;
    if (!recorded_at.empty())
        recorded_at_ = std::max(recorded_at_, instant(recorded_at));
    else
        recorded_at_.microseconds += 1'000;
    return *this;
}

HandMadeLog& HandMadeLog::add(const StreamId& stream, Event event) {
    RecordedEvent recorded;
    recorded.envelope.position = events_.size();
    recorded.envelope.stream = stream;
    for (auto earlier = events_.rbegin(); earlier != events_.rend(); ++earlier) {
        if (earlier->envelope.stream != stream) continue;
        recorded.envelope.version = earlier->envelope.version + 1;
        break;
    }
    visit(
        [&](const auto& payload) {
            recorded.envelope.event_type = Plain{payload.type_name};
            recorded.envelope.schema_version = payload.schema_version;
        },
        event);
    recorded.envelope.command_id = CommandId{"c-" + std::to_string(commands_)};
    recorded.envelope.recorded_at = recorded_at_;
    recorded.envelope.actor = Plain{"test"};
    recorded.event = std::move(event);
    events_.push_back(std::move(recorded));
    return *this;
}

void HandMadeLog::add_settings() {
    next_command();
    add(settings_stream(), DivisionCreated{Plain{"ledger.test/gas"}, Code{"USD"}, Plain{"America/New_York"}, true});
    add(settings_stream(), Defined<BillCycle>{{}, {Code{"M01"}, Plain{"First week"}}});
    for (unsigned month = 1; month <= 12; ++month) {
        BillCycleWindow window;
        window.cycle = Code{"M01"};
        window.window_start = *Date::from({2022, month, 3});
        window.window_end = *Date::from({2022, month, 9});
        add(settings_stream(), Defined<BillCycleWindow>{{}, window});
    }
}

void HandMadeLog::add_customer(const std::string& n, std::string_view opened_on) {
    next_command();
    const std::string person_id = "P-" + n, account_id = "A-" + n, premise_id = "L-" + n;
    PersonName name;
    name.full = sealed(person_id, "Ada " + n + " Smith");
    add(stream_of(PersonId{person_id}), PersonRegistered{PersonId{person_id}, PersonKind::individual, name});
    add(stream_of(PersonId{person_id}),
        PersonPhoneSet{PersonId{person_id}, Code{"HOME"}, sealed(person_id, "(518) 555-01" + n)});
    LocationAdded location;
    location.premise = PremiseId{premise_id};
    location.address.country = Code{"US"};
    location.address.address1 = Plain{n + " Mill Lane"};
    location.address.city = Plain{"Albany"};
    add(stream_of(PremiseId{premise_id}), location);
    add(stream_of(PremiseId{premise_id}),
        ServicePointAdded{ServicePointId{premise_id + "-G"}, PremiseId{premise_id}, Code{"gas"}, Plain{"ESI" + n}});
    AccountOpened opened;
    opened.opened_on = date(opened_on);
    opened.customer_class = Code{"RES"};
    opened.bill_cycle = Code{"M01"};
    account(account_id, opened);
    AccountPersonLinked linked;
    linked.link.person = PersonId{person_id};
    linked.link.main_customer = true;
    linked.link.financially_responsible = true;
    account(account_id, linked);
    ServiceStartRequested start;
    start.sa = ServiceAgreementId{account_id + "-GAS"};
    start.service = Code{"gas"};
    start.premise = PremiseId{premise_id};
    start.service_point = ServicePointId{premise_id + "-G"};
    start.start_on = date(opened_on);
    account(account_id, start);
    account(account_id, ServiceActivated{{}, ServiceAgreementId{account_id + "-GAS"}, {}});
    add(stream_of(PremiseId{premise_id}), OccupancyStarted{ServicePointId{premise_id + "-G"}, AccountId{account_id},
                                                           ServiceAgreementId{account_id + "-GAS"}, date(opened_on)});
}

Financial HandMadeLog::financial(std::string_view effective, Money payoff,
                                 std::vector<std::pair<GlRole, Money>> postings) const {
    Financial made;
    made.effective_date = date(effective);
    made.accounting_date = date(effective);
    made.ages_from = date(effective);
    made.currency = Code{"USD"};
    made.payoff = payoff;
    made.current = payoff;
    for (const auto& [role, amount] : postings)
        made.postings.push_back({role, Code{"gl-" + std::string{name_of(role)}}, amount});
    return made;
}

void HandMadeLog::add_bill(const std::string& account_id, int number, std::string_view bill_date,
                           std::string_view due_date, std::string_view amount) {
    next_command(std::string{bill_date} + "T06:00:00Z");
    const std::string suffix = std::to_string(number);
    const Money total = usd(amount);
    BillSegmentFrozen segment;
    segment.segment = SegmentId{account_id + "-S" + suffix};
    segment.invoice = DocumentId{account_id + "-I" + suffix};
    segment.sa = ServiceAgreementId{account_id + "-GAS"};
    segment.from = date(bill_date) - 30;
    segment.until = date(bill_date);
    BillLine line;
    line.line_id = Plain{account_id + "-S" + suffix + "-1"};
    line.component = Code{"usage"};
    line.component_kind = ComponentKind::usage;
    line.description = Plain{"Gas used"};
    line.from = segment.from;
    line.until = segment.until;
    line.quantity = quantity("100");
    line.unit = Code{"therm"};
    line.price = Price{total.minor * 10'000};
    line.amount = total;
    line.gl_account = Code{"gl-revenue"};
    segment.lines = {line};
    segment.total = total;
    segment.financial = financial(bill_date, total, {{GlRole::ar, total}, {GlRole::revenue, -total}});
    segment.financial.ages_from = date(due_date);
    account(account_id, segment);
    InvoiceIssued invoice;
    invoice.invoice = segment.invoice;
    invoice.sequence = static_cast<std::uint32_t>(number);
    invoice.cycle = Code{"M01"};
    invoice.bill_date = date(bill_date);
    invoice.due_date = date(due_date);
    invoice.segment_count = 1;
    invoice.charges_total = total;
    invoice.total = total;
    account(account_id, invoice);
    StatementIssued statement;
    statement.statement = DocumentId{account_id + "-ST" + suffix};
    statement.sequence = static_cast<std::uint32_t>(number);
    statement.invoice = invoice.invoice;
    statement.bill_date = invoice.bill_date;
    statement.due_date = invoice.due_date;
    // Everything of the account since its last statement, and the balance from the deltas so far.
    Money swept_payments, before;
    for (const auto& recorded : events_) {
        if (recorded.envelope.stream != stream_of(AccountId{account_id})) continue;
        statement.cut_until = recorded.envelope.version + 1;
        if (const auto* earlier = get_if<StatementIssued>(&recorded.event)) {
            statement.cut_from = recorded.envelope.version;
            before = earlier->ending_payoff;
            swept_payments = {};
        }
        if (const auto* payment = get_if<PaymentPosted>(&recorded.event)) swept_payments -= payment->amount;
    }
    statement.previous_payoff = statement.previous_current = before;
    statement.payments_payoff = statement.payments_current = swept_payments;
    statement.charges_payoff = statement.charges_current = total;
    statement.ending_payoff = statement.ending_current = before + swept_payments + total;
    statement.messages = {Plain{"Thank you."}};
    account(account_id, statement);
}

void HandMadeLog::add_payment(const std::string& account_id, int number, std::string_view received_on,
                              std::string_view amount, std::string_view invoice) {
    next_command(std::string{received_on} + "T15:00:00Z");
    const Money paid = usd(amount);
    PaymentPosted payment;
    payment.payment = PaymentId{account_id + "-P" + std::to_string(number)};
    payment.payment_event = PaymentEventId{account_id + "-PE" + std::to_string(number)};
    payment.payor = AccountId{account_id};
    payment.received_on = date(received_on);
    payment.tenders = {{TenderId{"1"}, TenderKind::cheque, paid, Plain{"check 77"}}};
    payment.amount = paid;
    payment.financial = financial(received_on, -paid, {{GlRole::cash, paid}, {GlRole::unapplied, -paid}});
    account(account_id, payment);
    if (invoice.empty()) return;
    // As the domain allocates: never more than is open, under the item's own age and position.
    CreditAllocated allocated;
    AllocationLine line;
    line.source = {CreditSourceKind::tender, DocumentId{payment.payment.str()}, TenderId{"1"}};
    line.document = DocumentId{invoice};
    line.sa = ServiceAgreementId{account_id + "-GAS"};
    Money open;
    for (const auto& recorded : events_) {
        if (const auto* billed = get_if<BillSegmentFrozen>(&recorded.event);
            billed && billed->invoice == line.document) {
            open += billed->total;
            line.ages_from = billed->financial.ages_from;
            line.item_position = recorded.envelope.position;
        } else if (const auto* earlier = get_if<CreditAllocated>(&recorded.event)) {
            for (const auto& used : earlier->lines)
                if (used.document == line.document) open -= used.amount;
        }
    }
    TALLY_ASSERT(open > Money{}, "a test's payment pays an invoice that is open");
    line.amount = std::min(paid, open);
    allocated.lines = {line};
    allocated.total = line.amount;
    allocated.financial =
        financial(received_on, Money{}, {{GlRole::unapplied, line.amount}, {GlRole::ar, -line.amount}});
    allocated.financial.ages_from = line.ages_from;
    account(account_id, allocated);
}

void HandMadeLog::add_cancelled_tender(const std::string& account_id, int number, std::string_view on,
                                       std::string_view amount) {
    next_command(std::string{on} + "T16:00:00Z");
    const Money taken = usd(amount);
    TenderCancelled cancelled;
    cancelled.payment = PaymentId{account_id + "-P" + std::to_string(number)};
    cancelled.payment_event = PaymentEventId{account_id + "-PE" + std::to_string(number)};
    cancelled.tender = TenderId{"1"};
    cancelled.amount = taken;
    cancelled.financial = financial(on, taken, {{GlRole::unapplied, taken}, {GlRole::cash, -taken}});
    account(account_id, cancelled);
}

}  // namespace tally::test

#include "tests/domain/money_books.h"

namespace tally::test {

using namespace domain;

void Books::append(Events events) {
    CommandHeader header;
    header.command_id = CommandId{"books"};
    header.actor = Plain{"cli:books"};
    for (const NewEvent& event : events) {
        const auto trouble = journal::check_balanced(event.event);
        EXPECT_FALSE(trouble) << *trouble;
    }
    world().append(events, header);
}

void Books::open(std::string_view id, std::initializer_list<std::string_view> sa_types, bool metered) {
    const AccountId account{id};
    Events events;
    const auto add = [&](auto payload) { events.push_back({stream_of(account), std::move(payload)}); };
    add(AccountOpened{
        .account = account, .opened_on = date("2021-01-05"), .customer_class = Code{"RES"}, .bill_cycle = Code{"M01"}});
    AccountPersonLinked main{.account = account};
    main.link.person = PersonId{"P" + std::string{id}};
    main.link.main_customer = main.link.financially_responsible = true;
    add(main);
    for (const auto type : sa_types) {
        const ServiceAgreementId sa{std::string{id} + "-" + std::string{type}};
        const auto* terms = world().settings().sa_type(Code{type});
        TALLY_ASSERT(terms, "a test names a type of the standard utility");
        add(ServiceStartRequested{.account = account,
                                  .sa = sa,
                                  .sa_type = Code{type},
                                  .service_point = ServicePointId{metered ? sa.str() + "-SP" : ""},
                                  .start_on = date("2021-01-05"),
                                  .pay_priority = terms->pay_priority});
        add(ServiceActivated{.account = account, .sa = sa});
    }
    append(std::move(events));
}

void Books::bill(std::string_view id, std::string_view invoice, std::string_view due,
                 std::initializer_list<std::pair<std::string_view, std::string_view>> charges) {
    const AccountId account{id};
    const Date due_on = date(due), bill_date = due_on - 20;
    const auto& state = this->account(id);
    Events events;
    Money total;
    std::uint32_t segment = state.segment_count;
    for (const auto& [sa, amount] : charges) {
        BillLine line{
            .line_id = Plain{"1"}, .component = Code{"usage"}, .amount = usd(amount), .gl_account = Code{"gl:revenue"}};
        BillSegmentFrozen frozen{.account = account,
                                 .segment = SegmentId{std::string{id} + "-S" + std::to_string(++segment)},
                                 .invoice = DocumentId{invoice},
                                 .sa = ServiceAgreementId{sa},
                                 .from = bill_date - 30,
                                 .until = bill_date,
                                 .lines = {line},
                                 .total = line.amount};
        std::optional<Money> asked;
        if (const auto* agreement = state.agreement(frozen.sa); agreement && !agreement->budget_amount.is_zero())
            asked = agreement->budget_amount;
        auto financial = journal::charged(world().settings(), {.effective_date = bill_date, .ages_from = due_on},
                                          frozen.lines, asked);
        TALLY_ASSERT(financial.has_value(), "a test's charge is posted");
        frozen.financial = *financial;
        total += frozen.total;
        events.push_back({stream_of(account), std::move(frozen)});
    }
    events.push_back({stream_of(account), InvoiceIssued{.account = account,
                                                        .invoice = DocumentId{invoice},
                                                        .sequence = state.invoice_count + 1,
                                                        .cycle = Code{"M01"},
                                                        .bill_date = bill_date,
                                                        .due_date = due_on,
                                                        .segment_count = static_cast<std::uint32_t>(charges.size()),
                                                        .charges_total = total,
                                                        .total = total}});
    append(std::move(events));
}

void Books::stop(std::string_view id, std::string_view sa) {
    const AccountId account{id};
    BillSegmentFrozen last{.account = account,
                           .segment = SegmentId{std::string{sa} + "-last"},
                           .invoice = DocumentId{std::string{sa} + "-last"},
                           .sa = ServiceAgreementId{sa},
                           .from = date("2022-05-20"),
                           .until = date("2022-05-20"),
                           .final_segment = true};
    auto financial = journal::charged(world().settings(), {.effective_date = date("2022-05-20")}, last.lines);
    TALLY_ASSERT(financial.has_value(), "a test's charge is posted");
    last.financial = *financial;
    append({{stream_of(account), ServiceStopRequested{account, ServiceAgreementId{sa}, date("2022-05-19")}},
            {stream_of(account), ServiceStopped{account, ServiceAgreementId{sa}, date("2022-05-19"), {}}},
            {stream_of(account), last}});
}

std::string Books::open_of(std::string_view id, std::string_view document, std::string_view sa) {
    const OpenItem* item = account(id).item(DocumentId{document}, ServiceAgreementId{sa});
    if (item) {
        EXPECT_EQ(item->payoff_open, item->current_open);
    }
    return to_string(item ? item->current_open : Money{}, 2);
}
std::string Books::unapplied(std::string_view id) {
    return to_string(account(id).unapplied_total(), 2);
}
std::string Books::payoff(std::string_view id) {
    return to_string(account(id).payoff(), 2);
}

namespace {
std::string allocation_text(const std::vector<AllocationLine>& lines) {
    std::string text;
    for (const AllocationLine& line : lines) {
        text += (text.empty() ? "" : " ") + line.document.str() + "/" + line.sa.str() + "=" + to_string(line.amount, 2);
        text += " from " + line.source.document.str();
        if (!line.source.tender.empty()) text += "." + line.source.tender.str();
    }
    return text;
}
}  // namespace

std::string Books::allocated() const {
    std::vector<AllocationLine> lines;
    for (const auto& event : made<CreditAllocated>()) lines.insert(lines.end(), event.lines.begin(), event.lines.end());
    return allocation_text(lines);
}
std::string Books::deallocated() const {
    std::vector<AllocationLine> lines;
    for (const auto& event : made<CreditDeallocated>())
        lines.insert(lines.end(), event.lines.begin(), event.lines.end());
    return allocation_text(lines);
}

std::string posted(const Financial& financial) {
    std::string text;
    for (const Posting& posting : financial.postings)
        text += (text.empty() ? "" : " ") + std::string{name_of(posting.role)} + " " + to_string(posting.amount, 2);
    return text;
}

PostPayment a_payment(std::string_view account, std::string_view amount, std::string_view received_on) {
    return {.received_on = date(received_on),
            .tenders = {{.kind = TenderKind::cheque, .amount = usd(amount)}},
            .shares = {{.account = AccountId{account}}}};
}
Tender a_tender(std::string_view id, std::string_view amount) {
    return {.tender = TenderId{id}, .kind = TenderKind::cash, .amount = usd(amount)};
}
PaymentShare a_share(std::string_view account, std::string_view amount) {
    return {.account = AccountId{account}, .amount = usd(amount)};
}
PaymentShare a_spec_share(std::string_view account, std::string_view amount,
                          std::initializer_list<std::pair<std::string_view, std::string_view>> documents,
                          std::string_view remainder) {
    PaymentShare share = a_share(account, amount);
    share.policy = AllocationPolicy::spec;
    for (const auto& [document, part] : documents) share.spec.push_back({DocumentId{document}, usd(part)});
    share.remainder = usd(remainder);
    return share;
}

}  // namespace tally::test

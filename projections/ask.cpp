#include "projections/ask.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>
#include <utility>

#include "eventstore/codec/json.h"
#include "eventstore/codec/time_texts.h"
#include "eventstore/division/civil_time.h"
#include "projections/activity/activity_queries.h"
#include "projections/ar_history/ar_history_queries.h"
#include "projections/arrangements/arrangement_queries.h"
#include "projections/autopay/autopay_queries.h"
#include "projections/balances/balance_queries.h"
#include "projections/balances/dispute_queries.h"
#include "projections/budgets/budget_queries.h"
#include "projections/calendar/calendar_queries.h"
#include "projections/cash/cash_queries.h"
#include "projections/collections/collection_queries.h"
#include "projections/communications/communication_queries.h"
#include "projections/control_totals/control_totals_queries.h"
#include "projections/corrections/correction_queries.h"
#include "projections/cursor.h"
#include "projections/customers/customer_queries.h"
#include "projections/deposits/deposit_queries.h"
#include "projections/division_sums/division_queries.h"
#include "projections/division_sums/gl_extract_query.h"
#include "projections/division_sums/postings_query.h"
#include "projections/documents/document_queries.h"
#include "projections/exceptions/exception_queries.h"
#include "projections/explain/explain_queries.h"
#include "projections/intervals/interval_queries.h"
#include "projections/lists/list_queries.h"
#include "projections/market/market_queries.h"
#include "projections/masters/collective_statement.h"
#include "projections/masters/master_queries.h"
#include "projections/rebuild/rebuild.h"
#include "projections/render/counted.h"
#include "projections/render/render.h"
#include "projections/replay/replay.h"
#include "projections/search/duplicate_queries.h"
#include "projections/search/likeness.h"
#include "projections/search/search_queries.h"
#include "projections/settings/settings_queries.h"
#include "projections/unbilled/unbilled_queries.h"
#include "projections/unclaimed/unclaimed_queries.h"
#include "projections/usage/usage_queries.h"
#include "projections/verify/verify.h"
#include "projections/what_if/what_if_answers.h"

namespace tally::projections {

namespace {

using eventstore::Division;
constexpr std::size_t code_bytes_max = 64;
constexpr std::size_t words_bytes_max = 1'000;
using Answering = tl::expected<AnswerText, NoAnswer>;

struct Asked {
    const Division& division;
    const Question& question;
    const Reader& reader;
    const AsOf& as_of;
    AnswerForm form;
};

tl::unexpected<NoAnswer> no(NoAnswerKind kind, std::string about, std::string message) {
    return tl::unexpected(NoAnswer{kind, std::move(about), std::move(message)});
}
tl::unexpected<NoAnswer> no(const eventstore::StoreError& error) {
    return tl::unexpected(NoAnswer{NoAnswerKind::store_failed, {}, error.message, error.kind});
}

// What a cursor is bound to: all of the question but how long a page is.
std::string binding_of(const Question& question) {
    std::string all;
    for (const auto* part : {&question.kind, &question.id, &question.as_of, &question.effective, &question.channel})
        all += *part + '\0';
    all += question.intervals ? '1' : '0';
    if (!question.from.empty() || !question.to.empty()) all += question.from + '\0' + question.to;
    return all;
}

// wrong_with() has found that the cursor is one.
Page page_of(const Question& question) {
    Page page{question.limit, key_in_cursor(binding_of(question), question.cursor).value_or("")};
    const bool whole = question_of(question.kind)->paging == Paging::may && question.cursor.empty();
    if (page.limit == 0 && !whole) page.limit = page_lines;
    return page;
}

template <class Answer>
std::vector<domain::AccountId> accounts_named(const Answer& answer) {
    if constexpr (requires { answer.heading.account; }) {
        return {answer.heading.account};
    } else if constexpr (requires { answer.payor; }) {
        std::vector<domain::AccountId> all;
        const auto add = [&](const domain::AccountId& one) {
            if (!one.empty() && std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
        };
        add(answer.payor);
        for (const auto& share : answer.payments) add(share.heading.account);
        return all;
    } else {
        return {};
    }
}

template <class Answer>
Answering shown_with(const Asked& asked, const Answer& answer) {
    const auto& division = asked.division;
    if (asked.form == AnswerForm::json)
        return AnswerText{eventstore::to_json(answer, division.json()) + "\n", answer.position, false,
                          accounts_named(answer)};
    return AnswerText{render(answer, context_of(asked.reader)), answer.position, false, accounts_named(answer)};
}
template <class Answer>
concept OnPages = requires(const Answer& answer) {
    answer.next.given;
};
template <class Answer>
Answering answer_with(const Asked& asked, const Answer& answer) {
    return shown_with(asked, answer);
}
// A query says behind which line the next page begins; a client gets a cursor.
template <OnPages Answer>
Answering answer_with(const Asked& asked, const Answer& answer) {
    if (!answer.next.given) return shown_with(asked, answer);
    auto page = answer;
    page.next.set(domain::Plain{cursor_of(binding_of(asked.question), answer.next.value.str())});
    auto answering = shown_with(asked, page);
    if (answering && asked.form == AnswerForm::text)
        answering->text += "More: --cursor " + page.next.value.str() + "\n";
    return answering;
}
template <class Answer>
Answering answer_with(const Asked& asked, const Result<Answer>& answer) {
    if (!answer) return no(answer.error());
    return answer_with(asked, *answer);
}
NoAnswer not_there(const Question& question) {
    if (question.kind == "control-totals")
        return {NoAnswerKind::not_found, "id",
                "nothing was posted on " + question.id + ", and no system reported on it"};
    if (question.kind == "settings") {
        std::string tables;
        for (const auto table : settings_tables()) tables += (tables.empty() ? "" : ", ") + std::string{table};
        return {NoAnswerKind::not_found, "id", "there is no control table " + question.id + ": give one of " + tables};
    }
    if (question.kind == "gl-extract")
        return {NoAnswerKind::not_found, "id",
                "no accounting period begins on " + question.id +
                    ": give the first day of one of periods, or of a month where there are none"};
    return {NoAnswerKind::not_found, "id",
            "there is no " + std::string{question_of(question.kind)->id_of} + " " + question.id +
                (question.as_of.empty() ? "" : " as of " + question.as_of) + ": a search finds ids"};
}
template <class Answer>
Answering answer_with(const Asked& asked, const Answered<Answer>& answer) {
    if (!answer) return no(answer.error());
    if (!*answer) return tl::unexpected(not_there(asked.question));
    return answer_with(asked, **answer);
}

UsageRange range_of(const Question& question) {
    UsageRange range;
    range.channel = domain::Code{question.channel};
    range.intervals = question.intervals;
    range.page = page_of(question);
    return range;
}

// A channel that the service point has a register or usage of.
Answering usage_of(const Asked& asked, const domain::ServicePointId& id) {
    const auto range = range_of(asked.question);
    const auto answer = usage(asked.reader, id, range, asked.as_of);
    if (!answer || !*answer || range.channel.empty() || !(*answer)->lines.empty()) return answer_with(asked, answer);
    std::set<std::string> channels;
    const auto place = premise(asked.reader, (*answer)->premise, asked.as_of);
    if (!place) return no(place.error());
    if (*place)
        for (const auto& point : (*place)->service_points)
            if (point.service_point.service_point == id)
                for (const auto& meter : point.service_point.meters)
                    for (const auto& one : meter.registers) channels.insert(one.channel.str());
    const auto all = usage(asked.reader, id, {}, asked.as_of);
    if (!all) return no(all.error());
    if (*all)
        for (const auto& line : (*all)->lines) channels.insert(line.channel.str());
    if (channels.contains(range.channel.str())) return answer_with(asked, answer);
    std::string known;
    for (const auto& channel : channels) known += (known.empty() ? "" : ", ") + channel;
    return no(NoAnswerKind::not_found, "channel",
              "service point " + id.str() + " has no channel '" + range.channel.str() + "'" +
                  (known.empty() ? ": it has none yet" : ": give one of " + known));
}

// Most premises have one service point with usage to show, and then its id need not be known.
Answering premise_usage(const Asked& asked) {
    const auto found = premise(asked.reader, domain::PremiseId{asked.question.id}, asked.as_of);
    if (!found) return no(found.error());
    if (!*found) return tl::unexpected(not_there(asked.question));
    const auto& points = (*found)->service_points;
    if (points.size() == 1) return usage_of(asked, points.front().service_point.service_point);
    std::string ids;
    for (const auto& point : points) ids += (ids.empty() ? "" : ", ") + point.service_point.service_point.str();
    return points.empty() ? no(NoAnswerKind::not_found, "id", "premise " + asked.question.id + " has no service point")
                          : no(NoAnswerKind::question_wrong, "id",
                               "premise " + asked.question.id + " has several service points: ask for the usage of " +
                                   "one of " + ids);
}

// A channel that communications have.
Answering communications_of(const Asked& asked) {
    const domain::Code channel{asked.question.channel};
    std::string known;
    bool is_one = channel.empty();
    for (const std::string_view name : enum_names(domain::CommunicationChannel{})) {
        known += (known.empty() ? "" : ", ") + std::string{name};
        is_one = is_one || name == channel.str();
    }
    if (!is_one)
        return no(NoAnswerKind::not_found, "channel",
                  "there is no channel '" + channel.str() + "': give one of " + known);
    return answer_with(asked, communications(asked.reader, domain::AccountId{asked.question.id}, channel, asked.as_of,
                                             page_of(asked.question)));
}

Answering control_totals_of(const Asked& asked) {
    const auto day = domain::Date::parse(asked.question.id);
    const auto answer = control_totals(asked.reader, day);
    auto answering = answer_with(asked, answer);
    if (answering) answering->finding = drifts_in(**answer) > 0;
    return answering;
}

// wrong_with() has found that both are dates.
Answering intervals_of(const Asked& asked) {
    const domain::ServicePointId id{asked.question.id};
    IntervalRange range;
    range.channel = domain::Code{asked.question.channel};
    if (const auto from = domain::Date::parse(asked.question.from)) range.from = *from;
    if (const auto to = domain::Date::parse(asked.question.to)) range.to = *to;
    const auto answer = intervals(asked.reader, id, range, asked.as_of);
    if (!answer || !*answer || range.channel.empty() || !(*answer)->channel.empty()) return answer_with(asked, answer);
    std::string known;
    for (const auto& channel : (*answer)->channels) known += (known.empty() ? "" : ", ") + channel.str();
    return no(NoAnswerKind::not_found, "channel",
              "service point " + id.str() + " has no interval values of channel '" + range.channel.str() + "'" +
                  (known.empty() ? ": it has none" : ": give one of " + known));
}

Answering postings_between(const Asked& asked) {
    PostingDates dates;
    if (const auto from = domain::Date::parse(asked.question.from)) dates.from = *from;
    if (const auto to = domain::Date::parse(asked.question.to)) dates.to = *to;
    return answer_with(
        asked, postings(asked.reader, domain::Code{asked.question.id}, dates, asked.as_of, page_of(asked.question)));
}

// A tender source that is defined.
Answering suspense_of(const Asked& asked) {
    SuspenseChoice choice;
    choice.source = domain::Code{asked.question.channel};
    if (const auto from = domain::Date::parse(asked.question.from)) choice.from = *from;
    if (const auto to = domain::Date::parse(asked.question.to)) choice.to = *to;
    return answer_with(asked, suspense(asked.reader, choice, page_of(asked.question)));
}

// A set, kind or status that market transactions have.
template <class Id>
Answering market_of(const Asked& asked) {
    MarketChoice choice;
    choice.only = domain::Code{asked.question.channel};
    if (!choice.only.empty() && !narrows_market(choice.only))
        return no(NoAnswerKind::not_found, "channel",
                  "market transactions have no set, kind or status '" + choice.only.str() +
                      "': give such as 814, remittance or rejected");
    if (const auto from = domain::Date::parse(asked.question.from)) choice.from = *from;
    if (const auto to = domain::Date::parse(asked.question.to)) choice.to = *to;
    return answer_with(asked,
                       market_transactions(asked.reader, Id{asked.question.id}, choice, page_of(asked.question)));
}

Answering cash_of(const Asked& asked) {
    const auto answer = cash(asked.reader);
    auto answering = answer_with(asked, answer);
    if (answering) answering->finding = !answer->agrees;
    return answering;
}

struct Row {
    QuestionKind kind;
    Answering (*answer)(const Asked&);
};

template <auto query, class Id>
Answering by_id(const Asked& a) {
    return answer_with(a, query(a.reader, Id{a.question.id}, a.as_of));
}
// Where what is computed again does not agree, people must look at it.
template <auto query, class Id>
Answering explained(const Asked& a) {
    const auto answer = query(a.reader, Id{a.question.id}, a.as_of);
    auto answering = answer_with(a, answer);
    if (answering) answering->finding = !(*answer)->agrees;
    return answering;
}
template <auto query, class Id>
Answering page_by_id(const Asked& a) {
    return answer_with(a, query(a.reader, Id{a.question.id}, a.as_of, page_of(a.question)));
}
template <auto query>
Answering page_with(const Asked& a) {
    return answer_with(a, query(a.reader, a.as_of, page_of(a.question)));
}
template <class Answer>
const eventstore::RecordShape* shape_of() {
    return &eventstore::record_shape<Answer>();
}

// A question about the one of an id, now or as of a time.
QuestionKind about(std::string_view kind, std::string_view id_of, std::string_view path,
                   const eventstore::RecordShape* answer, Paging paging = Paging::none) {
    QuestionKind row;
    row.paging = paging;
    row.kind = kind;
    row.id_of = id_of;
    row.past = true;
    row.path = path;
    row.answer = answer;
    return row;
}
QuestionKind about_usage(std::string_view kind, std::string_view id_of, std::string_view path) {
    auto row = about(kind, id_of, path, shape_of<UsageAnswer>(), Paging::may);
    row.usage = true;
    return row;
}
// Of one channel between two days.
QuestionKind of_a_channel(std::string_view kind, std::string_view id_of, std::string_view path,
                          const eventstore::RecordShape* answer) {
    auto row = about(kind, id_of, path, answer);
    row.channel = true;
    row.dates = true;
    return row;
}
// A question about the whole division, now or as of a time.
QuestionKind about_division(std::string_view kind, std::string_view path, const eventstore::RecordShape* answer) {
    auto row = about(kind, "", path, answer);
    row.need = IdNeed::none;
    row.division_wide = true;
    return row;
}
// A question about the accounting period that begins on a day.
QuestionKind of_a_period(std::string_view kind, std::string_view path, const eventstore::RecordShape* answer) {
    auto row = about(kind, "first day of an accounting period", path, answer);
    row.form = IdForm::date;
    row.division_wide = true;
    return row;
}
// A list, or one of it, as it is now.
QuestionKind list_or_one(std::string_view kind, IdForm form, std::string_view id_of, std::string_view path,
                         std::string_view id_path, const eventstore::RecordShape* answer) {
    auto row = about(kind, id_of, path, answer);
    row.need = IdNeed::may;
    row.form = form;
    row.past = false;
    row.id_path = id_path;
    return row;
}
QuestionKind about_words(std::string_view kind, std::string_view path, std::string_view parameter,
                         const eventstore::RecordShape* answer) {
    auto row = about(kind, "", path, answer);
    row.form = IdForm::words;
    row.past = false;
    row.id_parameter = parameter;
    return row;
}
// By what is typed of a person, as it is now.
QuestionKind about_a_typed_person(std::string_view kind, std::string_view path, const eventstore::RecordShape* answer) {
    auto row = about(kind, "", path, answer);
    row.need = IdNeed::none;
    row.past = false;
    row.person = true;
    return row;
}

// Lines of one code between two dates.
QuestionKind between_dates(std::string_view kind, std::string_view path, std::string_view parameter,
                           const eventstore::RecordShape* answer) {
    auto row = about(kind, "", path, answer, Paging::always);
    row.form = IdForm::code;
    row.id_parameter = parameter;
    row.dates = true;
    return row;
}

QuestionKind by_channel(QuestionKind row) {
    row.channel = true;
    return row;
}
QuestionKind on_pages(QuestionKind row, Paging paging = Paging::always) {
    row.paging = paging;
    return row;
}
QuestionKind also_of_the_past(QuestionKind row) {
    row.past = true;
    return row;
}
QuestionKind of_now(QuestionKind row) {
    row.past = false;
    return row;
}
QuestionKind by_channel_and_dates(QuestionKind row) {
    row.channel = row.dates = true;
    return row;
}
QuestionKind in_state(std::string_view state, QuestionKind row) {
    row.state = state;
    return row;
}
// A list over the division that is read from an index, whatever the time.
QuestionKind list_of(std::string_view kind, std::string_view path, const eventstore::RecordShape* answer) {
    auto row = about(kind, "", path, answer);
    row.need = IdNeed::none;
    return row;
}

// Questions about one of an id.
std::vector<Row> rows_about_one() {
    using namespace domain;
    return {
        {about("person", "person", "/v1/persons/{id}", shape_of<PersonAnswer>()), by_id<&person, PersonId>},
        {about("account", "account", "/v1/accounts/{id}", shape_of<AccountAnswer>()), by_id<&account, AccountId>},
        {about("premise", "premise", "/v1/premises/{id}", shape_of<PremiseAnswer>()), by_id<&premise, PremiseId>},
        {about("balance", "account", "/v1/accounts/{id}/balance", shape_of<BalanceAnswer>()),
         by_id<&balance, AccountId>},
        {about("open-items", "account", "/v1/accounts/{id}/open-items", shape_of<OpenItemsAnswer>(), Paging::may),
         page_by_id<&open_items, AccountId>},
        {about("disputes", "account", "/v1/accounts/{id}/disputes", shape_of<DisputesAnswer>()),
         by_id<&disputes, AccountId>},
        {about("ar-history", "account", "/v1/accounts/{id}/ar-history", shape_of<ArHistoryAnswer>(), Paging::may),
         page_by_id<&ar_history, AccountId>},
        {about("documents", "account", "/v1/accounts/{id}/documents", shape_of<DocumentsAnswer>(), Paging::may),
         page_by_id<&documents, AccountId>},
        {about("arrangements", "account", "/v1/accounts/{id}/arrangements", shape_of<ArrangementsAnswer>()),
         by_id<&arrangements, AccountId>},
        {about("autopay", "account", "/v1/accounts/{id}/autopay", shape_of<AutopayAnswer>(), Paging::may),
         page_by_id<&autopay, AccountId>},
        {about("explain-draft", "invoice", "/v1/invoices/{id}/draft", shape_of<DraftExplanation>()),
         by_id<&explain_draft, DocumentId>},
        {about("collections", "account", "/v1/accounts/{id}/collections", shape_of<CollectionsAnswer>()),
         by_id<&collections, AccountId>},
        {about("corrections", "account", "/v1/accounts/{id}/corrections", shape_of<CorrectionsAnswer>()),
         by_id<&corrections, AccountId>},
        {about("correction", "correction", "/v1/corrections/{id}", shape_of<CorrectionAnswer>()),
         by_id<&correction, DocumentId>},
        {by_channel(about("communications", "account", "/v1/accounts/{id}/communications",
                          shape_of<CommunicationsAnswer>(), Paging::always)),
         &communications_of},
        {about("letter", "letter", "/v1/letters/{id}", shape_of<LetterAnswer>()), by_id<&letter, DocumentId>},
        {about("budgets", "account", "/v1/accounts/{id}/budgets", shape_of<BudgetsAnswer>()),
         by_id<&budgets, AccountId>},
        {about("deposits", "account", "/v1/accounts/{id}/deposits", shape_of<DepositsAnswer>()),
         by_id<&deposits, AccountId>},
        {about("unbilled", "account", "/v1/accounts/{id}/unbilled", shape_of<UnbilledAnswer>()),
         by_id<&unbilled, AccountId>},
        {about("activity", "account", "/v1/accounts/{id}/activity", shape_of<ActivityAnswer>(), Paging::always),
         page_by_id<&activity, AccountId>},
        {about("invoice", "invoice", "/v1/invoices/{id}", shape_of<InvoiceAnswer>()), by_id<&invoice, DocumentId>},
        {about("statement", "statement", "/v1/statements/{id}", shape_of<StatementAnswer>()),
         by_id<&statement, DocumentId>},
        {about("payment", "payment", "/v1/payments/{id}", shape_of<PaymentAnswer>()), by_id<&payment, PaymentEventId>},
        {about("explain-invoice", "invoice", "/v1/invoices/{id}/explanation", shape_of<BillExplanation>()),
         &explained<&explain_bill, DocumentId>},
        {about("explain-line", "line of a bill", "/v1/lines/{id}/explanation", shape_of<LineExplanation>()),
         &explained<&explain_line, DocumentId>},
        {about("explain-balance", "account", "/v1/accounts/{id}/balance/explanation", shape_of<BalanceExplanation>()),
         &explained<&explain_balance, AccountId>},
        {about("explain-payment", "payment", "/v1/payments/{id}/explanation", shape_of<PaymentExplanation>()),
         &explained<&explain_payment, PaymentEventId>},
        {about_usage("usage", "service point", "/v1/service-points/{id}/usage"),
         [](const Asked& a) { return usage_of(a, ServicePointId{a.question.id}); }},
        {about_usage("premise-usage", "premise", "/v1/premises/{id}/usage"), &premise_usage},
        {of_a_channel("intervals", "service point", "/v1/service-points/{id}/intervals", shape_of<IntervalsAnswer>()),
         &intervals_of},
    };
}

// Questions about the utility's own cash, as it is now.
std::vector<Row> rows_about_cash() {
    using namespace domain;
    return {
        {by_channel_and_dates(on_pages(of_now(list_of("suspense", "/v1/suspense", shape_of<SuspenseAnswer>())))),
         &suspense_of},
        {of_now(about("explain-suspense", "sum in suspense", "/v1/suspense/{id}/explanation",
                      shape_of<SuspenseExplanation>())),
         [](const Asked& a) {
             const auto answer = explain_suspense(a.reader, SuspenseId{a.question.id});
             auto answering = answer_with(a, answer);
             if (answering) answering->finding = !(*answer)->agrees;
             return answering;
         }},
        {on_pages(of_now(list_of("batches", "/v1/batches", shape_of<BatchesAnswer>()))),
         [](const Asked& a) { return answer_with(a, batches(a.reader, page_of(a.question))); }},
        {of_now(about("batch", "batch", "/v1/batches/{id}", shape_of<BatchAnswer>(), Paging::may)),
         [](const Asked& a) { return answer_with(a, batch(a.reader, BatchId{a.question.id}, page_of(a.question))); }},
        {on_pages(of_now(list_of("bank-deposits", "/v1/bank-deposits", shape_of<BankDepositsAnswer>()))),
         [](const Asked& a) { return answer_with(a, bank_deposits(a.reader, page_of(a.question))); }},
        {of_now(list_of("cash", "/v1/cash", shape_of<CashAnswer>())), &cash_of},
    };
}

// Questions about market transactions, as they are now.
std::vector<Row> rows_about_market() {
    using namespace domain;
    const auto of_one = [](std::string_view kind, std::string_view id_of, std::string_view path) {
        return by_channel_and_dates(
            of_now(about(kind, id_of, path, shape_of<MarketTransactionsAnswer>(), Paging::always)));
    };
    return {
        {of_one("market-transactions", "account", "/v1/accounts/{id}/market-transactions"), &market_of<AccountId>},
        {of_one("premise-market-transactions", "premise", "/v1/premises/{id}/market-transactions"),
         &market_of<PremiseId>},
        {of_one("service-point-market-transactions", "service point", "/v1/service-points/{id}/market-transactions"),
         &market_of<ServicePointId>},
        {of_now(about("market-transaction", "market transaction", "/v1/market-transactions/{id}",
                      shape_of<MarketTransactionAnswer>())),
         [](const Asked& a) { return answer_with(a, market_transaction(a.reader, DocumentId{a.question.id})); }},
        {on_pages(of_now(list_of("market-unpaired", "/v1/market-unpaired", shape_of<MarketTransactionsAnswer>()))),
         [](const Asked& a) { return answer_with(a, market_unpaired(a.reader, page_of(a.question))); }},
        {on_pages(of_now(list_of("market-awaited", "/v1/market-awaited", shape_of<MarketTransactionsAnswer>()))),
         [](const Asked& a) { return answer_with(a, market_awaited(a.reader, page_of(a.question))); }},
    };
}

// Questions about masters above accounts, and about collectives.
std::vector<Row> rows_about_masters() {
    using namespace domain;
    return {
        {on_pages(list_of("masters", "/v1/masters", shape_of<MastersAnswer>())), &page_with<&masters>},
        {about("master", "master", "/v1/masters/{id}", shape_of<MasterAnswer>(), Paging::may),
         page_by_id<&master, MasterId>},
        {about("explain-master", "master", "/v1/masters/{id}/explanation", shape_of<MasterExplanation>()),
         &explained<&explain_master, MasterId>},
        {about("collective", "master", "/v1/masters/{id}/collective", shape_of<CollectiveAnswer>()),
         by_id<&collective, MasterId>},
        {about("collective-statement", "collective statement", "/v1/collective-statements/{id}",
               shape_of<CollectiveSheetAnswer>()),
         by_id<&collective_statement, DocumentId>},
    };
}

// Lists over the division that people work through, and what one of them is about.
std::vector<Row> rows_about_work() {
    using namespace domain;
    return {
        {on_pages(
             in_state("requested", of_now(list_of("adjustments", "/v1/adjustments", shape_of<AdjustmentsAnswer>())))),
         [](const Asked& a) { return answer_with(a, waiting_adjustments(a.reader, page_of(a.question))); }},
        {on_pages(of_now(list_of("billing-errors", "/v1/billing-errors", shape_of<BillingErrorsAnswer>()))),
         [](const Asked& a) { return answer_with(a, billing_errors(a.reader, page_of(a.question))); }},
        {on_pages(list_or_one("exceptions", IdForm::id, "service point", "/v1/exceptions",
                              "/v1/service-points/{id}/exceptions", shape_of<ExceptionsAnswer>())),
         [](const Asked& a) {
             return answer_with(a, exceptions(a.reader, ServicePointId{a.question.id}, a.as_of, page_of(a.question)));
         }},
        {on_pages(list_or_one("missing-reads", IdForm::date, "day", "/v1/missing-reads", "/v1/missing-reads/{id}",
                              shape_of<MissingReadsAnswer>())),
         [](const Asked& a) {
             const auto on = domain::Date::parse(a.question.id);
             return answer_with(a,
                                missing_reads_of(a.reader, on.value_or(domain::Date{}), a.as_of, page_of(a.question)));
         }},
        {on_pages(
             list_or_one("drafts", IdForm::date, "day", "/v1/drafts", "/v1/drafts/{id}", shape_of<DraftsAnswer>())),
         [](const Asked& a) {
             const auto on = domain::Date::parse(a.question.id);
             return answer_with(a, drafts(a.reader, on.value_or(domain::Date{}), page_of(a.question)));
         }},
        {about("unclaimed", "account", "/v1/accounts/{id}/unclaimed", shape_of<UnclaimedAnswer>()),
         by_id<&unclaimed, AccountId>},
        {on_pages(list_or_one("unclaimed-property", IdForm::date, "day", "/v1/unclaimed-property",
                              "/v1/unclaimed-property/{id}", shape_of<UnclaimedPropertyAnswer>())),
         [](const Asked& a) {
             const auto on = domain::Date::parse(a.question.id);
             return answer_with(a, unclaimed_property_of(a.reader, on.value_or(domain::Date{}), page_of(a.question)));
         }},
        {on_pages(list_or_one("escheats", IdForm::id, "report", "/v1/escheats", "/v1/escheats/{id}",
                              shape_of<EscheatsAnswer>())),
         [](const Asked& a) {
             return answer_with(a, escheats(a.reader, domain::Code{a.question.id}, page_of(a.question)));
         }},
        {on_pages(of_now(list_of("in-collection", "/v1/collections", shape_of<InCollectionAnswer>()))),
         [](const Asked& a) { return answer_with(a, in_collection(a.reader, page_of(a.question))); }},
        {on_pages(of_now(list_of("corrections-due", "/v1/corrections", shape_of<CorrectionsDueAnswer>()))),
         [](const Asked& a) { return answer_with(a, corrections_due(a.reader, page_of(a.question))); }},
    };
}

// Questions about the whole division, its tables and its lists.
std::vector<Row> rows_about_all() {
    using namespace domain;
    return {
        {about_division("trial-balance", "/v1/trial-balance", shape_of<TrialBalanceAnswer>()),
         [](const Asked& a) { return answer_with(a, trial_balance(a.reader, a.as_of)); }},
        {of_a_period("gl-extract", "/v1/periods/{id}/gl-extract", shape_of<GlExtractAnswer>()),
         [](const Asked& a) {
             const auto first_day = domain::Date::parse(a.question.id);
             return answer_with(a, gl_extract(a.reader, first_day.value_or(domain::Date{}), a.as_of));
         }},
        {between_dates("postings", "/v1/postings", "gl_account", shape_of<PostingsAnswer>()), &postings_between},
        {about_division("totals", "/v1/totals", shape_of<TotalsAnswer>()),
         [](const Asked& a) { return answer_with(a, totals(a.reader, a.as_of)); }},
        {on_pages(list_or_one("calendar", IdForm::code, "bill cycle", "/v1/calendar", "/v1/calendar/{id}",
                              shape_of<CalendarAnswer>()),
                  Paging::may),
         [](const Asked& a) { return answer_with(a, calendar(a.reader, Code{a.question.id}, page_of(a.question))); }},
        {list_or_one("control-totals", IdForm::date, "day", "/v1/control-totals", "/v1/control-totals/{id}",
                     shape_of<ControlTotalsAnswer>()),
         &control_totals_of},
        {on_pages(list_of("accounts", "/v1/accounts", shape_of<AccountsAnswer>())), &page_with<&accounts>},
        {on_pages(list_of("persons", "/v1/persons", shape_of<PersonsAnswer>())), &page_with<&persons>},
        {on_pages(list_of("premises", "/v1/premises", shape_of<PremisesAnswer>())), &page_with<&premises>},
        {also_of_the_past(list_or_one("settings", IdForm::code, "control table", "/v1/settings", "/v1/settings/{id}",
                                      shape_of<SettingsAnswer>())),
         [](const Asked& a) { return answer_with(a, settings(a.reader, Code{a.question.id}, a.as_of)); }},
        {list_of("periods", "/v1/periods", shape_of<PeriodsAnswer>()),
         [](const Asked& a) { return answer_with(a, periods(a.reader, a.as_of)); }},
        {on_pages(list_of("tariffs", "/v1/tariffs", shape_of<TariffsAnswer>())), &page_with<&tariffs>},
        {about("tariff", "tariff", "/v1/tariffs/{id}", shape_of<TariffAnswer>()), by_id<&tariff, TariffId>},
        {about_words("search", "/v1/search", "q", shape_of<SearchAnswer>()),
         [](const Asked& a) {
             const auto limit = a.question.limit == 0 ? search_limit : a.question.limit;
             return answer_with(a, search(a.reader, a.question.id, limit));
         }},
        {about_a_typed_person("duplicates", "/v1/duplicates", shape_of<DuplicatesAnswer>()),
         [](const Asked& a) {
             const auto limit = a.question.limit == 0 ? duplicates_limit : a.question.limit;
             return answer_with(a, likely_duplicates(a.reader, a.question.typed, limit));
         }},
    };
}

const std::vector<Row>& rows() {
    static const std::vector<Row> all = [] {
        auto both = rows_about_one();
        for (auto& row : rows_about_cash()) both.push_back(row);
        for (auto& row : rows_about_market()) both.push_back(row);
        for (auto& row : rows_about_masters()) both.push_back(row);
        for (auto& row : rows_about_work()) both.push_back(row);
        for (auto& row : rows_about_all()) both.push_back(row);
        return both;
    }();
    return all;
}

// Long or unprintable input is not repeated whole.
constexpr std::size_t shown_bytes_max = 64;
std::string shown(std::string_view text) {
    if (text.size() > shown_bytes_max) return "a text of " + std::to_string(text.size()) + " bytes";
    return "'" + std::string{text} + "'";
}

std::string why_not_a_date(const std::string& text) {
    if (text.size() > shown_bytes_max) return shown(text) + " is not a date: give one such as 2022-01-05";
    return eventstore::why_not_a_date(text).sentence(text);
}

// Of a text that is neither a position, nor an instant, nor a date: what is wrong with the one it seems to be.
std::string why_not_a_time(const std::string& text) {
    if (text.find('-') == std::string::npos || text.size() > shown_bytes_max)
        return shown(text) + " is neither a position, nor an instant such as 2022-01-05T12:00:00Z, nor a date";
    return text.find('T') == std::string::npos ? why_not_a_date(text)
                                               : eventstore::why_not_an_instant(text).sentence(text);
}

// The parameter of the question that its kind does not take.
std::string_view not_taken(const QuestionKind& kind, const Question& question) {
    if (!kind.past && !question.as_of.empty()) return "as_of";
    if (!kind.past && !question.effective.empty()) return "effective";
    if (!kind.usage && !kind.channel && !question.channel.empty()) return "channel";
    if (!kind.usage && question.intervals) return "intervals";
    if (kind.paging == Paging::none && !question.cursor.empty()) return "cursor";
    if (kind.state.empty() && !question.state.empty()) return "state";
    if (lines_max(kind) == 0 && question.limit != 0) return "limit";
    if (!kind.dates && !question.from.empty()) return "from";
    if (!kind.dates && !question.to.empty()) return "to";
    if (kind.person) return {};
    for (const auto& typed : typed_parameters())
        if (!(question.typed.*typed.text).empty()) return typed.name;
    return {};
}

bool is_typed(std::string_view name) {
    const auto all = typed_parameters();
    return std::any_of(all.begin(), all.end(), [&](const TypedParameter& typed) { return typed.name == name; });
}
std::optional<NoAnswer> wrong_with_typed(const TypedPerson& person) {
    const auto wrong = [](std::string_view about, std::string message) {
        return NoAnswer{NoAnswerKind::question_wrong, std::string{about}, std::move(message)};
    };
    if (person == TypedPerson{})
        return wrong("name", "give what is typed of the person: name, phone, email, identifier or address");
    for (const auto& typed : typed_parameters()) {
        const std::string& text = person.*typed.text;
        if (text.size() > typed_bytes_max)
            return wrong(typed.name,
                         shown(text) + " is too long: give at most " + std::to_string(typed_bytes_max) + " bytes");
        if (typed.several && values_in(text).size() > typed_values_max)
            return wrong(typed.name, std::to_string(values_in(text).size()) +
                                         " values are too many at once: give at most " +
                                         std::to_string(typed_values_max));
    }
    return std::nullopt;
}

std::optional<NoAnswer> wrong_with_dates(const Question& question) {
    for (const auto& [name, text] : {std::pair{"from", &question.from}, std::pair{"to", &question.to}})
        if (!text->empty() && !domain::Date::parse(*text))
            return NoAnswer{NoAnswerKind::question_wrong, name, why_not_a_date(*text)};
    if (question.from.empty() || question.to.empty()) return std::nullopt;
    if (*domain::Date::parse(question.from) <= *domain::Date::parse(question.to)) return std::nullopt;
    return NoAnswer{NoAnswerKind::question_wrong, "to",
                    shown(question.to) + " is before " + shown(question.from) + ": give the later date as `to`"};
}

// Needs the division only for the end of a day.
Answering read_times(const Division* division, const Question& question, AsOf& as_of) {
    const auto day = domain::Date::parse(question.as_of);
    if (day && division) {
        // The day's last instant where the utility is; of today, now.
        const auto zone = eventstore::CivilTime::of(division->identity().time_zone.str());
        if (!zone) return no(zone.error());
        if (division->identity().simulated_time || *day != division->today())
            as_of.recorded_by = domain::Instant{zone->start_of(*day + 1).microseconds - 1};
        as_of.today = *day;
    } else if (!question.as_of.empty() && !day) {
        const auto parsed = parse_as_of(question.as_of);
        if (!parsed) return no(NoAnswerKind::question_wrong, "as_of", why_not_a_time(question.as_of));
        as_of = *parsed;
    }
    if (!question.effective.empty()) {
        const auto date = domain::Date::parse(question.effective);
        if (!date) return no(NoAnswerKind::question_wrong, "effective", why_not_a_date(question.effective));
        as_of.effective = *date;
    }
    return {};
}

}  // namespace

std::string_view code_of(NoAnswerKind kind) {
    switch (kind) {
        case NoAnswerKind::question_wrong:
            return "question_wrong";
        case NoAnswerKind::not_known_yet:
            return "not_known_yet";
        case NoAnswerKind::not_found:
            return "not_found";
        case NoAnswerKind::store_failed:
            return "store_failed";
    }
    return "store_failed";
}

std::span<const QuestionKind> questions() {
    static const std::vector<QuestionKind> all = [] {
        std::vector<QuestionKind> kinds;
        for (const auto& row : rows()) kinds.push_back(row.kind);
        return kinds;
    }();
    return all;
}

std::vector<eventstore::CatalogueEntry> answer_catalogue() {
    using eventstore::record_shape;
    std::vector<eventstore::CatalogueEntry> all;
    for (const auto& question : questions()) all.push_back({question.kind, question.answer});
    all.insert(all.end(), {{"replay", &record_shape<ReplayAnswer>()},
                           {"rebuild", &record_shape<RebuildAnswer>()},
                           {"verify", &record_shape<VerifyAnswer>()},
                           {"what-if", &record_shape<WhatIfAnswer>()}});
    return all;
}

const QuestionKind* question_of(std::string_view kind) {
    for (const auto& row : questions())
        if (row.kind == kind) return &row;
    return nullptr;
}

std::span<const TypedParameter> typed_parameters() {
    static constexpr std::array all{
        TypedParameter{"name", &TypedPerson::name, "The name, or its first, middle and last part", false},
        TypedParameter{"phone", &TypedPerson::phone, "Phone numbers, with commas between", true},
        TypedParameter{"email", &TypedPerson::email, "E-mail addresses, with commas between", true},
        TypedParameter{"identifier", &TypedPerson::identifier, "Identifiers, with commas between", true},
        TypedParameter{"address", &TypedPerson::address, "Number, street, city and postal code", false}};
    return all;
}

std::vector<std::string_view> parameters_of(const QuestionKind& kind) {
    std::vector<std::string_view> names;
    if (kind.past) names.insert(names.end(), {"as_of", "effective"});
    if (kind.usage) names.insert(names.end(), {"channel", "intervals"});
    if (kind.channel) names.emplace_back("channel");
    if (lines_max(kind) != 0) names.emplace_back("limit");
    if (kind.paging != Paging::none) names.emplace_back("cursor");
    if (!kind.state.empty()) names.emplace_back("state");
    if (kind.dates) names.insert(names.end(), {"from", "to"});
    if (kind.person)
        for (const auto& typed : typed_parameters()) names.push_back(typed.name);
    return names;
}

std::size_t lines_max(const QuestionKind& kind) {
    if (kind.form == IdForm::words) return search_limit_max;
    if (kind.person) return duplicates_limit_max;
    return kind.paging == Paging::none ? 0 : page_lines_max;
}

std::string wrong_with_id(IdForm form, std::string_view text) {
    switch (form) {
        case IdForm::id:
            if (domain::valid_id(text)) return {};
            return shown(text) +
                   " cannot be an id: an id has 1 to 64 printable ASCII characters, without blanks and '/'";
        case IdForm::code:
            if (text.size() <= code_bytes_max &&
                std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }))
                return {};
            return shown(text) + " cannot be a code: a code has at most 64 bytes without control characters";
        case IdForm::date:
            if (domain::Date::parse(text)) return {};
            return shown(text) + " is not an accounting date: give one such as 2022-01-05";
        case IdForm::words:
            if (text.size() <= words_bytes_max) return {};
            return shown(text) + " is too long a search: give at most " + std::to_string(words_bytes_max) + " bytes";
    }
    return {};
}

std::optional<NoAnswer> wrong_with(const Question& question) {
    const auto wrong = [](std::string_view about, std::string message) {
        return NoAnswer{NoAnswerKind::question_wrong, std::string{about}, std::move(message)};
    };
    const auto* kind = question_of(question.kind);
    if (kind == nullptr) {
        std::string known;
        for (const auto& row : questions()) known += (known.empty() ? "" : ", ") + std::string{row.kind};
        return wrong("kind", shown(question.kind) + " is not known: ask for one of " + known);
    }
    if (kind->need == IdNeed::must && question.id.empty())
        return wrong("id", kind->form == IdForm::words   ? "give the words to search for"
                           : !kind->id_parameter.empty() ? question.kind + ": give " + std::string{kind->id_parameter}
                                                         : question.kind + ": give the id of the one to show");
    if (kind->need == IdNeed::none && !question.id.empty())
        return wrong("id", question.kind + " takes no id: leave " + shown(question.id) + " out");
    if (!question.id.empty())
        if (auto problem = wrong_with_id(kind->form, question.id); !problem.empty())
            return wrong("id", std::move(problem));
    if (const auto name = not_taken(*kind, question); name == "as_of" || name == "effective")
        return wrong(name, question.kind + " is known as it is now only: ask without a time");
    else if (name == "limit" || name == "cursor")
        return wrong(name, question.kind + " is answered whole: ask without a limit and a cursor");
    else if (name == "from" || name == "to")
        return wrong(name, question.kind + " is not listed by date: leave it out; postings and intervals are");
    else if (is_typed(name))
        return wrong(name, question.kind + " is not asked by what is typed of a person: leave it out; duplicates is");
    else if (name == "state")
        return wrong(name, question.kind + " is not listed by state: leave it out; adjustments are");
    else if (!name.empty())
        return wrong(
            name, question.kind + " has no " + std::string{name} + ": leave it out; usage and premise-usage take it");
    if (!question.state.empty() && question.state != kind->state)
        return wrong("state", shown(question.state) + " is not a state that " + question.kind +
                                  " are listed by: give " + std::string{kind->state});
    if (question.limit > lines_max(*kind))
        return wrong("limit", std::to_string(question.limit) + " lines are too many at once: give at most " +
                                  std::to_string(lines_max(*kind)));
    if (!question.cursor.empty() && !key_in_cursor(binding_of(question), question.cursor))
        return wrong("cursor", shown(question.cursor) +
                                   " is not a cursor of this question: give the `next` of its page before, and ask the "
                                   "same otherwise");
    if (!question.channel.empty())
        if (auto problem = wrong_with_id(IdForm::code, question.channel); !problem.empty())
            return wrong("channel", std::move(problem));
    if (auto dates = wrong_with_dates(question)) return dates;
    if (kind->person)
        if (auto typed = wrong_with_typed(question.typed)) return typed;
    AsOf ignored;
    if (auto times = read_times(nullptr, question, ignored); !times) return times.error();
    return std::nullopt;
}

Answering ask(const Division& division, const Question& question, AnswerForm form) {
    if (auto wrong = wrong_with(question)) return tl::unexpected(std::move(*wrong));
    AsOf as_of;
    if (auto times = read_times(&division, question, as_of); !times) return times;
    if (const auto wrong = not_known_yet(division, as_of.position, as_of.recorded_by); !wrong.empty())
        return no(NoAnswerKind::not_known_yet, "as_of", "'" + question.as_of + "': " + wrong);
    if (as_of.now() && !division.identity().simulated_time) as_of.today = division.today();
    const auto reader = reader_of(division);
    for (const auto& row : rows())
        if (row.kind.kind == question.kind) return row.answer({division, question, reader, as_of, form});
    return no(NoAnswerKind::question_wrong, "kind", shown(question.kind) + " is not known");
}

tl::expected<void, NoAnswer> as_of_in(const Division& division, const std::string& text, AsOf& as_of) {
    Question question;
    question.as_of = text;
    if (auto times = read_times(&division, question, as_of); !times) return tl::unexpected(std::move(times.error()));
    if (const auto wrong = not_known_yet(division, as_of.position, as_of.recorded_by); !wrong.empty())
        return no(NoAnswerKind::not_known_yet, "as_of", "'" + text + "': " + wrong);
    return {};
}

std::string not_known_yet(const Division& division, std::optional<std::uint64_t> position,
                          std::optional<domain::Instant> recorded_by) {
    const auto end = division.store().durable_end();
    if (position && *position > end)
        return "position " + std::to_string(*position) + " is past the end of the log, which has " +
               counted(end, "entry", "entries") + ": give at most " + std::to_string(end);
    // With simulated time the commands say when it is, so that no instant is known to be yet to come.
    if (!recorded_by || division.identity().simulated_time) return {};
    return yet_to_come(*recorded_by);
}

std::string yet_to_come(domain::Instant recorded_by) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    if (recorded_by.microseconds <= std::chrono::duration_cast<std::chrono::microseconds>(now).count()) return {};
    return "that is yet to come: give an instant or day that has passed, or none for now";
}

}  // namespace tally::projections

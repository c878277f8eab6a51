// The journals, read by the tools they are for. What a tool finds must be what we hold, and a changed figure must be
// found out by every one of them.

#include "consumers/export/journal_export.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <sstream>
#include <unistd.h>

#include "consumers/export/account_name.h"

namespace tally::consumers {
namespace {

using domain::Date;
using domain::GlRole;
using domain::Money;
using domain::RecordedEvent;
using testing::HasSubstr;
using testing::Not;

// --- A small ledger -------------------------------------------------------------------------------------------------

domain::Financial financial(Date date, std::vector<domain::Posting> postings) {
    domain::Financial made;
    made.effective_date = date - 2;
    made.accounting_date = date;
    made.ages_from = date;
    made.currency = domain::Code{"USD"};
    made.postings = std::move(postings);
    return made;
}
domain::Posting posting(GlRole role, std::string_view gl_account, std::int64_t minor) {
    return {role, domain::Code{gl_account}, Money{minor}};
}

class Books {
  public:
    template <class Payload>
    void add(Payload payload) {
        RecordedEvent event;
        event.envelope.position = events.size();
        event.envelope.event_type = domain::Plain{Payload::type_name};
        event.envelope.event_id[15] = static_cast<std::uint8_t>(events.size());
        if constexpr (domain::FinancialEvent<Payload>)
            for (const auto& line : payload.financial.postings)
                balances[account_name(line.role, line.gl_account.str(), payload.account.str())] += line.amount.minor;
        event.event = std::move(payload);
        events.push_back(std::move(event));
    }
    void bill(std::string_view account, Date date, std::int64_t net, std::int64_t tax) {
        domain::BillSegmentFrozen event;
        event.account = domain::AccountId{account};
        event.invoice = domain::DocumentId{std::string{account} + "-I" + std::to_string(events.size())};
        event.financial = financial(date, {posting(GlRole::ar, "1100", net + tax),
                                           posting(GlRole::revenue, "4000", -net), posting(GlRole::tax, "2200", -tax)});
        add(std::move(event));
    }
    void pay(std::string_view account, Date date, std::int64_t amount) {
        domain::PaymentPosted event;
        event.account = domain::AccountId{account};
        event.payment = domain::PaymentId{"P" + std::to_string(events.size())};
        event.financial =
            financial(date, {posting(GlRole::cash, "1000", amount), posting(GlRole::unapplied, "2100", -amount)});
        add(std::move(event));
    }
    void allocate(std::string_view account, Date date, std::int64_t amount) {
        domain::CreditAllocated event;
        event.account = domain::AccountId{account};
        event.lines = {{{}, domain::DocumentId{"INV-1"}, {}, Money{amount}, date},
                       {{}, domain::DocumentId{"INV-2"}, {}, Money{0}, date}};
        event.financial =
            financial(date, {posting(GlRole::unapplied, "2100", amount), posting(GlRole::ar, "1100", -amount)});
        add(std::move(event));
    }

    std::vector<RecordedEvent> events;
    std::map<std::string, std::int64_t> balances;
};

Date day(std::string_view text) {
    return *Date::parse(text);
}

// Two ordinary accounts and one whose number no tool would take as it stands; dates that go back and forth.
Books small_books() {
    Books books;
    const std::string odd = "a;b:(c)[2022-01-01]--\"=x";
    books.add(domain::AccountOpened{domain::AccountId{"A-1"}, day("2022-01-01"), {}, {}, {}, 0});
    books.bill("A-1", day("2022-01-05"), 1000, 234);
    books.bill("A-2", day("2022-01-05"), 50'000, 0);
    books.pay("A-1", day("2022-01-20"), 1000);
    books.allocate("A-1", day("2022-01-20"), 1000);
    books.bill(odd, day("2022-02-05"), 777, 77);
    books.pay("A-2", day("2022-01-18"), 60'000);  // Entered late, into a period still open.
    books.allocate("A-2", day("2022-02-01"), 50'000);
    books.bill("A-1", day("2022-02-05"), -300, -24);
    books.bill("A-1", day("2022-02-05"), 0, 0);
    books.pay(odd, day("2022-02-06"), 854);
    books.allocate(odd, day("2022-02-06"), 854);
    return books;
}

JournalOptions options(JournalFormat format) {
    JournalOptions made;
    made.format = format;
    made.currency = *domain::Currency::parse("USD");
    made.origin = "ledger.example/gas";
    return made;
}

std::string journal_of(const Books& books, JournalOptions how, JournalSummary* summary = nullptr) {
    std::string text;
    std::size_t at = 0;
    const auto written = export_journal(
        [&](RecordedEvent& event) -> eventstore::Result<bool> {
            if (at == books.events.size()) return false;
            event = books.events[at++];
            return true;
        },
        std::move(how),
        [&](std::string_view part) -> eventstore::Result<void> {
            text += part;
            return {};
        });
    EXPECT_TRUE(written.has_value()) << written.error().message;
    if (summary != nullptr && written) *summary = *written;
    return text;
}

// --- The tools ------------------------------------------------------------------------------------------------------

class JournalFile {
  public:
    JournalFile(const std::string& text, std::string_view suffix) {
        std::string name =
            (std::filesystem::temp_directory_path() / "tally-export-test-XXXXXX").string() + std::string{suffix};
        const int descriptor = ::mkstemps(name.data(), static_cast<int>(suffix.size()));
        EXPECT_GE(descriptor, 0);
        ::close(descriptor);
        std::ofstream{name} << text;
        path_ = name;
    }
    ~JournalFile() { std::filesystem::remove(path_); }
    JournalFile(const JournalFile&) = delete;
    JournalFile& operator=(const JournalFile&) = delete;
    [[nodiscard]] std::string path() const { return path_.string(); }

  private:
    std::filesystem::path path_;
};

std::string bytes_of(const std::string& path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

struct Outcome {
    int status;
    std::string output;
};
Outcome run(const std::string& command) {
    std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    EXPECT_NE(pipe, nullptr);
    Outcome outcome{};
    std::array<char, 4096> chunk{};
    while (const std::size_t got = std::fread(chunk.data(), 1, chunk.size(), pipe))
        outcome.output.append(chunk.data(), got);
    outcome.status = ::pclose(pipe);
    return outcome;
}
bool installed(const std::string& program) {
    return run("command -v " + program).status == 0;
}

struct Tool {
    JournalFormat format;
    std::string program;
    std::string suffix;
    std::string check;     // strictest check the tool has; the file comes last
    std::string balances;  // prints lines "account amount USD"
};
const Tool hledger{JournalFormat::hledger, "hledger", ".journal", "hledger check --strict -f ",
                   "hledger bal --flat --empty --no-total --no-elide --format '%(account)  %(total)' -f "};
const Tool ledger{
    JournalFormat::ledger, "ledger", ".ledger", "ledger --init-file /dev/null --pedantic bal -f ",
    "ledger --init-file /dev/null bal --flat --empty --no-total --balance-format '%(account)  %(total)\n' -f "};
const Tool beancount{JournalFormat::beancount, "bean-check", ".beancount", "bean-check --no-cache ",
                     "bean-query --no-errors -q -f csv "};

std::map<std::string, std::int64_t> balances_by(const Tool& tool, const std::string& text) {
    const JournalFile file{text, tool.suffix};
    std::string command = tool.balances + file.path();
    if (tool.format == JournalFormat::beancount)
        command += " 'SELECT account, sum(position) AS total GROUP BY account'";
    const Outcome outcome = run(command);
    EXPECT_EQ(outcome.status, 0) << outcome.output;
    std::map<std::string, std::int64_t> balances;
    std::istringstream lines{outcome.output};
    for (std::string line; std::getline(lines, line);) {
        for (char& c : line)
            if (c == ',' || c == '"') c = ' ';
        std::istringstream words{line};
        std::string account, amount;
        words >> account >> amount;
        if (account.find(':') == std::string::npos) continue;
        if (amount.empty()) amount = "0";  // bean-query shows an empty inventory.
        std::int64_t units = 0;
        EXPECT_EQ(domain::parse_fixed(amount, 2, units), domain::FixedError::none) << line;
        balances[account] = units;
    }
    return balances;
}

#define TALLY_NEEDS(tool)           \
    if (!installed((tool).program)) \
    GTEST_SKIP() << "NOT TESTED: Debian package with " << (tool).program << " is missing"

void expect_accepted(const Tool& tool, const Books& books) {
    const std::string text = journal_of(books, options(tool.format));
    const JournalFile file{text, tool.suffix};
    const Outcome checked = run(tool.check + file.path());
    EXPECT_EQ(checked.status, 0) << checked.output << text;
    const auto found = balances_by(tool, text);
    for (const auto& [account, minor] : books.balances) {
        const auto at = found.find(account);
        EXPECT_EQ(at == found.end() ? 0 : at->second, minor) << tool.program << ' ' << account;
    }
    EXPECT_LE(found.size(), books.balances.size());
}

TEST(JournalExport, HledgerAcceptsItAndAgreesOnEveryBalance) {
    TALLY_NEEDS(hledger);
    expect_accepted(hledger, small_books());
}
TEST(JournalExport, LedgerAcceptsItAndAgreesOnEveryBalance) {
    TALLY_NEEDS(ledger);
    expect_accepted(ledger, small_books());
}
TEST(JournalExport, BeancountAcceptsItAndAgreesOnEveryBalance) {
    TALLY_NEEDS(beancount);
    expect_accepted(beancount, small_books());
}

// Changes one figure. Each "12.34 USD" of the text in turn, postings and assertions alike, by 0.01 and by 0.004.
void expect_every_change_found(const Tool& tool) {
    Books books;
    books.bill("A-1", day("2022-01-05"), 1000, 234);
    books.pay("A-1", day("2022-01-20"), 1000);
    books.allocate("A-1", day("2022-01-20"), 1000);
    const std::string text = journal_of(books, options(tool.format));
    std::vector<std::unique_ptr<JournalFile>> changed_files;
    const std::size_t body = text.find("2022-01-05");
    for (std::size_t at = text.find(" USD", body); at != std::string::npos; at = text.find(" USD", at + 1)) {
        if (at == 0 || text[at - 1] < '0' || text[at - 1] > '9' || text[at - 3] != '.') continue;
        std::string by_thousandths = text;
        by_thousandths.insert(at, "4");
        std::string by_cents = text;
        by_cents[at - 1] = by_cents[at - 1] == '9' ? '8' : static_cast<char>(by_cents[at - 1] + 1);
        for (const std::string& changed : {by_thousandths, by_cents})
            changed_files.push_back(std::make_unique<JournalFile>(changed, tool.suffix));
    }
    const JournalFile unchanged{text, tool.suffix};
    if (tool.format == JournalFormat::beancount) {
        // Its own loader, in one interpreter, for bean-check takes a second to start: one line of errors a file.
        std::string command =
            "/usr/bin/python3 -c 'import sys; from beancount import loader\n"
            "for f in sys.argv[1:]: print(len(loader.load_file(f)[1]))' " +
            unchanged.path();
        for (const auto& file : changed_files) command += " " + file->path();
        std::istringstream counts{run(command).output};
        std::size_t errors = 1, lines = 0;
        ASSERT_TRUE(counts >> errors);
        EXPECT_EQ(errors, 0u) << text;
        for (; counts >> errors; ++lines) EXPECT_GT(errors, 0u) << bytes_of(changed_files.at(lines)->path());
        EXPECT_EQ(lines, changed_files.size());
        EXPECT_NE(run(tool.check + changed_files.front()->path()).status, 0);
    } else {
        for (const auto& file : changed_files)
            EXPECT_NE(run(tool.check + file->path()).status, 0) << bytes_of(file->path());
    }
    EXPECT_EQ(run(tool.check + unchanged.path()).status, 0);
    const std::size_t changes = changed_files.size();
    EXPECT_GE(changes, 20u) << text;
}

TEST(JournalExport, HledgerFindsEveryFigureChangedByACentOrLess) {
    TALLY_NEEDS(hledger);
    expect_every_change_found(hledger);
}
TEST(JournalExport, LedgerFindsEveryFigureChangedByACentOrLess) {
    TALLY_NEEDS(ledger);
    expect_every_change_found(ledger);
}
TEST(JournalExport, BeancountFindsEveryFigureChangedByACentOrLess) {
    TALLY_NEEDS(beancount);
    expect_every_change_found(beancount);
}

// Both sides of a transaction changed alike, so that it still balances: only the running balances tell.
TEST(JournalExport, AChangeThatStillBalancesIsFoundByTheRunningBalances) {
    Books books;
    books.bill("A-1", day("2022-01-05"), 1234, 0);
    std::size_t tools = 0;
    for (const Tool* tool : {&hledger, &ledger, &beancount}) {
        if (!installed(tool->program)) continue;
        ++tools;
        const std::string text = journal_of(books, options(tool->format));
        for (const char* amount : {"12.35", "12.344"}) {
            std::string changed = text;
            std::size_t replaced = 0;
            for (const std::string line : {"Assets:AR:1100:A-1  ", "Income:Revenue:4000  -"}) {
                const auto at = changed.find(line + "12.34");
                ASSERT_NE(at, std::string::npos) << text;
                changed.replace(at + line.size(), 5, amount);
                ++replaced;
            }
            EXPECT_EQ(replaced, 2u);
            const JournalFile file{changed, tool->suffix};
            EXPECT_NE(run(tool->check + file.path()).status, 0) << changed;
        }
    }
    if (tools == 0) GTEST_SKIP() << "NOT TESTED: none of hledger, ledger, beancount is installed";
}

// Many accounts and dates at random; the sorter is given so little room that it must use files.
TEST(JournalExport, AllThreeAgreeOnARandomLedgerThatWasSortedInFiles) {
    const char* given = std::getenv("TALLY_SEED");
    const auto seed =
        given == nullptr ? std::random_device{}() : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
    SCOPED_TRACE("TALLY_SEED=" + std::to_string(seed));
    std::mt19937_64 random{seed};
    Books books;
    for (int i = 0; i < 1500; ++i) {
        const std::string account = "A-" + std::to_string(random() % 40);
        const Date date = day("2022-01-01") + static_cast<std::int32_t>(i / 10 + static_cast<int>(random() % 30));
        const auto amount = static_cast<std::int64_t>(random() % 1'000'000);
        switch (random() % 3) {
            case 0:
                books.bill(account, date, amount, amount / 12);
                break;
            case 1:
                books.pay(account, date, amount);
                break;
            default:
                books.allocate(account, date, amount);
        }
    }
    std::size_t tools = 0;
    for (const Tool* tool : {&hledger, &ledger, &beancount}) {
        JournalOptions small = options(tool->format);
        small.sort_bytes_max = 8 << 10;
        JournalSummary summary;
        const std::string text = journal_of(books, small, &summary);
        EXPECT_EQ(text, journal_of(books, options(tool->format)));
        EXPECT_EQ(summary.transactions, books.events.size());
        EXPECT_EQ(summary.accounts, books.balances.size());
        if (!installed(tool->program)) continue;
        ++tools;
        expect_accepted(*tool, books);
    }
    if (tools == 0) GTEST_SKIP() << "NOT TESTED: none of hledger, ledger, beancount is installed";
}

// --- Without tools --------------------------------------------------------------------------------------------------

TEST(JournalExport, WritesWhatAnAccountantCanRead) {
    Books books;
    books.pay("A-1", day("2022-01-20"), 1000);
    books.bill("A-1", day("2022-01-05"), 1000, 234);
    EXPECT_EQ(journal_of(books, options(JournalFormat::hledger)),
              R"(; Books of ledger.example%2Fgas: 2 transactions, events up to position 1.
; Each posting states the balance it leads to, so that adding up this file proves every balance.

commodity 1000.00 USD

account Assets:AR:1100:A-1
account Income:Revenue:4000
account Liabilities:Tax:2200
2022-01-05 * A-1 | bill segment frozen A-1-I1
    ; position: 1
    ; event: 00000000000000000000000000000001
    ; effective: 2022-01-03
    ; document: A-1-I1
    Assets:AR:1100:A-1  12.34 USD = 12.34 USD
    Income:Revenue:4000  -10.00 USD = -10.00 USD
    Liabilities:Tax:2200  -2.34 USD = -2.34 USD

account Assets:Cash:1000
account Liabilities:Unapplied:2100:A-1
2022-01-20 * A-1 | payment posted P0
    ; position: 0
    ; event: 00000000000000000000000000000000
    ; effective: 2022-01-18
    ; document: P0
    Assets:Cash:1000  10.00 USD = 10.00 USD
    Liabilities:Unapplied:2100:A-1  -10.00 USD = -10.00 USD

)");
}

TEST(JournalExport, NamesOfTheGeneralLedgerStandWithItsAccounts) {
    Books books;
    domain::RecordedEvent named;
    named.event = domain::Defined<domain::GlAccount>{
        {}, {domain::GlRole::cash, {}, domain::Code{"1000"}, domain::Plain{"Cash, bank"}}};
    books.events.push_back(named);
    books.pay("A-1", day("2022-01-20"), 1000);
    EXPECT_THAT(journal_of(books, options(JournalFormat::hledger)),
                HasSubstr("account Assets:Cash:1000\n    ; name: Cash%2C bank\n"));
    EXPECT_THAT(journal_of(books, options(JournalFormat::beancount)),
                HasSubstr("open Assets:Cash:1000 USD\n  name: \"Cash, bank\"\n"));
    EXPECT_THAT(journal_of(books, options(JournalFormat::jsonl)), HasSubstr("\"gl_name\":\"Cash, bank\""));
    EXPECT_THAT(journal_of(books, options(JournalFormat::csv)),
                HasSubstr(",cash,1000,\"Cash, bank\",Assets:Cash:1000,10.00,USD\r\n"));
}

TEST(JournalExport, CsvHasAPostingALine) {
    Books books;
    books.bill("=A,1", day("2022-01-05"), 1000, 234);
    EXPECT_EQ(journal_of(books, options(JournalFormat::csv)),
              "accounting_date,effective_date,position,event_type,account,document,role,gl_account,gl_name,"
              "journal_account,amount,currency\r\n"
              "2022-01-05,2022-01-03,0,account.bill_segment_frozen,\"'=A,1\",\"'=A,1-I0\",ar,1100,,"
              "Assets:AR:1100:X-----3DA--2C1,12.34,USD\r\n"
              "2022-01-05,2022-01-03,0,account.bill_segment_frozen,\"'=A,1\",\"'=A,1-I0\",revenue,4000,,"
              "Income:Revenue:4000,-10.00,USD\r\n"
              "2022-01-05,2022-01-03,0,account.bill_segment_frozen,\"'=A,1\",\"'=A,1-I0\",tax,2200,,"
              "Liabilities:Tax:2200,-2.34,USD\r\n");
}

TEST(JournalExport, APartBeginsWithTheBalancesBeforeIt) {
    Books books;
    books.bill("A-1", day("2022-01-05"), 1000, 234);
    books.pay("A-1", day("2022-02-20"), 1000);
    books.pay("A-1", day("2022-03-20"), 100);
    auto part = options(JournalFormat::hledger);
    part.from = day("2022-02-01");
    part.to = day("2022-02-28");
    const std::string text = journal_of(books, part);
    EXPECT_THAT(text, HasSubstr("2022-01-31 * A-1 | opening balances\n"));
    EXPECT_THAT(text, HasSubstr("    Assets:AR:1100:A-1  12.34 USD = 12.34 USD\n"));
    EXPECT_THAT(text, HasSubstr("2022-02-20 * A-1 | payment posted"));
    EXPECT_THAT(text, Not(HasSubstr("2022-01-05")));
    EXPECT_THAT(text, Not(HasSubstr("2022-03-20")));
    if (!installed(hledger.program)) GTEST_SKIP() << "NOT TESTED: hledger is not installed";
    const JournalFile file{text, hledger.suffix};
    EXPECT_EQ(run(hledger.check + file.path()).status, 0) << text;
}

TEST(JournalExport, JsonLinesCarryEveryPosting) {
    Books books;
    books.allocate("A\"1", day("2022-01-20"), 1000);
    EXPECT_EQ(
        journal_of(books, options(JournalFormat::jsonl)),
        "{\"position\":0,\"event_id\":\"00000000000000000000000000000000\",\"event_type\":\"account.credit_allocated\","
        "\"account\":\"A\\\"1\",\"document\":\"INV-1 INV-2\",\"accounting_date\":\"2022-01-20\","
        "\"effective_date\":\"2022-01-18\",\"currency\":\"USD\",\"payoff\":\"0.00\",\"current\":\"0.00\","
        "\"postings\":[{\"role\":\"unapplied\",\"gl_account\":\"2100\",\"journal_account\":"
        "\"Liabilities:Unapplied:2100:A--221\",\"amount\":\"10.00\"},{\"role\":\"ar\",\"gl_account\":\"1100\","
        "\"journal_account\":\"Assets:AR:1100:A--221\",\"amount\":\"-10.00\"}]}\n");
}

// A reader that sums by account must not take a batch or a sum in suspense for a customer's.
TEST(JournalExport, TheUtilitysOwnMoneyIsOfNoAccountAndNamesItsDocument) {
    Books books;
    domain::SuspenseReceived received;
    received.financial =
        financial(day("2022-01-20"), {posting(GlRole::cash, "1000", 500), posting(GlRole::suspense, "2190", -500)});
    RecordedEvent event;
    event.envelope.stream = {domain::StreamKind::organization, domain::Plain{"SUS1"}};
    event.envelope.event_type = domain::Plain{domain::SuspenseReceived::type_name};
    event.event = std::move(received);
    books.events.push_back(std::move(event));
    EXPECT_THAT(journal_of(books, options(JournalFormat::jsonl)),
                HasSubstr(R"("account":"","document":"SUS1","accounting_date":"2022-01-20")"));
    EXPECT_THAT(journal_of(books, options(JournalFormat::csv)),
                HasSubstr("organization.suspense_received,,SUS1,cash,1000,"));
    EXPECT_THAT(journal_of(books, options(JournalFormat::hledger)), HasSubstr("2022-01-20 * suspense received SUS1\n"));
    EXPECT_THAT(journal_of(books, options(JournalFormat::beancount)),
                HasSubstr("2022-01-20 * \"\" \"suspense received SUS1\"\n"));
}

TEST(JournalExport, RefusesEventsThatDoNotBalanceOrAreInAnotherCurrency) {
    Books books;
    books.bill("A-1", day("2022-01-05"), 1000, 234);
    auto refused = [&](const RecordedEvent& event) {
        JournalExport journal{options(JournalFormat::hledger)};
        const auto added = journal.add(event);
        EXPECT_FALSE(added.has_value());
        EXPECT_EQ(added.error().kind, eventstore::StoreErrorKind::damaged);
        return added.error().message;
    };
    RecordedEvent event = books.events[0];
    get<domain::BillSegmentFrozen>(event.event).financial.postings[0].amount.minor += 1;
    EXPECT_THAT(refused(event), HasSubstr("do not sum to zero"));
    event = books.events[0];
    get<domain::BillSegmentFrozen>(event.event).financial.currency = domain::Code{"EUR"};
    EXPECT_THAT(refused(event), HasSubstr("is in EUR, not in USD"));
}

TEST(JournalExport, PassesOnWhatItsSourceOrSinkReports) {
    const auto full = [](std::string_view) -> eventstore::Result<void> {
        return eventstore::fail(eventstore::StoreErrorKind::io, "disk full");
    };
    const auto none = [](RecordedEvent&) -> eventstore::Result<bool> { return false; };
    EXPECT_EQ(export_journal(none, options(JournalFormat::hledger), full).error().message, "disk full");
    const auto broken = [](RecordedEvent&) -> eventstore::Result<bool> {
        return eventstore::fail(eventstore::StoreErrorKind::damaged, "flipped bit");
    };
    EXPECT_EQ(export_journal(broken, options(JournalFormat::hledger), full).error().message, "flipped bit");
    Books books;
    books.pay("A-1", day("2022-01-20"), 1000);
    JournalOptions nowhere = options(JournalFormat::hledger);
    nowhere.temporary_folder = "/nowhere/at/all";
    nowhere.sort_bytes_max = 1;
    JournalExport journal{nowhere};
    const auto added = journal.add(books.events[0]);
    ASSERT_FALSE(added.has_value());
    EXPECT_EQ(added.error().kind, eventstore::StoreErrorKind::io);
    EXPECT_THAT(added.error().message, HasSubstr("/nowhere/at/all"));
}

TEST(AccountNames, AreValidEverywhereAndDifferWhereTheIdsDiffer) {
    EXPECT_EQ(account_part("A-1"), "A-1");
    EXPECT_EQ(account_part("1100"), "1100");
    EXPECT_EQ(account_part("a"), "X---a");
    EXPECT_EQ(account_part("A--1"), "A--2D-1");
    EXPECT_EQ(account_part("A_1"), "A--5F1");
    EXPECT_EQ(account_part(""), "X---");
    std::mt19937 random{7};
    constexpr std::string_view alphabet = "A1a-_.:";
    std::map<std::string, std::string> seen;
    for (int i = 0; i < 200'000; ++i) {
        std::string id;
        for (std::size_t length = random() % 7; id.size() < length;) id += alphabet[random() % alphabet.size()];
        const std::string part = account_part(id);
        const auto [at, fresh] = seen.emplace(part, id);
        ASSERT_TRUE(fresh || at->second == id) << id << " and " << at->second << " are both " << part;
        ASSERT_TRUE((part[0] >= 'A' && part[0] <= 'Z') || (part[0] >= '0' && part[0] <= '9')) << part;
        for (const char c : part) ASSERT_TRUE(std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-') << part;
    }
}

}  // namespace
}  // namespace tally::consumers

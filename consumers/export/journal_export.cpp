#include "consumers/export/journal_export.h"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "consumers/export/account_name.h"
#include "consumers/export/csv_cell.h"
#include "domain/core/decimal.h"
#include "eventstore/hex.h"

namespace tally::consumers {

namespace {

using domain::Date;
using domain::Money;
using domain::MoneySum;
using eventstore::fail;
using eventstore::Result;
using eventstore::StoreErrorKind;

constexpr std::size_t sink_bytes = 64u << 10;

// The document that a posting is shown under: of what is taken back its credit note, of credit that moves between items
// the documents it moves between.
template <domain::AccountMoney Payload>
std::string document_of(const Payload& payload) {
    if constexpr (requires { payload.credit_note; }) {
        return payload.credit_note.str();
    } else if constexpr (domain::ShownInArHistory<Payload>) {
        return (payload.*Payload::ar_document).str();
    } else if constexpr (requires { payload.document; }) {
        return payload.document.str();
    } else {
        std::string documents;
        for (const auto& line : payload.lines) {
            if (documents.ends_with(line.document.str())) continue;
            documents += (documents.empty() ? "" : " ") + line.document.str();
        }
        return documents;
    }
}

// hledger and ledger give a meaning to commas, brackets, semicolons and more in descriptions and comments.
void append_plain(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view allowed = "-._:#+@ ";
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           allowed.find(c) != std::string_view::npos;
        if (plain) {
            out += c;
            continue;
        }
        const auto byte = static_cast<std::uint8_t>(c);
        out += '%';
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
}

// In double quotes: for beancount and JSON, which agree on these escapes.
void append_quoted(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<std::uint8_t>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20) {
            out += "\\u00";
            out += digits[byte >> 4];
            out += digits[byte & 15];
        } else {
            out += c;
        }
    }
    out += '"';
}

constexpr std::string_view opening_type = "opening_balances";

// "account.payment_posted" as "payment posted".
std::string event_words(std::string_view type) {
    std::string text{type.substr(type.rfind('.') + 1)};
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

// Renders sorted transactions and keeps the running balance of every journal account.
class JournalWriter {
  public:
    JournalWriter(const JournalOptions& options, const GlNames& gl_names, const TextSink& sink)
        : options_(options), gl_names_(gl_names), sink_(sink) {
        currency_ = " " + std::string{options_.currency.str()};
    }

    Result<void> begin(const JournalSummary& summary, std::optional<std::uint64_t> last_position) {
        if (options_.format == JournalFormat::jsonl) return {};
        if (options_.format == JournalFormat::csv) {
            out_ +=
                "accounting_date,effective_date,position,event_type,account,document,role,gl_account,gl_name,"
                "journal_account,amount,currency\r\n";
            return {};
        }
        out_ += "; Books of ";
        append_plain(out_, options_.origin);
        out_ += ": " + std::to_string(summary.transactions) + " transactions";
        if (last_position) out_ += ", events up to position " + std::to_string(*last_position);
        out_ +=
            ".\n; Each posting states the balance it leads to, so that adding up this file proves every balance.\n\n";
        const auto format = [&](std::size_t decimals) { return "1000." + std::string(decimals, '0') + currency_; };
        switch (options_.format) {
            case JournalFormat::hledger:
                out_ += "commodity " + format(options_.currency.decimals) + "\n\n";
                break;
            case JournalFormat::ledger:
                // Two decimals more than money has, or it accepts a figure that is wrong by less than half a minor
                // unit.
                out_ += "commodity" + currency_ + "\n    format " + format(options_.currency.decimals + 2u) + "\n\n";
                out_ += "tag position\ntag event\ntag effective\ntag document\n\n";
                break;
            case JournalFormat::beancount:
                // By default beancount forgives half of the last digit written.
                out_ += "option \"inferred_tolerance_multiplier\" \"0\"\n";
                out_ += "option \"operating_currency\" \"" + std::string{options_.currency.str()} + "\"\n\n";
                break;
            case JournalFormat::jsonl:
            case JournalFormat::csv:
                break;
        }
        return flush_when_full();
    }

    Result<void> write(const JournalTransaction& transaction) {
        if (options_.format == JournalFormat::jsonl) {
            write_json(transaction);
            return flush_when_full();
        }
        if (options_.format == JournalFormat::csv) {
            write_csv(transaction);
            return flush_when_full();
        }
        if (options_.format == JournalFormat::beancount && day_ != transaction.accounting_date) assert_day();
        day_ = transaction.accounting_date;
        postings_.clear();
        for (const domain::Posting& posting : transaction.postings) {
            const auto [at, fresh] = balances_.try_emplace(
                account_name(posting.role, posting.gl_account.str(), transaction.account), Balance{});
            if (fresh) open(at->first, transaction.accounting_date, gl_name(posting.gl_account.str()));
            at->second.sum += posting.amount;
            postings_.push_back({&*at, posting.amount, at->second.sum});
        }
        if (options_.format == JournalFormat::beancount)
            write_beancount(transaction);
        else
            write_plain(transaction);
        return flush_when_full();
    }

    Result<std::uint64_t> end() {
        if (options_.format == JournalFormat::beancount) assert_day();
        if (auto flushed = flush(); !flushed) return tl::unexpected(flushed.error());
        return balances_.size();
    }

  private:
    struct Balance {
        MoneySum sum;
        Date touched;  // beancount: the day whose end is still to be asserted
    };
    using Balances = std::unordered_map<std::string, Balance>;
    struct Line {
        Balances::value_type* account;
        Money amount;
        MoneySum balance;
    };

    std::string_view gl_name(const std::string& gl_account) const {
        const auto found = gl_names_.find(gl_account);
        return found == gl_names_.end() ? std::string_view{} : found->second;
    }

    void open(const std::string& account, Date date, std::string_view name) {
        if (options_.format == JournalFormat::beancount) {
            out_ += to_string(date) + " open " + account + currency_ + "\n";
            if (name.empty()) return;
            out_ += "  name: ";
            append_quoted(out_, name);
            out_ += '\n';
            return;
        }
        out_ += "account " + account + "\n";
        if (name.empty()) return;
        out_ += "    ; name: ";
        append_plain(out_, name);
        out_ += '\n';
    }

    void append_amount(MoneySum amount) {
        out_ += to_string(amount, options_.currency.decimals);
        out_ += currency_;
    }

    void write_plain(const JournalTransaction& transaction) {
        // Payee, where there is one, then what it was: "2022-01-20 * A-1 | payment posted A-1-P1".
        out_ += to_string(transaction.accounting_date) + " * ";
        append_plain(out_, transaction.account);
        if (!transaction.account.empty()) out_ += " | ";
        out_ += event_words(transaction.event_type);
        if (!transaction.document.empty()) {
            out_ += ' ';
            append_plain(out_, transaction.document);
        }
        out_ += "\n    ; position: " + std::to_string(transaction.position);
        if (transaction.event_type != opening_type)
            out_ += "\n    ; event: " + eventstore::to_hex(transaction.event_id);
        out_ += "\n    ; effective: " + to_string(transaction.effective_date);
        if (!transaction.document.empty()) {
            out_ += "\n    ; document: ";
            append_plain(out_, transaction.document);
        }
        out_ += '\n';
        for (const Line& line : postings_) {
            out_ += "    ";
            out_ += line.account->first;
            out_ += "  ";
            append_amount(line.amount);
            out_ += " = ";
            append_amount(line.balance);
            out_ += '\n';
        }
        out_ += '\n';
    }

    void write_beancount(const JournalTransaction& transaction) {
        out_ += to_string(transaction.accounting_date) + " * ";
        append_quoted(out_, transaction.account);
        out_ += ' ';
        append_quoted(out_, event_words(transaction.event_type) +
                                (transaction.document.empty() ? "" : " " + transaction.document));
        out_ += "\n  position: " + std::to_string(transaction.position);
        if (transaction.event_type != opening_type)
            out_ += "\n  event: \"" + eventstore::to_hex(transaction.event_id) + "\"";
        out_ += "\n  effective: " + to_string(transaction.effective_date);
        if (!transaction.document.empty()) {
            out_ += "\n  document: ";
            append_quoted(out_, transaction.document);
        }
        out_ += '\n';
        for (const Line& line : postings_) {
            out_ += "  ";
            out_ += line.account->first;
            out_ += "  ";
            append_amount(line.amount);
            out_ += '\n';
            if (line.account->second.touched == day_) continue;
            line.account->second.touched = day_;
            touched_.push_back(line.account);
        }
        out_ += '\n';
    }

    // beancount asserts at the start of a day, so the end of this one is the start of the next.
    void assert_day() {
        for (const Balances::value_type* account : touched_) {
            out_ += to_string(day_ + 1) + " balance " + account->first + " ";
            append_amount(account->second.sum);
            out_ += '\n';
        }
        if (!touched_.empty()) out_ += '\n';
        touched_.clear();
    }

    void write_json(const JournalTransaction& transaction) {
        const auto text = [&](std::string_view name, std::string_view value) {
            append_quoted(out_, name);
            out_ += ':';
            append_quoted(out_, value);
            out_ += ',';
        };
        const auto amount = [&](Money money) { return to_string(money, options_.currency.decimals); };
        out_ += "{\"position\":" + std::to_string(transaction.position) + ",";
        text("event_id", eventstore::to_hex(transaction.event_id));
        text("event_type", transaction.event_type);
        text("account", transaction.account);
        text("document", transaction.document);
        text("accounting_date", to_string(transaction.accounting_date));
        text("effective_date", to_string(transaction.effective_date));
        text("currency", options_.currency.str());
        text("payoff", amount(transaction.payoff));
        text("current", amount(transaction.current));
        out_ += "\"postings\":[";
        for (std::size_t i = 0; i < transaction.postings.size(); ++i) {
            const domain::Posting& posting = transaction.postings[i];
            out_ += i == 0 ? "{" : ",{";
            text("role", name_of(posting.role));
            text("gl_account", posting.gl_account.str());
            if (const auto name = gl_name(posting.gl_account.str()); !name.empty()) text("gl_name", name);
            text("journal_account", account_name(posting.role, posting.gl_account.str(), transaction.account));
            append_quoted(out_, "amount");
            out_ += ':';
            append_quoted(out_, amount(posting.amount));
            out_ += '}';
        }
        out_ += "]}\n";
    }

    // A posting a line.
    void write_csv(const JournalTransaction& transaction) {
        for (const domain::Posting& posting : transaction.postings) {
            const std::string gl_account = posting.gl_account.str();
            out_ += to_string(transaction.accounting_date) + "," + to_string(transaction.effective_date) + "," +
                    std::to_string(transaction.position);
            for (const std::string_view cell :
                 {std::string_view{transaction.event_type}, std::string_view{transaction.account},
                  std::string_view{transaction.document}, name_of(posting.role), std::string_view{gl_account},
                  gl_name(gl_account)}) {
                out_ += ',';
                append_cell(out_, cell);
            }
            out_ += "," + account_name(posting.role, gl_account, transaction.account) + "," +
                    to_string(posting.amount, options_.currency.decimals) + "," + std::string{options_.currency.str()} +
                    "\r\n";
        }
    }

    Result<void> flush_when_full() {
        if (out_.size() < sink_bytes) return {};
        return flush();
    }
    Result<void> flush() {
        auto written = sink_(out_);
        out_.clear();
        return written;
    }

    const JournalOptions& options_;
    const GlNames& gl_names_;
    const TextSink& sink_;
    std::string currency_;
    std::string out_;
    Balances balances_;
    std::vector<Line> postings_;
    Date day_;  // of the transaction before
    std::vector<const Balances::value_type*> touched_;
};

}  // namespace

Result<void> JournalExport::add(const domain::RecordedEvent& event) {
    ++summary_.events;
    last_position_ = event.envelope.position;
    learn(event.event);
    const domain::Financial* financial = financial_of(event.event);
    // An event that changes only what is asked for now posts nothing.
    if (financial == nullptr || financial->postings.empty()) return {};

    const auto damaged = [&](const std::string& what) {
        return fail(StoreErrorKind::damaged, "event at position " + std::to_string(event.envelope.position) + " (" +
                                                 event.envelope.event_type.str() + ") " + what + ": run tally verify");
    };
    domain::Int128 sum = 0;
    for (const domain::Posting& posting : financial->postings) sum += posting.amount.minor;
    if (sum != 0) return damaged("has postings that do not sum to zero");
    if (financial->currency.str() != options_.currency.str())
        return damaged("is in " + financial->currency.str() + ", not in " + std::string{options_.currency.str()});
    if (!financial->accounting_date.is_set() || !financial->effective_date.is_set()) return damaged("lacks a date");

    JournalTransaction transaction;
    transaction.accounting_date = financial->accounting_date;
    transaction.effective_date = financial->effective_date;
    transaction.position = event.envelope.position;
    transaction.event_id = event.envelope.event_id;
    transaction.event_type = event.envelope.event_type.str();
    transaction.payoff = financial->payoff;
    transaction.current = financial->current;
    transaction.postings = financial->postings;
    visit(
        [&](const auto& payload) {
            if constexpr (domain::FinancialEvent<decltype(payload)>) {
                if constexpr (domain::AccountMoney<std::decay_t<decltype(payload)>>) {
                    transaction.account = payload.account.str();
                    transaction.document = document_of(payload);
                } else if constexpr (requires { payload.accrual; }) {
                    transaction.document = payload.accrual.str();
                } else {  // A batch, a sum held, a deposit at the bank: the utility's own.
                    transaction.document = event.envelope.stream.id.str();
                }
            }
        },
        event.event);
    if (options_.to.is_set() && transaction.accounting_date > options_.to) return {};
    if (options_.from.is_set() && transaction.accounting_date < options_.from) {
        add_to_opening(transaction);
        return {};
    }
    ++summary_.transactions;
    summary_.postings += transaction.postings.size();
    return sorter_.add(transaction);
}

void JournalExport::learn(const domain::Event& event) {
    const auto* defined = get_if<domain::Defined<domain::GlAccount>>(&event);
    if (defined && !defined->row.description.empty())
        gl_names_[defined->row.gl_account.str()] = defined->row.description.str();
}

void JournalExport::add_to_opening(const JournalTransaction& transaction) {
    Opening& opening = opening_[transaction.account];
    opening.position = std::max(opening.position, transaction.position);
    for (const domain::Posting& posting : transaction.postings)
        opening.minor[{posting.role, posting.gl_account.str()}] += posting.amount.minor;
}

// Balanced for each customer account, for so is every event; dated the day before.
std::vector<JournalTransaction> JournalExport::opening() const {
    std::vector<JournalTransaction> made;
    for (const auto& [account, sums] : opening_) {
        JournalTransaction transaction;
        transaction.accounting_date = transaction.effective_date = options_.from - 1;
        transaction.position = sums.position;
        transaction.event_type = opening_type;
        transaction.account = account;
        for (const auto& [key, minor] : sums.minor)
            if (minor != 0) transaction.postings.push_back({key.first, domain::Code{key.second}, Money{minor}});
        if (!transaction.postings.empty()) made.push_back(std::move(transaction));
    }
    return made;
}

Result<JournalSummary> JournalExport::write(const TextSink& sink) {
    JournalWriter writer{options_, gl_names_, sink};
    const auto before = opening();
    summary_.transactions += before.size();
    for (const auto& transaction : before) summary_.postings += transaction.postings.size();
    return writer.begin(summary_, last_position_)
        .and_then([&] {
            Result<void> written;
            for (const auto& transaction : before)
                if (written) written = writer.write(transaction);
            return written;
        })
        .and_then([&] {
            return sorter_.drain([&](const JournalTransaction& transaction) { return writer.write(transaction); });
        })
        .and_then([&] { return writer.end(); })
        .map([&](std::uint64_t accounts) {
            summary_.accounts = accounts;
            return summary_;
        });
}

Result<JournalSummary> export_journal(const NextEvent& next, JournalOptions options, const TextSink& sink) {
    JournalExport journal{std::move(options)};
    domain::RecordedEvent event;
    for (;;) {
        const auto more = next(event);
        if (!more) return tl::unexpected(more.error());
        if (!*more) return journal.write(sink);
        if (auto added = journal.add(event); !added) return tl::unexpected(added.error());
    }
}

}  // namespace tally::consumers

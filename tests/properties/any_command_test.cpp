// Commands of every kind, made from what commands are described to have, go into a store: whatever they say, each is
// answered by a receipt or a refusal with a name, and what was accepted folds, answers, verifies and rebuilds.
//
// TALLY_SEED=… repeats a run, TALLY_COMMANDS=… makes it longer.

#include <algorithm>
#include <cstdlib>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "eventstore/codec/codec.h"
#include "eventstore/codec/command_json.h"
#include "eventstore/codec/json_values.h"
#include "eventstore/codec/required_fields.h"
#include "eventstore/division/division.h"
#include "eventstore/division/trial.h"
#include "projections/ask.h"
#include "projections/folders.h"
#include "projections/verify/verify.h"
#include "tests/support/standard_utility.h"
#include "tests/support/temporary_directory.h"

namespace tally::test {
namespace {

using namespace domain;
using namespace eventstore;
using tests::TemporaryDirectory;

std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

// What commands and events were seen to say, to be said again: ids by their type, codes and other texts by field.
class Vocabulary {
  public:
    void learn(RecordRef record) {
        for (const auto& field : record.shape->fields) learn(field.name, *field.value, field_of(record.data, field));
    }
    [[nodiscard]] const std::vector<std::string>& of(std::string_view field, const ValueShape& shape) const {
        static const std::vector<std::string> none;
        const auto found = texts_.find(key(field, shape));
        return found == texts_.end() ? none : found->second;
    }
    void learn_id(const std::string& type, const std::string& id) {
        if (seen_.insert(type + '\n' + id).second) texts_[type].push_back(id);
    }
    [[nodiscard]] const std::vector<std::string>& ids(const std::string& type) const {
        static const std::vector<std::string> none;
        const auto found = texts_.find(type);
        return found == texts_.end() ? none : found->second;
    }

  private:
    static std::string key(std::string_view field, const ValueShape& shape) {
        return shape.text_role == TextRole::id ? shape.name : std::string{field};
    }
    void learn(std::string_view field, const ValueShape& shape, const void* value) {
        if (shape.kind == ValueKind::record) return learn({shape.record, value});
        if (shape.kind == ValueKind::list || shape.kind == ValueKind::optional) {
            for (std::size_t i = 0; i < shape.size(value); ++i) learn(field, *shape.element, shape.at(value, i));
            return;
        }
        if (shape.kind != ValueKind::text) return;
        if (const std::string text{shape.text(value)}; !text.empty()) learn_id(key(field, shape), text);
    }
    std::map<std::string, std::vector<std::string>> texts_;
    std::set<std::string> seen_;
};

// Writes one command after another as JSON.
class AnyCommand {
    std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>{0, n - 1}(random_); }
    bool one_in(std::size_t n) { return below(n) == 0; }
    bool wild() { return std::bernoulli_distribution{wild_}(random_); }
    template <class List>
    const auto& pick(const List& list) {
        return list[below(std::size(list))];
    }

  public:
    AnyCommand(std::uint64_t seed, const Vocabulary& vocabulary) : random_(seed), vocabulary_(vocabulary) {}

    // One that was accepted: others are made by changing it.
    void learn(const Command& command) {
        auto& models = models_[ref(command).shape->type_name];
        if (models.size() < 50) models.push_back(command);
    }

    std::string next() {
        if (!sent_.empty() && one_in(40)) return pick(sent_);  // A command that was sent before.
        // From commands that could be meant to some in which nothing is.
        static constexpr double wildness[] = {0.0, 0.0, 0.01, 0.05, 0.3, 1.0};
        wild_ = wildness[below(std::size(wildness))];
        const auto& alternatives = variant_shape<Command>().alternatives;
        const auto& shape = *alternatives[below(alternatives.size())];
        std::string out = R"({"type":")" + std::string{shape.type_name} + R"(","command_id":")";
        out += !sent_.empty() && one_in(60) ? "any-" + std::to_string(below(number_ + 1))
                                            : "any-" + std::to_string(++number_);
        // Days go by; now and then a clock is wrong.
        now_us_ += static_cast<std::int64_t>(below(6)) * 3'600'000'000;
        const auto at = one_in(100) ? now_us_ - 86'400'000'000 : now_us_;
        out += R"(","received_at":")" + to_string(Instant{at}) + R"(","actor":")" + (one_in(2) ? "csr" : "other") + '"';
        depth_ = 0;
        const auto models = models_.find(shape.type_name);
        if (models == models_.end() || one_in(4))
            fields(shape, shape.type_name, false, out);
        else
            changed_fields(ref(pick(models->second)), out);
        out += '}';
        if (wild() && one_in(4)) out.resize(below(out.size()));
        if (sent_.size() < 1'000) sent_.push_back(out);
        return out;
    }

  private:
    void fields(const RecordShape& shape, std::string_view name, bool first, std::string& out) {
        for (const auto& field : shape.fields) {
            const bool needed = is_required(name, field.name);
            if (needed ? wild() : one_in(2)) continue;
            for (int times = wild() && one_in(20) ? 2 : 1; times > 0; --times) {
                if (!first) out += ',';
                first = false;
                write_json_string(field.name, out);
                out += ':';
                if (wild() && one_in(3))
                    anything(out);
                else
                    value(field.name, *field.value, out);
            }
        }
    }

    // Of a command that was accepted, some of them made anew.
    void changed_fields(RecordRef model, std::string& out) {
        for (const auto& field : model.shape->fields) {
            const void* given = field_of(model.data, field);
            const bool anew = one_in(4);
            if (anew ? wild() : is_default(field, given)) continue;
            out += ',';
            write_json_string(field.name, out);
            out += ':';
            if (anew)
                value(field.name, *field.value, out);
            else
                write_json_value(field, given, {}, out);
        }
    }

    // Of any kind.
    void anything(std::string& out) {
        static constexpr std::string_view values[] = {"null",
                                                      "true",
                                                      "0",
                                                      "-1",
                                                      "9223372036854775807",
                                                      "18446744073709551616",
                                                      "1e400",
                                                      "1.5",
                                                      R"("")",
                                                      R"("NaN")",
                                                      "[]",
                                                      "[[]]",
                                                      "{}",
                                                      R"({"a":1})",
                                                      R"("2022-02-30")",
                                                      R"("\u0000")",
                                                      R"("\ud83d\ude00")"};
        out += pick(values);
    }

    void value(std::string_view field, const ValueShape& shape, std::string& out) {
        switch (shape.kind) {
            case ValueKind::boolean:
                out += one_in(2) ? "true" : "false";
                return;
            case ValueKind::integer:
                return integer(shape, out);
            case ValueKind::money:
            case ValueKind::money_sum:
                return text(number(money_texts, 2), out);
            case ValueKind::decimal:
                return text(number(decimal_texts, shape.decimals), out);
            case ValueKind::fraction:
                return text(one_in(2) ? "17/30" : "-9223372036854775808/1", out);
            case ValueKind::date:
                return date(out);
            case ValueKind::month_day:
                return text(wild() ? "02-29" : pick(month_days), out);
            case ValueKind::instant:
                return text(wild() ? pick(instants) : "2022-02-04T05:00:00Z", out);
            case ValueKind::text:
                return text(known_or_new(field, shape), out);
            case ValueKind::personal:
                return text(wild() ? any_text() : std::string{pick(names)}, out);
            case ValueKind::enumeration:
                return text(wild() ? std::string{"no_such_name"} : std::string{pick(shape.names)}, out);
            case ValueKind::digest:
                return text(std::string(shape.size_bytes * 2, one_in(2) ? '0' : 'f'), out);
            case ValueKind::list:
                return list(field, *shape.element, out);
            case ValueKind::optional:
                if (one_in(8)) {
                    out += "null";
                    return;
                }
                return value(field, *shape.element, out);
            case ValueKind::record:
                ++depth_;
                out += '{';
                fields(*shape.record, plain_name(*shape.record), true, out);
                out += '}';
                --depth_;
                return;
        }
    }

    void integer(const ValueShape& shape, std::string& out) {
        static constexpr std::string_view extremes[] = {"-1",
                                                        "255",
                                                        "256",
                                                        "65535",
                                                        "65536",
                                                        "2147483648",
                                                        "4294967296",
                                                        R"("9223372036854775807")",
                                                        R"("-9223372036854775808")",
                                                        R"("18446744073709551615")"};
        if (wild()) {
            out += pick(extremes);
        } else if (one_in(10)) {
            out += std::to_string(shape.size_bytes == 1 ? 255 : 65'535);
        } else {
            out += std::to_string(below(12));
        }
    }

    std::string number(std::span<const std::string_view> usual, std::uint8_t decimals) {
        if (!wild()) return std::string{usual[below(usual.size())]};
        static constexpr std::string_view extremes[] = {"9223372036854775807",
                                                        "-9223372036854775808",
                                                        "99999999999999999999999999",
                                                        "9999999999999.99",
                                                        "10000000000000.00",
                                                        "-9999999999999.99",
                                                        "92233720368.54775807",
                                                        "9223372036854.775807",
                                                        "-9223372036854.775808",
                                                        "0.000000000000000000001",
                                                        "1e5",
                                                        "-0",
                                                        "1,000.00",
                                                        ".",
                                                        ""};
        if (one_in(3)) return "0." + std::string(decimals > 1 ? decimals - 1U : 0U, '0') + "1";
        return std::string{pick(extremes)};
    }

    void date(std::string& out) {
        static constexpr std::string_view extremes[] = {"0001-01-01", "9999-12-31",  "1900-01-01", "2024-02-29",
                                                        "2022-02-30", "10000-01-01", "",           "0000-00-00"};
        if (wild()) {
            if (one_in(4)) {
                out += "null";
                return;
            }
            return text(pick(extremes), out);
        }
        const auto today = static_cast<std::int32_t>(now_us_ / 86'400'000'000);
        return text(to_string(Date{today - 40 + static_cast<std::int32_t>(one_in(2) ? below(80) : 30 + below(12))}),
                    out);
    }

    std::string known_or_new(std::string_view field, const ValueShape& shape) {
        const auto& known = vocabulary_.of(field, shape);
        if (wild()) return any_text();
        // Ids that are given by the command itself are new more often than not.
        if (!known.empty() && !one_in(shape.text_role == TextRole::id ? 6 : 12)) return pick(known);
        if (one_in(3)) return {};
        return (shape.text_role == TextRole::plain ? "Text " : "N") + std::to_string(below(400));
    }

    std::string any_text() {
        switch (below(10)) {
            case 0:
                return {};
            case 1:
                return std::string(64, 'i');
            case 2:
                return std::string(65, 'i');
            case 3:
                return std::string(16'385, 'x');
            case 4:
                return "a/b c";
            case 5:
                return "\x01\x1b[2J\n\t";
            case 6:
                return "山田太郎 \u202e\u200b😀";
            case 7:
                return "\"\\ \xc3\xa9";
            case 8:
                return std::string(200 + below(2'000), 'y');
            default:
                return "7-I1";
        }
    }

    void list(std::string_view field, const ValueShape& element, std::string& out) {
        std::size_t size = one_in(12) ? 0 : 1 + below(2);
        if (wild() && depth_ < 2) size = one_in(3) ? 3'000 / (1 + depth_ * depth_ * 30) : below(40);
        out += '[';
        const auto begin = out.size();
        for (std::size_t i = 0; i < size && out.size() < begin + 300'000; ++i) {
            if (i > 0) out += ',';
            value(field, element, out);
        }
        out += ']';
    }
    static void text(std::string_view value, std::string& out) { write_json_string(value, out); }

    static constexpr std::string_view money_texts[] = {"1.00",  "10.00", "0.01",   "0.00",  "-5.00",
                                                       "25.50", "60.00", "-60.00", "500.00"};
    static constexpr std::string_view decimal_texts[] = {"0",    "1",     "0.04", "12.5", "100",
                                                         "4321", "99999", "-1",   "0.62"};
    static constexpr std::string_view month_days[] = {"01-01", "06-30", "12-31", "02-28"};
    static constexpr std::string_view instants[] = {"1970-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z",
                                                    "0001-01-01T00:00:00Z", "2022-01-01T00:00:00.123456789Z",
                                                    "2022-02-30T00:00:00Z"};
    static constexpr std::string_view names[] = {"Ada Turner",     "山田太郎",     "O’Brien",
                                                 "bo@example.org", "607 555 0100", "12 Mill Lane"};

    std::mt19937_64 random_;
    const Vocabulary& vocabulary_;
    double wild_ = 0;
    std::size_t depth_ = 0;
    std::uint64_t number_ = 0;
    std::int64_t now_us_ = Instant::parse("2022-02-04T12:00:00Z")->microseconds;
    std::vector<std::string> sent_;
    std::map<std::string_view, std::vector<Command>> models_;  // By type.
};

class AnyCommands : public testing::Test {
  protected:
    void SetUp() override {
        options_.directory = directory_.path() / "store";
        options_.make_folders = projections::make_folders;
        auto made =
            Division::create(options_, {"ledger.test/gas", "USD", "America/New_York", true, std::nullopt}, "test");
        ASSERT_TRUE(made) << made.error().message;
        division_ = std::move(*made);
        begin();
    }

    // The utility that the random commands are about, with customers who were billed and paid.
    void begin() {
        auto commands = standard_settings();
        std::erase_if(commands, [](const auto& one) { return holds_alternative<CreateDivision>(one); });
        std::vector<std::vector<Command>> lists{commands};
        for (const auto* number : {"7", "8", "9"}) lists.push_back(a_gas_customer(number, "2022-01-05"));
        for (const auto* number : {"7", "8"}) {
            lists.push_back({a_read("L" + std::string{number} + "-G", "2022-02-03", "40"),
                             BillAccount{AccountId{number}, Code{"M01"}, test::date("2022-02-04")},
                             PostPayment{.tenders = {{.amount = usd("10.00"), .reference = Plain{"CHK-1"}}},
                                         .shares = {{.account = AccountId{number}}}}});
        }
        CommandBatch batch;
        for (auto& command : together(std::move(lists))) {
            vocabulary_.learn(ref(command));
            base_.push_back(command);
            auto& parsed = batch.commands.emplace_back();
            parsed.header.command_id = CommandId{"base-" + std::to_string(batch.commands.size())};
            parsed.header.actor = Plain{"base"};
            parsed.header.received_at = instant("2022-02-04T12:00:00Z");
            parsed.command = std::move(command);
        }
        division_->submit(batch);
        batch.wait();
        for (std::size_t i = 0; i < batch.outcomes.size(); ++i) {
            ASSERT_EQ(batch.outcomes[i].kind, Outcome::Kind::accepted) << i << batch.outcomes[i].refusal.cure;
            learn_made(batch.outcomes[i]);
        }
    }

    void send(AnyCommand& any, std::size_t commands) {
        constexpr std::size_t batch_commands = 64;
        CommandReader reader{division_->currency()};
        for (std::size_t done = 0; done < commands; done += batch_commands) {
            CommandBatch batch;
            std::vector<std::string> lines;
            for (std::size_t i = 0; i < batch_commands; ++i) {
                auto line = any.next();
                auto parsed = reader.read(line);
                if (!parsed) {
                    ++unreadable_;
                    ASSERT_FALSE(parsed.error().problem.empty()) << line;
                    continue;
                }
                lines.push_back(std::move(line));
                batch.commands.push_back(std::move(*parsed));
            }
            const auto tried = try_first(batch.commands);
            division_->submit(batch);
            batch.wait();
            ASSERT_NO_FATAL_FAILURE(compare(tried, batch.outcomes, lines));
            for (std::size_t i = 0; i < batch.outcomes.size(); ++i) {
                ASSERT_NO_FATAL_FAILURE(take(lines[i], batch.outcomes[i]));
                if (batch.outcomes[i].kind == Outcome::Kind::accepted)
                    vocabulary_.learn(ref(batch.commands[i].command));
            }
        }
    }

    // What the commands would be answered with and would make, tried on a copy before they are sent.
    struct Tried {
        std::vector<Outcome> outcomes;
        std::uint64_t first = 0;
        std::vector<std::string> entries;
    };
    Tried try_first(const std::vector<ParsedCommand>& commands) {
        const auto& store = division_->store();
        EXPECT_TRUE(store.wait_for(store.durable_end(), std::chrono::seconds{60}));
        auto trial = Trial::of(*division_);
        EXPECT_TRUE(trial) << trial.error().message;
        Tried tried;
        tried.first = (*trial)->end();
        for (const auto& command : commands) tried.outcomes.push_back((*trial)->decide(command));
        for (auto position = tried.first; position < (*trial)->end(); ++position)
            tried.entries.emplace_back((*trial)->entry(position));
        EXPECT_EQ(store.durable_end(), tried.first) << "trying wrote something";
        return tried;
    }
    // Of a command that was repeated, receipts look up what the log has; the trial says what only its copy had.
    std::vector<MadeId> made_by(const Outcome& outcome) const {
        if (outcome.kind != Outcome::Kind::repeated || !outcome.made.empty()) return outcome.made;
        auto made = division_->made_ids(outcome.receipt);
        EXPECT_TRUE(made);
        return made ? std::move(*made) : std::vector<MadeId>{};
    }
    // But for sealed text, under keys that only the trial had.
    void compare(const Tried& tried, const std::vector<Outcome>& outcomes, const std::vector<std::string>& lines) {
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            const auto& would = tried.outcomes[i];
            const auto& is = outcomes[i];
            ASSERT_EQ(would.kind, is.kind) << lines[i].substr(0, 2'000);
            ASSERT_EQ(made_by(would), made_by(is)) << lines[i].substr(0, 2'000);
            ASSERT_EQ(would.receipt.first_position, is.receipt.first_position) << lines[i].substr(0, 2'000);
            ASSERT_EQ(would.receipt.count, is.receipt.count) << lines[i].substr(0, 2'000);
            const auto said = [](const Refusal& one) {
                return std::tie(one.rejection, one.field, one.value, one.cure, one.position);
            };
            ASSERT_TRUE(said(would.refusal) == said(is.refusal)) << would.refusal.cure << "\n"
                                                                 << is.refusal.cure << "\n"
                                                                 << lines[i].substr(0, 2'000);
        }
        ASSERT_EQ(division_->store().durable_end(), tried.first + tried.entries.size());
        RecordedEvent would, is;
        for (std::size_t i = 0; i < tried.entries.size(); ++i) {
            const auto entry = division_->store().log().read(tried.first + i);
            ASSERT_TRUE(entry);
            ASSERT_TRUE(decode_into(tried.entries[i], would));
            ASSERT_TRUE(decode_into(*entry, is));
            ASSERT_EQ(would.envelope, is.envelope);
            if (tried.entries[i] != *entry) {
                ASSERT_TRUE(ref(is.event).shape->has_personal) << to_text(is.event) << "\n" << to_text(would.event);
            }
        }
    }

    void learn_made(const Outcome& outcome) {
        static const std::map<std::string_view, std::string> types{{"person", "PersonId"},
                                                                   {"account", "AccountId"},
                                                                   {"premise", "PremiseId"},
                                                                   {"payment", "PaymentId"},
                                                                   {"payment_event", "PaymentEventId"},
                                                                   {"sa", "ServiceAgreementId"}};
        for (const auto& made : outcome.made) {
            const auto type = types.find(made.what);
            vocabulary_.learn_id(type == types.end() ? "DocumentId" : type->second, made.id);
        }
    }

    void take(const std::string& line, const Outcome& outcome) {
        const auto shown = line.substr(0, 2'000);
        ++outcomes_[outcome.kind];
        switch (outcome.kind) {
            case Outcome::Kind::accepted:
                ASSERT_GT(outcome.receipt.count, 0U) << shown;
                ++accepted_types_[line.substr(9, line.find('"', 9) - 9)];
                learn_made(outcome);
                return;
            case Outcome::Kind::repeated:
                ASSERT_GT(outcome.receipt.count, 0U) << shown;
                return;
            case Outcome::Kind::unchanged:
                ASSERT_LT(outcome.refusal.position, division_->store().durable_end()) << shown;
                return;
            case Outcome::Kind::refused:
                ASSERT_FALSE(outcome.refusal.cure.empty()) << name_of(outcome.refusal.rejection) << ": " << shown;
                ASSERT_NE(outcome.refusal.rejection, Rejection::already_so) << shown;
                return;
            case Outcome::Kind::failed:
                FAIL() << outcome.failure.message << ": " << shown;
        }
    }

    // What the log's events name.
    void learn_from_log() {
        auto reader = division_->store().log().reader(0, division_->store().durable_end());
        RecordedEvent recorded;
        while (reader.next()) {
            ASSERT_TRUE(decode_into(reader.entry(), recorded));
            in_log_.learn(ref(recorded.event));
            streams_.insert(to_string(recorded.envelope.stream));
        }
        ASSERT_TRUE(reader.status());
    }

    void ask_everything() {
        ASSERT_TRUE(division_->store().wait_for(division_->store().durable_end(), std::chrono::seconds{60}));
        const std::map<std::string_view, std::string> types{{"person", "PersonId"},
                                                            {"account", "AccountId"},
                                                            {"premise", "PremiseId"},
                                                            {"invoice", "DocumentId"},
                                                            {"statement", "DocumentId"},
                                                            {"payment", "PaymentEventId"},
                                                            {"service point", "ServicePointId"}};
        for (const auto& kind : projections::questions()) {
            std::vector<std::string> ids;
            if (kind.need != projections::IdNeed::must) ids.emplace_back();
            if (const auto type = types.find(kind.id_of); type != types.end())
                ids.insert(ids.end(), in_log_.ids(type->second).begin(), in_log_.ids(type->second).end());
            if (kind.kind == "search")
                for (const auto* type : {"PersonId", "AccountId", "DocumentId", "MeterId", "TariffId"})
                    ids.insert(ids.end(), in_log_.ids(type).begin(), in_log_.ids(type).end());
            if (ids.size() > ids_asked_max_) ids.resize(ids_asked_max_);
            for (const auto& id : ids)
                for (const auto form : {projections::AnswerForm::text, projections::AnswerForm::json})
                    ask(kind, id, form);
        }
    }
    void ask(const projections::QuestionKind& kind, const std::string& id, projections::AnswerForm form) {
        projections::Question question;
        question.kind = kind.kind;
        question.id = id;
        const auto answer = projections::ask(*division_, question, form);
        ++asked_;
        if (answer) {
            EXPECT_FALSE(answer->text.empty()) << kind.kind << " " << id;
            return;
        }
        EXPECT_NE(answer.error().kind, projections::NoAnswerKind::store_failed)
            << kind.kind << " " << id << ": " << answer.error().message;
        const bool has_stream = streams_.contains(std::string{kind.id_of} + "/" + id);
        EXPECT_FALSE(has_stream && kind.kind != "premise-usage")
            << kind.kind << " " << id << ": " << answer.error().message;
    }

    // What is found by folding the log again is what the views say.
    void verify_all() {
        projections::VerifyOptions verifying;
        verifying.verifier_key = division_->verifier_key();
        const auto verified = projections::verify(
            division_->store(), [&](const Personal& text) { return division_->open_text(text); }, verifying);
        ASSERT_TRUE(verified) << verified.error().message;
        for (const auto& finding : verified->findings)
            ADD_FAILURE() << finding.check.str() << " " << finding.place.str() << ": " << finding.problem.str();
    }

    void reopen() {
        ASSERT_TRUE(division_->close());
        division_.reset();
        auto opened = Division::open(options_);
        ASSERT_TRUE(opened) << opened.error().message;
        division_ = std::move(*opened);
    }

    TemporaryDirectory directory_;
    DivisionOptions options_;
    std::unique_ptr<Division> division_;
    std::vector<Command> base_;
    Vocabulary vocabulary_;
    Vocabulary in_log_;
    std::set<std::string> streams_;
    std::map<Outcome::Kind, std::size_t> outcomes_;
    std::map<std::string, std::size_t> accepted_types_;
    std::size_t unreadable_ = 0;
    std::size_t asked_ = 0;
    std::size_t ids_asked_max_ = 40;
};

TEST_F(AnyCommands, AreAnsweredAndWhatIsAcceptedFoldsAnswersVerifiesAndRebuilds) {
    // Others are tried by hand: what fails must fail again.
    const auto seed = number_from_environment("TALLY_SEED", 20'261'127);
    const auto commands = number_from_environment("TALLY_COMMANDS", 2'000);
    std::printf("TALLY_SEED=%llu TALLY_COMMANDS=%llu\n", static_cast<unsigned long long>(seed),
                static_cast<unsigned long long>(commands));
    std::fflush(stdout);
    if (commands > 10'000) ids_asked_max_ = 1'000;
    AnyCommand any{seed, vocabulary_};
    for (const auto& command : base_) any.learn(command);
    ASSERT_NO_FATAL_FAILURE(send(any, commands));
    ASSERT_NO_FATAL_FAILURE(learn_from_log());
    ASSERT_NO_FATAL_FAILURE(ask_everything());
    ASSERT_NO_FATAL_FAILURE(reopen());
    ASSERT_NO_FATAL_FAILURE(verify_all());
    for (const auto& [kind, count] : outcomes_) std::printf("%zu %s, ", count, std::string{name_of(kind)}.c_str());
    std::printf("%zu unreadable; %zu questions; accepted:", unreadable_, asked_);
    for (const auto& [type, count] : accepted_types_) std::printf(" %s %zu", type.c_str(), count);
    std::printf("\n");
    EXPECT_GT(outcomes_[Outcome::Kind::accepted], commands / 50) << "too few to say anything";
    EXPECT_GT(accepted_types_.size(), 20U) << "too few kinds of commands get through";
}

}  // namespace
}  // namespace tally::test

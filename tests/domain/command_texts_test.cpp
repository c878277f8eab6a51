// What people will see: one rule, held against every text of every command.
#include "domain/command_texts.h"

#include <type_traits>

#include "domain/core/shown_text.h"
#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;

const std::string clears_the_screen = "Visit\x1b[2J\nAMOUNT DUE: nothing                0.00";

// Puts one text into the `wanted`-th place that a record has for texts, with one element in each list on the way.
class TextPlace {
  public:
    explicit TextPlace(std::size_t wanted) : wanted_(wanted) {}
    template <Described Record>
    bool fill(Record& record) {
        return fill_record(record, "");
    }
    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    template <class Record>
    bool fill_record(Record& record, const std::string& path) {
        bool filled = false;
        for_each_field<Record>([&](const auto& field) {
            if (!filled) filled = fill_value(record.*field.member, path + std::string{field.name});
        });
        return filled;
    }
    template <class T>
    bool fill_value(T& value, const std::string& path) {
        if constexpr (Described<T>) {
            return fill_record(value, path + ".");
        } else if constexpr (std::is_same_v<T, Personal>) {
            return is_wanted(path) && (value.bytes = clears_the_screen, true);
        } else if constexpr (requires { value.said; }) {
            value.said = Said::value;
            if (fill_value(value.value, path)) return true;
            value = {};
            return false;
        } else if constexpr (requires { value.emplace_back(); }) {
            value.emplace_back();
            if (fill_value(value.back(), path + "[0]")) return true;
            value.clear();
            return false;
        } else if constexpr (requires { value.str(); }) {
            return is_wanted(path) && (value = T{clears_the_screen}, true);
        } else {
            return false;
        }
    }
    bool is_wanted(const std::string& path) {
        path_ = path;
        return seen_++ == wanted_;
    }

    std::size_t wanted_;
    std::size_t seen_ = 0;
    std::string path_;
};

template <class Order>
std::size_t expect_every_text_refused() {
    for (std::size_t place = 0;; ++place) {
        Order order;
        TextPlace text(place);
        if (!text.fill(order)) return place;
        const auto checked = check_texts(order, {});
        if (checked)
            ADD_FAILURE() << Order::type_name << " takes control characters in " << text.path();
        else
            EXPECT_EQ(checked.error().field, text.path()) << Order::type_name;
    }
}
template <class... Orders>
std::size_t expect_every_text_refused_of(const TypeList<Orders...>*) {
    return (expect_every_text_refused<Orders>() + ...);
}

TEST(CommandTexts, NoTextOfAnyCommandTakesControlCharacters) {
    EXPECT_GT(expect_every_text_refused_of(static_cast<const CommandTypes*>(nullptr)), 300u);
}

TEST(CommandTexts, NoTextOfAHeaderTakesControlCharacters) {
    for (std::size_t place = 0;; ++place) {
        CommandHeader header;
        TextPlace text(place);
        if (!text.fill(header)) {
            EXPECT_EQ(place, 5u);
            return;
        }
        const auto checked = check_texts(ClosePeriod{}, header);
        ASSERT_FALSE(checked) << text.path();
        EXPECT_EQ(checked.error().field, text.path());
    }
}

TEST(CommandTexts, ADescriptionThatRewritesTheStatementIsRefusedWhenSent) {
    Scenario scenario(together({standard_settings(), a_gas_customer("7", "2022-01-03")}));
    CreateSpecialCharge charge;
    charge.account = AccountId{"7"};
    charge.charge_type = Code{"VISIT"};
    charge.amount = usd("5");
    charge.description = Plain{clears_the_screen};
    scenario.when(charge).then_rejected(Rejection::field_invalid, "description");
    EXPECT_EQ(scenario.refusal()->value, "U+001B at byte 6") << "what was sent is not repeated";
    charge.description = Plain{"Visit, 2\u2013 4 pm \u2014 caf\u00e9 \u5c71\u7530"};
    scenario.when(charge).then_accepted();
}

TEST(CommandTexts, AnActorIsNoLongerThanALine) {
    Scenario scenario(standard_settings());
    scenario.by(std::string(501, 'a')).when(a_person("1", "Ann")).then_rejected(Rejection::field_invalid, "actor");
    scenario.by(std::string(500, 'a')).when(a_person("1", "Ann")).then_accepted();
}

TEST(ShownText, WhatCannotBeSeenOrTurnsTheReadingDirectionIsUnfit) {
    for (const char* fit : {"", "a", "10 \u20ac", "\u05d0\u05d1\u200f (1)", "\U0001F468\u200D\U0001F469"})
        EXPECT_EQ(unfit_to_show(fit), std::nullopt) << fit;
    EXPECT_EQ(unfit_to_show("a\nb"), "U+000A at byte 2");
    EXPECT_EQ(unfit_to_show("a\x7f"), "U+007F at byte 2");
    EXPECT_EQ(unfit_to_show("\u009b2J"), "U+009B at byte 1");
    EXPECT_EQ(unfit_to_show("a\u2028"), "U+2028 at byte 2");
    EXPECT_EQ(unfit_to_show("pay \u202e00.5"), "U+202E at byte 5");
    EXPECT_EQ(unfit_to_show("\u2066x\u2069"), "U+2066 at byte 1");
    EXPECT_EQ(unfit_to_show(" \u200b\ufeff"), "no visible character");
    EXPECT_EQ(unfit_to_show("   "), "no visible character");
    EXPECT_EQ(unfit_to_show("a\xc3("), "bytes that are not UTF-8, at byte 2");
    EXPECT_EQ(unfit_to_show("\xc0\x8a"), "bytes that are not UTF-8, at byte 1") << "an overlong line break";
    EXPECT_EQ(unfit_to_show("\xed\xa0\x80"), "bytes that are not UTF-8, at byte 1") << "half a surrogate";
    EXPECT_EQ(unfit_to_show(std::string(501, 'a')), "501 bytes");
}

TEST(ShownText, WhatIsStoredIsPrintedWithEscapes) {
    EXPECT_EQ(escaped_to_show("Caf\u00e9 5 \u20ac"), "Caf\u00e9 5 \u20ac");
    EXPECT_EQ(escaped_to_show("a\x1b[2J\nb"), "a\\u{1B}[2J\\u{A}b");
    EXPECT_EQ(escaped_to_show("a\nb\r", LineBreaks::kept), "a\nb\\u{D}");
    EXPECT_EQ(escaped_to_show("\u202eabc\xff"), "\\u{202E}abc\\x{FF}");
}

}  // namespace
}  // namespace tally::test

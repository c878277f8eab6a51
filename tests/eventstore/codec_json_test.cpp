// JSON as people and other programs see it: what is written, what is refused and in which words.

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <random>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "domain/account/state.h"
#include "domain/world.h"
#include "eventstore/codec/catalogue.h"
#include "eventstore/codec/command_json.h"
#include "eventstore/codec/json.h"
#include "eventstore/codec/json_fault.h"
#include "eventstore/codec/json_place.h"
#include "eventstore/codec/print.h"
#include "eventstore/keys/key_store.h"

namespace tally::tests {
namespace {

using namespace tally::domain;
using namespace tally::eventstore;

const Currency usd{{'U', 'S', 'D', 0}, 2};
const Currency yen{{'J', 'P', 'Y', 0}, 0};

std::string refusal(std::string_view json, Currency currency = usd) {
    const auto read = CommandReader{currency}.read(json, 3);
    EXPECT_FALSE(read.has_value()) << json;
    return read.has_value() ? std::string{} : read.error().message();
}
ParsedCommand good(std::string_view json) {
    const auto read = CommandReader{usd}.read(json, 1);
    EXPECT_TRUE(read.has_value()) << read.error().message();
    return read.value_or(ParsedCommand{});
}

const std::string pay =
    R"({"type":"payment.post","command_id":"c-1","received_on":"2022-01-08","reason":"by post",)"
    R"("shares":[{"account":"A-1","amount":"12.30"}],"tenders":[{"kind":"cheque","amount":"12.3"}]})";

TEST(CodecJson, ReadsACommandWithItsHeader) {
    const auto parsed = good(pay);
    EXPECT_EQ(parsed.header.command_id.str(), "c-1");
    EXPECT_EQ(parsed.header.reason.str(), "by post");
    const auto& payment = get<PostPayment>(parsed.command);
    EXPECT_EQ(to_string(payment.received_on), "2022-01-08");
    ASSERT_EQ(payment.shares.size(), 1u);
    EXPECT_EQ(payment.shares[0].amount, Money{1230});
    ASSERT_EQ(payment.tenders.size(), 1u);
    EXPECT_EQ(payment.tenders[0].kind, TenderKind::cheque);
    EXPECT_EQ(payment.tenders[0].amount, Money{1230});
}

TEST(CodecJson, WhatALineLeavesOutIsNotTakenFromTheLineBefore) {
    CommandReader reader{usd};
    ParsedCommand parsed;
    ASSERT_TRUE(reader.read_into(pay, 1, parsed).has_value());
    ASSERT_TRUE(reader.read_into(R"({"type":"payment.post","command_id":"c-2"})", 2, parsed).has_value());
    EXPECT_EQ(parsed.command, Command{PostPayment{}});
    EXPECT_TRUE(parsed.header.reason.empty());
}

TEST(CodecJson, CanonicalFormSortsKeysAndLeavesOutHeaderAndDefaults) {
    const auto parsed = good(pay);
    std::string canonical;
    write_canonical_command(parsed.header, parsed.command, 2, canonical);
    EXPECT_EQ(canonical,
              R"({"reason":"by post","received_on":"2022-01-08","shares":[{"account":"A-1","amount":"12.30"}],)"
              R"("tenders":[{"amount":"12.30","kind":"cheque"}],"type":"payment.post"})");
}

TEST(CodecJson, TheDigestIsTheHmacOfTheCanonicalBody) {
    const auto keys = KeyStore::simulated(4);
    const auto parsed = good(pay);
    std::string canonical;
    write_canonical_command(parsed.header, parsed.command, 2, canonical);
    const auto whole = keys->digest_key().of({canonical});
    const auto digest = command_digest(keys->digest_key(), parsed.header, parsed.command, 2);
    EXPECT_TRUE(std::equal(digest.begin(), digest.end(), whole.begin()));
    EXPECT_NE(digest, command_digest(KeyStore::simulated(5)->digest_key(), parsed.header, parsed.command, 2));
}

TEST(CodecJson, TheSameCommandInOtherWordsHasTheSameDigest) {
    const auto keys = KeyStore::simulated(4);
    const auto digest = [&](std::string_view json) {
        const auto parsed = good(json);
        return command_digest(keys->digest_key(), parsed.header, parsed.command, 2);
    };
    EXPECT_EQ(digest(pay), digest(R"( { "tenders":[{"amount":"12.300","kind":"cheque","reference":""}],)"
                                  R"("actor":"someone","correlation_id":"x","payor":"",)"
                                  R"("received_on":"2022-01-08","reason":"by post","command_id":"other",)"
                                  R"("shares":[{"amount":"12.3","account":"A-1"}],"type":"payment.post"} )"));
    EXPECT_NE(digest(pay), digest(std::regex_replace(pay, std::regex("12.30"), "12.31")));
    EXPECT_NE(digest(pay), digest(std::regex_replace(pay, std::regex("by post"), "by hand")));
}

std::string canonical_form(std::string_view json) {
    const auto parsed = good(json);
    std::string canonical;
    write_canonical_command(parsed.header, parsed.command, 2, canonical);
    return canonical;
}

TEST(CodecJson, NullClearsAndWhatIsNotNamedIsAnotherBody) {
    constexpr auto absent = R"({"account":"1","type":"account.change_terms"})";
    constexpr auto cleared = R"({"account":"1","customer_type":null,"type":"account.change_terms"})";
    EXPECT_EQ(canonical_form(absent), absent);
    EXPECT_EQ(canonical_form(cleared), cleared);
    const auto parsed = good(cleared);
    EXPECT_EQ(get<ChangeAccountTerms>(parsed.command).customer_type.said, Said::clear);
    EXPECT_EQ(get<ChangeAccountTerms>(good(absent).command).customer_type.said, Said::nothing);
    std::string written;
    write_command_json(parsed.header, parsed.command, {.currency = usd}, written);
    EXPECT_EQ(good(written).command, parsed.command);
}

TEST(CodecJson, BodiesFromBeforeChangesWereNamedKeepTheirCanonicalForm) {
    EXPECT_EQ(canonical_form(R"({"type":"account.change_terms","account":"1","requested_due_day":15})"),
              R"({"account":"1","requested_due_day":15,"type":"account.change_terms"})");
    // What was a default was left out, also where it was given.
    EXPECT_EQ(canonical_form(R"({"type":"account.change_terms","account":"1","requested_due_day":0})"),
              R"({"account":"1","type":"account.change_terms"})");
    EXPECT_EQ(
        canonical_form(R"({"type":"account.change_person","account":"1","link":{"person":"2","web_access":true,)"
                       R"("main_customer":false,"third_party_guarantor":true,"affix_name":"",)"
                       R"("bill_routings":[{"route_type":"POST"}],"quote_routings":[]}})"),
        R"({"account":"1","link":{"bill_routings":[{"route_type":"POST"}],"person":"2","third_party_guarantor":true},)"
        R"("type":"account.change_person"})");
    EXPECT_EQ(canonical_form(R"({"type":"account.change_person","account":"1","link":{"web_access":false}})"),
              R"({"account":"1","link":{"web_access":false},"type":"account.change_person"})");
}

TEST(CodecJson, OnlyWhatMayBeClearedTakesNull) {
    EXPECT_NE(refusal(R"({"type":"account.change_terms","account":"1","bill_cycle":null})", usd)
                  .find("bill_cycle: \"null\" cannot be cleared"),
              std::string::npos)
        << refusal(R"({"type":"account.change_terms","account":"1","bill_cycle":null})", usd);
    const std::string described = describe_commands();
    EXPECT_NE(described.find("customer_type      Code, null clears it."), std::string::npos);
    EXPECT_NE(described.find("bill_cycle         Code, never null."), std::string::npos);
}

TEST(CodecJson, EscapesWhatRfc8785SaysAndNothingElse) {
    std::string out;
    write_json_string("\"\\/\b\f\n\r\t\x01\x1f\x7f é€😀", out);
    EXPECT_EQ(out, "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f é€😀\"");
}

TEST(CodecJson, WholeNumbersTooLargeForADoubleAreStrings) {
    DivisionNumbers numbers{9'007'199'254'740'991, 9'007'199'254'740'992};
    EXPECT_EQ(
        to_json(numbers, {}),
        R"({"highest_customer_number":9007199254740991,"highest_person_number":"9007199254740992","suspense_count":0,"bank_deposit_count":0,"master_count":0})");
    numbers = {};
    JsonReader reader{usd, PersonalText::clear};
    ASSERT_TRUE(reader.read(R"({"highest_person_number":"18446744073709551615"})", ref(numbers)).has_value());
    EXPECT_EQ(numbers.highest_person_number, UINT64_MAX);
    ASSERT_FALSE(reader.read(R"({"highest_person_number":"18446744073709551616"})", ref(numbers)).has_value());
}

TEST(CodecJson, AmountsHaveTheCurrencysDecimals) {
    const PaymentShare share{AccountId{"A-1"}, Money{-1'234}, AllocationPolicy::spec, {}, Money{5}};
    EXPECT_EQ(to_json(share, {.currency = usd}),
              R"({"account":"A-1","amount":"-12.34","policy":"spec","spec":[],"remainder":"0.05"})");
    EXPECT_EQ(to_json(share, {.currency = yen}),
              R"({"account":"A-1","amount":"-1234","policy":"spec","spec":[],"remainder":"5"})");
    EXPECT_NE(refusal(pay, yen).find("shares[0].amount: \"12.30\" has too many decimals"), std::string::npos)
        << refusal(pay, yen);
}

TEST(CodecJson, PersonalTextIsClearOnlyWhereItCanBeOpened) {
    const PersonEmailSet sealed{PersonId{"P-1"}, {PersonId{"P-1"}, "\x01\x02\x03", true}};
    EXPECT_EQ(to_json(sealed, {}), R"({"person":"P-1","email":{"sealed":"AQID","under":"P-1"}})");
    JsonContext context;
    context.open = [](const Personal&) { return std::optional<std::string>{"a@b.c"}; };
    EXPECT_EQ(to_json(sealed, context), R"({"person":"P-1","email":"a@b.c"})");
    context.open = [](const Personal&) { return std::optional<std::string>{}; };
    EXPECT_EQ(to_json(sealed, context), R"({"person":"P-1","email":{"sealed":"AQID","under":"P-1"}})");
}

TEST(CodecJson, RefusesWhatIsNotJson) {
    for (const char* json : {"", "{", R"({"type":"payment.post")", R"({"type":"payment.post"} x)", "nonsense",
                             R"({"type":"payment.post",})", "{\"type\":\"payment.post\",\"reason\":\"\xff\"}"}) {
        const auto message = refusal(json);
        EXPECT_NE(message.find("line 3: is not JSON ("), std::string::npos) << json << " -> " << message;
        EXPECT_NE(message.find("give one JSON object"), std::string::npos) << message;
    }
    EXPECT_NE(refusal("[]").find("is not an object"), std::string::npos);
    EXPECT_NE(refusal("7").find("\"7\" is not an object"), std::string::npos);
}

TEST(CodecJson, WhatIsNotJsonIsRefusedWithItsColumn) {
    struct Case {
        std::string json;
        const char* place_and_reason;
    };
    const Case cases[] = {
        {"", "column 1: a value is expected"},
        {R"({"type" "payment.post"})", "column 9: a ':' is expected"},
        {R"({"type":"payment.post" "payor":"A"})", "column 24: a ',' or a '}' is expected"},
        {R"({"type":"payment.post",})", "column 24: a name in quotes is expected"},
        {R"({type:"payment.post"})", "column 2: a name in quotes is expected"},
        {R"({"type":'payment.post'})", "column 9: a value is expected"},
        {R"({"shares":[1 2]})", "column 14: a ',' or a ']' is expected"},
        {R"({"type":"payment.post"} x)", "column 25: the JSON value ends before this"},
        {R"({"value":01})", "column 11: a ',' or a '}' is expected"},
        {R"({"value":1.})", "column 12: a digit is expected"},
        {R"({"payor":"é" 1})", "column 14: a ',' or a '}' is expected"},  // Characters, not bytes.
        {R"({"payor":"\x"})", "column 12: one of \" \\ / b f n r t u is expected after a '\\'"},
        {R"({"payor":"\u12g4"})", "column 15: four hex digits are expected after \\u"},
        {R"({"payor":"\ud800"})", "column 11: a surrogate escape is to be one of a pair"},
        {"{\"payor\":\"a\tb\"}", "column 12: a control character in a text"},
        {"{\"payor\":\"a\xff\"}", "column 12: this byte is not UTF-8"},
        {R"({"payor":"abc)", "column 14: a closing '\"' is expected, but the text ends here"},
        {"{\n\"payor\" 1}", "line 2 of it, column 9: a ':' is expected"},
    };
    for (const auto& [json, expected] : cases) {
        const auto message = refusal(json.c_str());
        EXPECT_NE(message.find("line 3: is not JSON (" + std::string{expected}), std::string::npos)
            << json << " -> " << message;
    }
}

// The reader's parser and the finder of faults agree on which texts are JSON.
TEST(CodecJson, EveryTextThatTheParserRefusesHasAPlace) {
    const std::string good = R"({"type":"payment.post","payor":"\u00e9\n","shares":[{"a":-1.5e3},[],{},true,null]})";
    EXPECT_FALSE(json_fault(good));
    std::mt19937 random{20'221'127};
    int refused = 0;
    for (int round = 0; round < 5'000; ++round) {
        std::string text = good;
        const auto at = random() % text.size();
        switch (random() % 3) {
            case 0:
                text.erase(at, 1);
                break;
            case 1:
                text[at] = static_cast<char>(random() % 256);
                break;
            default:
                text.insert(at, 1, "{}[],:\"\\ 0e-"[random() % 12]);
        }
        const bool parser_refuses = refusal(text.c_str()).find("is not JSON") != std::string::npos;
        if (text.find('\0') == std::string::npos) {
            EXPECT_EQ(parser_refuses, json_fault(text).has_value()) << text;
        }
        refused += parser_refuses ? 1 : 0;
    }
    EXPECT_GT(refused, 1'000);
    EXPECT_NE(refusal(std::string(5'000, '[').append(5'000, ']').c_str()).find("is nested too deeply"),
              std::string::npos);
}

TEST(CodecJson, EachRefusalNamesLineFieldValueAndCure) {
    struct Case {
        const char* json;
        const char* message;
    };
    const Case cases[] = {
        {R"({"command_id":"c"})",
         "line 3: type: is missing; give one of `tally describe commands`, such as payment.post"},
        {R"({"type":7})", "line 3: type: \"7\" is not a text; give a string such as \"payment.post\""},
        {R"({"type":"payment.pots"})",
         "line 3: type: \"payment.pots\" is not a known command; did you mean payment.post?"},
        {R"({"type":"payment.post","recieved_on":"2022-01-08"})",
         "line 3: recieved_on: is not a field of payment.post; did you mean received_on?"},
        {R"({"type":"payment.post","shares":[{"account":"A-1"},{"acount":"A-1"}]})",
         "line 3: shares[1].acount: is not a field of PaymentShare; did you mean account?"},
        {R"({"type":"payment.post","payor":"A-1","payor":"A-2"})", "line 3: payor: is given twice; give it once"},
        {R"({"type":"payment.post","type":"payment.post"})", "line 3: type: is given twice; give it once"},
        {R"({"type":"payment.post","shares":[{"amount":"12.345"}]})",
         "line 3: shares[0].amount: \"12.345\" has too many decimals; the currency has 2"},
        {R"({"type":"payment.post","shares":[{"amount":12.34}]})",
         "line 3: shares[0].amount: \"12.34\" is not an amount; give a string such as \"12.30\", in quotes so that no "
         "cent is lost"},
        {R"({"type":"payment.post","shares":[{"amount":"1e5"}]})",
         "line 3: shares[0].amount: \"1e5\" is not an amount; give digits with at most one '.', such as \"12.30\""},
        {R"({"type":"payment.post","shares":[{"amount":"99999999999999999999"}]})",
         "line 3: shares[0].amount: \"99999999999999999999\" is too large; give less than 10000000000000.00"},
        {R"({"type":"payment.post","shares":{}})", "line 3: shares: \"{}\" is not a list; give […]"},
        {R"({"type":"payment.post","shares":["A-1"]})",
         "line 3: shares[0]: \"A-1\" is not an object; give {…} with account, amount, policy, spec, remainder"},
        {R"({"type":"payment.post","tenders":[{"kind":"gold"}]})",
         "line 3: tenders[0].kind: \"gold\" is not one of the known names; known are unspecified, cheque, card, cash, "
         "direct_debit, transfer, other, market_remittance"},
        {R"({"type":"payment.post","received_on":"2023-02-29"})",
         "line 3: received_on: \"2023-02-29\" is not a date that exists; give one such as \"2022-01-05\""},
        {R"({"type":"payment.post","received_on":"9999-12-31"})",
         "line 3: received_on: \"9999-12-31\" is out of the range of dates that the ledger takes; give 1900-01-01 to "
         "2999-12-31"},
        {R"({"type":"payment.post","received_on":"1899-12-31"})",
         "line 3: received_on: \"1899-12-31\" is out of the range of dates that the ledger takes; give 1900-01-01 to "
         "2999-12-31"},
        {R"({"type":"payment.post","received_on":"3001-02-29"})",
         "line 3: received_on: \"3001-02-29\" is not a date that exists; give one such as \"2022-01-05\""},
        {R"({"type":"payment.post","received_on":"5.1.2022"})",
         "line 3: received_on: \"5.1.2022\" is not a date; give one such as \"2022-01-05\""},
        {R"({"type":"payment.post","received_at":"9999-12-31T00:00:00Z"})",
         "line 3: received_at: \"9999-12-31T00:00:00Z\" is out of the range of instants that the ledger takes; give a "
         "day from 1900-01-01 to 2999-12-31"},
        {R"({"type":"payment.post","received_at":"2022-01-08T12:00:60Z"})",
         "line 3: received_at: \"2022-01-08T12:00:60Z\" is a leap second, which the ledger does not take; give second "
         "59"},
        {R"({"type":"payment.post","received_at":"2022-01-08T24:00:00Z"})",
         "line 3: received_at: \"2022-01-08T24:00:00Z\" is not an instant that exists; give hours 00 to 23, minutes "
         "and "
         "seconds 00 to 59"},
        {R"({"type":"payment.post","received_at":"2022-01-08T12:00:00"})",
         "line 3: received_at: \"2022-01-08T12:00:00\" has no offset from UTC; give one such as "
         "\"2022-01-05T12:00:00Z\" or with \"+01:00\" instead of Z"},
        {R"({"type":"payment.post","received_at":"2022-01-08T12:00:00.1234567Z"})",
         "line 3: received_at: \"2022-01-08T12:00:00.1234567Z\" has a wrong fraction of a second or offset from UTC; "
         "give at most six decimals, then Z or an offset such as \"+01:00\""},
        {R"({"type":"premise.record_read","value":"99999999999999999999"})",
         "line 3: value: \"99999999999999999999\" is too large; give at most 9223372036854.775807 on either side of "
         "zero"},
        {R"({"type":"payment.post","shares":[{"amount":"-99999999999999999999"}]})",
         "line 3: shares[0].amount: \"-99999999999999999999\" is too far below zero; give more than "
         "-10000000000000.00"},
        {R"({"type":"account.open","requested_due_day":99999999999999999999999})",
         "line 3: holds a number without quotes that is out of range; give whole numbers from -9223372036854775808 to "
         "18446744073709551615, and amounts in quotes"},
        {R"({"type":"payment.post","received_on":20220108})",
         "line 3: received_on: \"20220108\" is not a date; give a string such as \"2022-01-05\""},
        {R"({"type":"payment.post","payor":"A 1"})",
         "line 3: payor: \"A 1\" cannot be an identifier; give 1 to 64 printable ASCII characters without spaces and "
         "'/'"},
        {R"({"type":"payment.post","received_at":"2022-01-08"})",
         "line 3: received_at: \"2022-01-08\" is a date without a time; give one such as "
         "\"2022-01-05T12:00:00Z\""},
        {R"({"type":"account.open","requested_due_day":300})",
         "line 3: requested_due_day: \"300\" is out of range; give 0 to 255"},
        {R"({"type":"account.open","requested_due_day":-1})",
         "line 3: requested_due_day: \"-1\" is out of range; give 0 to 255"},
        {R"({"type":"account.open","requested_due_day":1.5})",
         "line 3: requested_due_day: \"1.5\" is not a whole number; give a number without quotes or decimals"},
        {R"({"type":"account.open","requested_due_day":"5"})",
         "line 3: requested_due_day: \"5\" is not a whole number; give a number without quotes or decimals"},
        {R"({"type":"tender.cancel","nsf":"yes"})",
         "line 3: nsf: \"yes\" is not a truth value; give true or false, without quotes"},
        {R"({"type":"premise.record_read","value":"12.3456789"})",
         "line 3: value: \"12.3456789\" has too many decimals; give at most 6"},
        {R"({"type":"premise.record_read","value":"12,3"})",
         "line 3: value: \"12,3\" is not a number; give digits with at most one '.', such as \"12.5\""},
        {R"({"type":"payment.post","payor":null})",
         "line 3: payor: \"null\" is not a text; give a string such as "
         "\"A-1\""},
    };
    for (const auto& [json, message] : cases) EXPECT_EQ(refusal(json), message);
}

TEST(CodecJson, ARefusalNeverRepeatsWhatIsAboutAPerson) {
    const auto message = refusal(R"({"type":"person.register","person":"P-1","name":{"full":["Ada Lovelace"]}})");
    EXPECT_EQ(message, "line 3: name.full: is not a text; give a string");
    const std::string long_name(20'000, 'n');
    EXPECT_EQ(refusal(R"({"type":"person.register","name":{"full":")" + long_name + "\"}}"),
              "line 3: name.full: is too long; give at most 16384 bytes");
}

TEST(CodecJson, ACommandCannotCarrySealedText) {
    EXPECT_EQ(refusal(R"({"type":"person.register","name":{"full":{"sealed":"AQID","under":"P-1"}}})"),
              "line 3: name.full: is not a text; give a string");
}

TEST(CodecJson, ALongValueIsCutInTheMessage) {
    const auto message = refusal(R"({"type":"payment.post","payor":")" + std::string(10'000, 'x') + "\"}");
    EXPECT_LT(message.size(), 250u);
    EXPECT_NE(message.find("…"), std::string::npos);
}

TEST(CodecJson, AnAbsentDateIsNullAndNullIsAnAbsentDate) {
    EXPECT_EQ(to_json(PeriodOpened{Date{}, Date{0}}, {}), R"({"first_day":null,"until":"1970-01-01"})");
    const auto parsed = good(R"({"type":"payment.post","received_on":null})");
    EXPECT_FALSE(get<PostPayment>(parsed.command).received_on.is_set());
}

TEST(CodecPrint, ShowsEveryFieldButNoPersonalText) {
    const PersonEmailSet clear{PersonId{"P-1"}, {PersonId{"P-1"}, "someone@example.org", false}};
    EXPECT_EQ(fmt::format("{}", clear), "PersonEmailSet{person=P-1, email=<personal>}");
    const PersonEmailSet sealed{PersonId{"P-1"}, {PersonId{"P-1"}, "bytes", true}};
    EXPECT_EQ(fmt::format("{}", sealed), "PersonEmailSet{person=P-1, email=<sealed>}");
    EXPECT_EQ(fmt::format("{} {} {} {} {}", Money{1234}, AccountId{"A-1"}, Date{0}, Quantity{1'500'000}, GlRole::tax),
              "1234 minor A-1 1970-01-01 1.5 tax");
    EXPECT_EQ(fmt::format("{:>8}|", Code{"M01"}), "     M01|");
}

TEST(JsonPlace, IsThatOfTheFieldInCharacters) {
    const std::string json = R"({"a": {"b\"c":1, "list":[{"x":1},{"ü":2, "amount":"7"}]}, "list": [10, 20], "a": 3})";
    const auto of = [&](std::string_view words) {
        const auto before = json.substr(0, json.find(words));
        return static_cast<std::size_t>(
                   std::count_if(before.begin(), before.end(),
                                 [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; })) +
               1;
    };
    EXPECT_EQ(column_of(json, ""), 1u);
    EXPECT_EQ(column_of(json, "a"), of("\"a\""));
    EXPECT_EQ(column_of(json, "a.list[1].amount"), of("\"amount\""));
    EXPECT_EQ(column_of(json, "a.list[1]"), of("{\"ü\""));
    EXPECT_EQ(column_of(json, "list[1]"), of("20"));
    EXPECT_EQ(column_of(json, "a.list[1].missing"), of("{\"ü\"")) << "of what it is left out of";
    EXPECT_EQ(column_of(json, "list[7].amount"), of("\"list\": [10"));
    EXPECT_EQ(column_of(json, "nothing"), 1u);
    EXPECT_EQ(column_of(json, InputError{3, "a", "", std::string{given_twice}, ""}), of("\"a\": 3"));
    EXPECT_EQ(column_of(R"({"a":1,,"b":2})", "b"), 8u) << "where it stops being JSON";
    for (const auto* odd : {"{", "[", "\"", "", "{\"a\":", "nul", "[[[[", "{}{}", "7"})
        EXPECT_GE(column_of(odd, "a.b[3].c"), 1u) << odd;
    EXPECT_EQ(place_text("orders.jsonl", 3, 17), "orders.jsonl:3:17");
    EXPECT_EQ(place_text("-", 1, 1), "stdin:1:1");
}

TEST(JsonPlace, TravelsInAMessage) {
    const std::string json = R"({"type":"payment.post","tenders":[{"amount":"1.234"}]})";
    const auto read = CommandReader{usd}.read(json);
    ASSERT_FALSE(read.has_value());
    const auto message = message_with_column(json, read.error());
    EXPECT_EQ(message.find("column 36: tenders[0].amount: \"1.234\" has too many decimals"), 0u) << message;
    EXPECT_EQ(column_in(message), 36u);
    for (const auto* none : {"", "column", "column : a", "column 3 a", "a: column 3: b"})
        EXPECT_FALSE(column_in(none)) << none;
}

TEST(Catalogue, NamesEveryEventCommandAndField) {
    const std::string events = describe_events();
    const std::string commands = describe_commands();
    const std::string schema = describe_events_json() + describe_commands_json();
    for (const auto& entry : catalogue_of<Event>()) {
        EXPECT_NE(events.find(std::string{entry.name} + ", version "), std::string::npos) << entry.name;
        EXPECT_NE(schema.find("\"#/$defs/" + std::string{entry.name} + "\""), std::string::npos) << entry.name;
        for (const auto& field : entry.shape->fields) {
            EXPECT_FALSE(field.meaning.empty()) << entry.name << "." << field.name;
            EXPECT_NE(events.find(field.meaning), std::string::npos) << entry.name << "." << field.name;
        }
    }
    for (const auto& entry : catalogue_of<Command>())
        EXPECT_NE(commands.find("\n" + std::string{entry.name} + "\n"), std::string::npos) << entry.name;
}

TEST(Catalogue, TheExampleOfEachCommandIsReadAndHasEveryField) {
    for (const auto& entry : catalogue_of<Command>()) {
        const auto example = command_example(entry);
        const auto read = CommandReader{usd}.read(example);
        EXPECT_TRUE(read.has_value()) << entry.name << ": " << read.error().message();
        EXPECT_NE(describe_commands().find("    Example: " + example + "\n"), std::string::npos) << entry.name;
        for (const auto& field : entry.shape->fields)
            EXPECT_NE(example.find("\"" + std::string{field.name} + "\":"), std::string::npos) << field.name;
    }
}

TEST(Catalogue, NoTypeIsNamedAsTheCompilerNamesIt) {
    for (const auto& text : {describe_commands(), describe_events(), describe_commands_json(), events_markdown()}) {
        const std::regex of_the_compiler{R"(\bBasic[A-Z]\w*|\w+OfPersonal\w*|\w+OfTextOf\w+|\btally::)"};
        std::smatch found;
        EXPECT_FALSE(std::regex_search(text, found, of_the_compiler)) << found.str();
    }
    EXPECT_EQ(plain_name(record_shape<PersonalAddress>()), "Address");
    EXPECT_EQ(plain_name(record_shape<LocationAddress>()), "AddressInPlainText");
}

// Calls use(place, meaning) for every field of the record and of the records inside it, each record once.
template <class Use>
void each_meaning(const RecordShape& shape, std::set<const RecordShape*>& seen, const Use& use) {
    if (!seen.insert(&shape).second) return;
    for (const auto& field : shape.fields) {
        use(shape.name + "." + std::string{field.name}, std::string{field.meaning});
        const ValueShape* value = field.value;
        while (value->element) value = value->element;
        if (value->record) each_meaning(*value->record, seen, use);
    }
}

TEST(Catalogue, NoMeaningPointsIntoTheSource) {
    // A CamelCase word, a qualified name, a call, a source file: who reads a catalogue has none of them.
    const std::regex of_the_source{R"(\b[A-Z][a-z0-9]+[A-Z]\w*|::|\w\(\)|\.(h|cpp)\b|\bsee [A-Z])"};
    const std::set<std::string> of_the_trade{"CustomerBillingKind", "ReadingReasonKind"};  // IEC CIM's.
    std::set<const RecordShape*> seen;
    std::size_t checked = 0;
    const auto check = [&](const std::string& place, const std::string& meaning) {
        ++checked;
        std::smatch found;
        if (std::regex_search(meaning, found, of_the_source)) {
            EXPECT_TRUE(of_the_trade.contains(found.str())) << place << " says " << found.str();
        }
    };
    for (const auto& entry : catalogue_of<Event>()) each_meaning(*entry.shape, seen, check);
    for (const auto& entry : catalogue_of<Command>()) each_meaning(*entry.shape, seen, check);
    EXPECT_GT(checked, 500u);
    for (const auto& text : {describe_events(), describe_commands()})
        EXPECT_NE(text.find("`tally describe digest` says how it is computed"), std::string::npos);
}

TEST(Catalogue, ACommandsTypeChoosesItsSchema) {
    const auto schema = describe_commands_json();
    EXPECT_EQ(schema.find("oneOf"), std::string::npos);
    EXPECT_EQ(schema.find("anyOf"), std::string::npos) << "a validator names no field under alternatives";
    for (const auto& entry : catalogue_of<Command>()) {
        const std::string name{entry.name};
        EXPECT_NE(schema.find(R"({"if":{"properties":{"type":{"const":")" + name +
                              R"("}},"required":["type"]},"then":{"$ref":"#/$defs/)" + name + "\"}}"),
                  std::string::npos)
            << name;
    }
    EXPECT_NE(describe_commands().find("Optional; default: false."), std::string::npos);
}

TEST(Catalogue, SaysOfEveryFieldWhetherItIsRequiredAndItsDefault) {
    const auto commands = describe_commands();
    std::istringstream lines{commands.substr(commands.find("    command_id"))};
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("    ") || line.starts_with("    Example: ")) continue;
        const bool required = line.ends_with(" Required.");
        EXPECT_NE(required, line.find(" Optional") != std::string::npos) << line;
    }
    const auto schema = describe_commands_json();
    EXPECT_NE(schema.find(R"("bill.account":{"type":"object","additionalProperties":false,)"
                          R"("required":["type","command_id","account","bill_date"],)"),
              std::string::npos);
    EXPECT_NE(schema.find(R"("default":false)"), std::string::npos);
    EXPECT_NE(schema.find(R"("default":[])"), std::string::npos);
    // What is written always has every field but those that it says may be left out.
    const auto events = describe_events_json();
    EXPECT_EQ(events.find(R"("default":)"), std::string::npos);
    EXPECT_NE(events.find(
                  R"("person.email_set":{"type":"object","additionalProperties":false,"required":["person","email"],)"),
              std::string::npos);
    EXPECT_EQ(json_schema(record_shape<DivisionNumbers>()).find("required"), std::string::npos)
        << "the schemas of feeds are released as they are";
}

TEST(Catalogue, SchemasAreJson) {
    // Read back by a parser that knows nothing of ours: any record may be asked to take an unknown document.
    JsonReader reader{usd, PersonalText::clear};
    DivisionNumbers nothing;
    for (const auto& document :
         {describe_events_json(), describe_commands_json(), json_schema(record_shape<AccountState>())}) {
        const auto read = reader.read(document, ref(nothing));
        ASSERT_FALSE(read.has_value());
        EXPECT_EQ(read.error().field, "$schema") << read.error().message();  // It parsed, and then met its first key.
    }
}

// static_assert in shape.h refuses a text that does not say what it is; this finds described records that no codec has
// met yet.
TEST(Tidy, NoDescribedRecordHasABareStringOrADouble) {
    const std::regex banned(
        R"(^\s+(const\s+)?(std::string|std::string_view|std::vector<std::string>|double|float)\s+\w+\s*(=|;|\{))");
    std::size_t records = 0;
    for (const auto& file :
         std::filesystem::recursive_directory_iterator(std::filesystem::path{TALLY_SOURCE_DIR} / "domain")) {
        if (file.path().extension() != ".h") continue;
        std::ifstream stream(file.path());
        std::string line;
        std::string record;
        std::size_t number = 0;
        std::vector<std::string> found;
        while (std::getline(stream, line)) {
            ++number;
            if (line.starts_with("struct ")) {
                record = line;
                found.clear();
            }
            if (std::regex_search(line, banned) && line.find("static") == std::string::npos)
                found.push_back(file.path().string() + ":" + std::to_string(number) + ": " + line);
            if (line.find("auto fields()") == std::string::npos) continue;
            ++records;
            for (const auto& place : found)
                ADD_FAILURE() << place << " in " << record
                              << ": say whether it is an id, a Code, Plain or Personal (domain/core/text.h)";
        }
    }
    EXPECT_GT(records, 100u);
}

}  // namespace
}  // namespace tally::tests

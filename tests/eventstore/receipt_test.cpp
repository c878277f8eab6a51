// The JSON of receipts, byte for byte: the replies on Kafka are a contract.

#include "eventstore/division/receipt.h"

#include <gtest/gtest.h>
#include <set>

#include "eventstore/codec/catalogue.h"
#include "tests/golden/examples.h"

namespace tally::tests {
namespace {

using namespace tally::eventstore;

ParsedCommand command(const char* id) {
    ParsedCommand parsed;
    parsed.header.command_id = domain::CommandId{id};
    return parsed;
}

Outcome outcome(Outcome::Kind kind) {
    Outcome made;
    made.kind = kind;
    made.receipt = {17, 3, false};
    made.made = {{"account", "1001"}, {"sa", "1001-1"}};
    made.refusal = {domain::Rejection::field_invalid, "shares[1].amount", "a \"b\"", "Give a number.", 12};
    made.failure = {StoreErrorKind::io, "the disk is full"};
    return made;
}

std::string json(const char* id, Outcome::Kind kind, std::size_t line = 0) {
    return receipt_json(receipt_of(command(id), outcome(kind), line));
}

TEST(Receipt, SaysWhatItsKindHasAndNothingElse) {
    using Kind = Outcome::Kind;
    const std::string made = R"("first_position":17,"count":3,"ids":[{"account":"1001"},{"sa":"1001-1"}]})";
    EXPECT_EQ(json("c-1", Kind::accepted), R"({"command_id":"c-1","status":"accepted",)" + made);
    EXPECT_EQ(json("c-1", Kind::repeated, 8), R"({"command_id":"c-1","line":8,"status":"repeated",)" + made);
    EXPECT_EQ(json("c-1", Kind::unchanged), R"({"command_id":"c-1","status":"unchanged","position":12})");
    EXPECT_EQ(json("", Kind::refused),
              R"({"command_id":"","status":"refused","rejection":"field_invalid","field":"shares[1].amount",)"
              R"("value":"a \"b\"","cure":"Give a number."})");
    EXPECT_EQ(json("c-1", Kind::failed), R"({"command_id":"c-1","status":"failed","error":"the disk is full"})");
    EXPECT_EQ(receipt_json(unreadable_receipt("", 1, "no JSON")),
              R"({"line":1,"status":"unreadable","error":"no JSON"})");
    EXPECT_EQ(receipt_json(unreadable_receipt("k", 0, "no JSON")),
              R"({"command_id":"k","status":"unreadable","error":"no JSON"})");
    auto none = outcome(Kind::accepted);
    none.made.clear();
    EXPECT_EQ(receipt_json(receipt_of(command("c-1"), none)),
              R"({"command_id":"c-1","status":"accepted","first_position":17,"count":3,"ids":[]})");
    auto nothing_named = outcome(Kind::refused);
    nothing_named.refusal = {domain::Rejection::nothing_to_bill, "", "", "Nothing is due.", 0};
    EXPECT_EQ(receipt_json(receipt_of(command("c-1"), nothing_named)),
              R"({"command_id":"c-1","status":"refused","rejection":"nothing_to_bill","field":"","value":"",)"
              R"("cure":"Nothing is due."})");
}

TEST(Receipt, IsReadBackAsItWasWritten) {
    for (const auto kind : {Outcome::Kind::accepted, Outcome::Kind::repeated, Outcome::Kind::unchanged,
                            Outcome::Kind::refused, Outcome::Kind::failed}) {
        const auto written = receipt_of(command("c-1"), outcome(kind), 5);
        const auto read = read_receipt(receipt_json(written));
        ASSERT_TRUE(read) << read.error().message();
        EXPECT_EQ(*read, written);
    }
    const auto accepted = read_receipt(json("c-1", Outcome::Kind::accepted));
    ASSERT_TRUE(accepted);
    EXPECT_EQ(made_by(*accepted), outcome(Outcome::Kind::accepted).made);
    EXPECT_TRUE(
        receipt_of(command("c-1"), outcome(Outcome::Kind::refused)).refused_as(domain::Rejection::field_invalid));
    EXPECT_FALSE(accepted->refused_as(domain::Rejection::already_so));
}

TEST(Receipt, OfALaterReleaseIsRead) {
    const auto read = read_receipt(
        R"({"command_id":"c","status":"refused","rejection":"not_known_today","field":"f","value":"","cure":"Wait.",)"
        R"("since":[1,{"a":2}]})");
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(read->rejection.value.str(), "not_known_today");
    const auto ids = read_receipt(
        R"({"command_id":"c","status":"accepted","first_position":1,"count":1,"ids":[{"deed":"D-1"},{"sa":"1-1"}]})");
    ASSERT_TRUE(ids) << ids.error().message();
    EXPECT_EQ(made_by(*ids), (std::vector<MadeId>{{"sa", "1-1"}}));
    EXPECT_FALSE(read_receipt(R"({"command_id":"c","status":"perhaps"})"));
    EXPECT_FALSE(read_receipt("no JSON"));
}

// An id without a field of its own would end the program.
TEST(Receipt, NamesEveryIdThatAnEventGivesOut) {
    std::set<std::string> named;
    for (std::size_t i = 0; i < variant_shape<domain::Event>().alternatives.size(); ++i) {
        auto accepted = outcome(Outcome::Kind::accepted);
        accepted.made.clear();
        add_made_ids(example_event(i).event, accepted.made);
        const auto receipt = receipt_of(command("c"), accepted);
        EXPECT_EQ(made_by(receipt), accepted.made);
        for (const auto& made : accepted.made) named.insert(std::string{made.what});
    }
    EXPECT_EQ(named.size(), record_shape<ReceiptId>().fields.size()) << "a field that no event fills";
}

TEST(Receipt, ItsSchemaHasNoNullForWhatIsLeftOut) {
    const auto schema = json_schema(record_shape<CommandReceipt>());
    EXPECT_EQ(schema.find("null"), std::string::npos) << schema;
    EXPECT_NE(schema.find(R"("enum":["accepted","repeated","unchanged","refused","failed","unreadable"])"),
              std::string::npos)
        << schema;
    EXPECT_NE(schema.find(R"("ids":{"description":)"), std::string::npos) << schema;
}

}  // namespace
}  // namespace tally::tests

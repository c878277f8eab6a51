// The bytes of records and entries: what stock cereal would write, and every way in which bytes can be wrong.

#include <cereal/archives/portable_binary.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/vector.hpp>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <sstream>
#include <string>

#include "domain/account/state.h"
#include "eventstore/codec/bytes.h"
#include "eventstore/codec/codec.h"
#include "eventstore/codec/packed.h"
#include "eventstore/codec/print.h"
#include "tests/golden/examples.h"

namespace tally::tests {
namespace {

using namespace tally::domain;
using namespace tally::eventstore;

// Without the flag byte with which the stock archive says that it is little endian.
template <class Value>
std::string stock_bytes(const Value& value) {
    std::ostringstream stream;
    {
        cereal::PortableBinaryOutputArchive archive(stream,
                                                    cereal::PortableBinaryOutputArchive::Options::LittleEndian());
        archive(value);
    }
    return stream.str().substr(1);
}

std::string example_entry(std::size_t index = 0) {
    const auto recorded = example_event(index);
    std::string bytes;
    encode_entry(recorded.envelope, recorded.event, bytes);
    return bytes;
}

RecordedEvent email_set() {
    RecordedEvent recorded;
    recorded.envelope.event_type = Plain{PersonEmailSet::type_name};
    recorded.envelope.stream = {StreamKind::person, Plain{"P-1"}};
    recorded.envelope.command_id = CommandId{"c-1"};
    recorded.event = PersonEmailSet{PersonId{"P-1"}, {PersonId{"P-1"}, std::string(40, 'x'), true}};
    return recorded;
}
std::string bytes_of(const RecordedEvent& recorded) {
    std::string bytes;
    encode_entry(recorded.envelope, recorded.event, bytes);
    return bytes;
}

TEST(CodecBytes, F4_AreThoseOfStockCerealForEveryEvent) {
    for (std::size_t i = 0; i < domain::EventTypes::size; ++i) {
        const auto recorded = example_event(i);
        visit([](const auto& event) { EXPECT_EQ(encode(event), stock_bytes(event)) << print(event); }, recorded.event);
        EXPECT_EQ(encode(recorded.envelope), stock_bytes(recorded.envelope));
    }
}

TEST(CodecBytes, CountListsAsStockCerealDoes) {
    const std::vector<std::uint16_t> days{30, 60, 90};
    EXPECT_EQ(encode(AgingBuckets{days}), stock_bytes(days));
}

TEST(CodecBytes, AnEntryIsItsEnvelopeAndThenItsPayload) {
    const auto recorded = example_event(0);
    const std::string envelope = encode(recorded.envelope);
    const std::string payload = visit([](const auto& event) { return encode(event); }, recorded.event);
    EXPECT_EQ(example_entry(0), envelope + payload);
    const std::string entry = envelope + payload;
    const auto decoded = decode_envelope(entry);
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(decoded->envelope, recorded.envelope);
    EXPECT_EQ(decoded->payload, payload);
}

TEST(CodecBytes, TextsCountTheirBytesInTwo) {
    EXPECT_EQ(encode(PersonRegistered{PersonId{"P-1"}, PersonKind::business, {}}),
              std::string("\x03\x00P-1\x01", 6) + std::string(6 * 4, '\0'));
}

TEST(CodecBytes, EncodingAppends) {
    std::string bytes = "before";
    const auto recorded = email_set();
    encode_entry(recorded.envelope, recorded.event, bytes);
    EXPECT_EQ(bytes, "before" + bytes_of(recorded));
}

TEST(CodecBytes, LongListsAndTextsGrowTheOutput) {
    UsageRecorded usage;
    usage.intervals.assign(5'000, Quantity{123'456'789});
    usage.source = Plain{std::string(60'000, 's')};
    const auto decoded = decode<UsageRecorded>(encode(usage));
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(*decoded, usage);
}

// The memory in which a record is made grows by steps; wherever a list or a text passes one, no byte is lost.
TEST(CodecBytes, RecordsOfEveryLengthGrowTheMemoryTheyAreMadeIn) {
    AccountState account;
    account.account = AccountId{"A-1"};
    for (std::size_t count = 0; count < 700; ++count) {
        account.items.push_back({DocumentId{"A-1-I" + std::to_string(count)},
                                 ServiceAgreementId{std::string(count % 61, 's')},
                                 {std::numeric_limits<std::int64_t>::min()},
                                 {std::numeric_limits<std::int64_t>::max()},
                                 {20'000},
                                 100,
                                 ~std::uint64_t{0}});
        ASSERT_EQ(encode(account), stock_bytes(account)) << count << " items";
        std::string row;
        encode_packed(account, "A-1", row);
        AccountState read;
        ASSERT_TRUE(decode_packed(row, "A-1", read)) << count << " items";
        ASSERT_EQ(read, account) << count << " items";
    }
}

TEST(CodecBytes, ADaysValuesTakeAByteOrTwoEach) {
    IntervalDayRecorded day;
    for (int i = 0; i < 96; ++i) day.values.push_back(Quantity{(300 + i % 7 * 20) * 1'000});  // 0.300 to 0.420.
    const std::size_t without = encode(IntervalDayRecorded{}).size();
    const std::string bytes = encode(day);
    // Hundredths below 64 take a byte each.
    EXPECT_EQ(bytes.size() - without, 96u);
    EXPECT_EQ(*decode<IntervalDayRecorded>(bytes), day);
    for (const auto odd : {INT64_MIN, INT64_MAX, std::int64_t{0}, std::int64_t{-1}}) {
        IntervalDayRecorded extreme;
        extreme.values = {Quantity{odd}, Quantity{7}, Quantity{odd}};
        EXPECT_EQ(*decode<IntervalDayRecorded>(encode(extreme)), extreme) << odd;
    }
}

TEST(CodecBytes, PackedQuantitiesHaveOneForm) {
    const auto refused = [](std::string_view packed) {
        PackedQuantities values;
        return eventstore::detail::unpack_quantities(packed, values) != nullptr;
    };
    std::string bytes;
    eventstore::detail::pack_quantities(PackedQuantities{Quantity{5'000'000}, Quantity{6'000'000}}, bytes);
    EXPECT_EQ(bytes, std::string("\x06\x02\x0A\x0C", 4));
    EXPECT_FALSE(refused(bytes));
    EXPECT_TRUE(refused(""));
    EXPECT_TRUE(refused(bytes.substr(0, 3))) << "cut off";
    EXPECT_TRUE(refused(bytes + "x")) << "too long";
    EXPECT_TRUE(refused(std::string("\x07\x00", 2))) << "no such power of ten";
    EXPECT_TRUE(refused(std::string("\x06\x01\x8A\x00", 4))) << "a number with an empty last byte";
    // 5 and 6 could be 50 and 60 tenths: an event written so is damaged.
    IntervalDayRecorded day;
    day.values = {Quantity{5'000'000}, Quantity{6'000'000}};
    std::string other = encode(day);
    const std::size_t at = other.find(bytes);
    ASSERT_NE(at, std::string::npos);
    other.replace(at, 4, std::string("\x05\x02\x64\x78", 4));
    EXPECT_FALSE(decode<IntervalDayRecorded>(other).has_value());
}

// Of rows that are made again at will.
TEST(CodecBytes, QuantitiesOfARowTakeFewerBitsAndComeBackAsTheyWere) {
    const auto row_of = [](const PackedQuantities& values) {
        std::string bytes;
        eventstore::detail::pack_quantities_of_row(values, bytes);
        PackedQuantities again;
        const char* const problem = eventstore::detail::unpack_quantities(bytes, again);
        EXPECT_EQ(problem, nullptr) << problem;
        EXPECT_EQ(again, values);
        return bytes;
    };
    PackedQuantities night, any;
    for (int quarter = 0; quarter < 96; ++quarter) night.push_back(Quantity{(40 + quarter * 7 % 5) * 1'000});
    EXPECT_LT(row_of(night).size(), 60u) << "differences of -4 to 4: five bits each, where an event has a byte";
    EXPECT_LT(row_of(PackedQuantities(std::vector<Quantity>(96))).size(), 24u) << "a bit for each zero";
    for (const auto odd : {INT64_MIN, INT64_MAX, std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 40}) {
        any = night;
        any[17] = Quantity{odd};
        any[95] = Quantity{odd};
        row_of(any);
        row_of(PackedQuantities{Quantity{odd}});
    }
    row_of({});
    std::mt19937_64 random(7);
    for (int round = 0; round < 2'000; ++round) {
        any.clear();
        for (std::uint64_t i = random() % 120; i > 0; --i)
            any.push_back(Quantity{static_cast<std::int64_t>(random() >> random() % 64)});
        row_of(any);
    }
}

TEST(CodecBytes, BitsThatAreCutOffOrLeftOverAreRefused) {
    PackedQuantities values;
    for (int quarter = 0; quarter < 96; ++quarter) values.push_back(Quantity{(40 + quarter * 7 % 5) * 1'000});
    std::string bytes;
    eventstore::detail::pack_quantities_of_row(values, bytes);
    const auto refused = [](std::string_view packed) {
        PackedQuantities read;
        return eventstore::detail::unpack_quantities(packed, read) != nullptr;
    };
    EXPECT_FALSE(refused(bytes));
    for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_TRUE(refused(bytes.substr(0, size))) << size;
    EXPECT_TRUE(refused(bytes + std::string(1, '\0')));
    EXPECT_TRUE(refused(std::string("\x1B\x00", 2))) << "differences as bits are said once";
    EXPECT_TRUE(refused(std::string("\x10\xFF\xFF\x7F", 4))) << "more numbers than bits";
    // An event has the other form only.
    IntervalDayRecorded day;
    day.values = values;
    std::string event = encode(day), plain;
    eventstore::detail::pack_quantities(values, plain);
    const std::size_t at = event.find(plain);
    ASSERT_NE(at, std::string::npos);
    ASSERT_LT(bytes.size(), plain.size());
    event.replace(at - 2, plain.size() + 2,
                  std::string{static_cast<char>(bytes.size() >> 8), static_cast<char>(bytes.size() & 0xFF)} + bytes);
    EXPECT_FALSE(decode<IntervalDayRecorded>(event).has_value());
}

TEST(CodecBytes, TheTypeAndVersionWrittenAreTheEventsOwn) {
    auto recorded = email_set();
    recorded.envelope.event_type = Plain{"something.else"};
    recorded.envelope.schema_version = 99;
    const auto decoded = decode_entry(bytes_of(recorded));
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(decoded->envelope.event_type.str(), "person.email_set");
    EXPECT_EQ(decoded->envelope.schema_version, 1);
}

TEST(CodecBytes, PersonalTextIsNeverWrittenInClear) {
    const PersonEmailSet clear{PersonId{"P-1"}, {PersonId{"P-1"}, "someone@example.org", false}};
    std::string out;
    EXPECT_DEATH(encode(clear, out), "personal text is sealed before it is written");
}

TEST(CodecBytes, ATextTooLongForItsCountIsABug) {
    PersonPhoneRemoved removed;
    removed.phone_type = Code{std::string(70'000, 'x')};
    std::string out;
    EXPECT_DEATH(encode(removed, out), "longer than its count");
}

// What decoding says about bytes that were changed in one place.
std::string refusal(std::string bytes, StoreErrorKind expected = StoreErrorKind::damaged) {
    const auto decoded = decode_entry(bytes);
    EXPECT_FALSE(decoded.has_value()) << print(decoded->event);
    if (decoded.has_value()) return {};
    EXPECT_EQ(decoded.error().kind, expected) << decoded.error().message;
    return decoded.error().message;
}

TEST(CodecBytes, RefusesAnEntryThatIsCutOffAnywhere) {
    const std::string bytes = bytes_of(email_set());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const auto message = refusal(bytes.substr(0, size));
        EXPECT_NE(message.find("end too early"), std::string::npos) << message;
    }
}

TEST(CodecBytes, RefusesBytesLeftOver) {
    const auto message = refusal(bytes_of(email_set()) + "x");
    EXPECT_NE(message.find("left over"), std::string::npos) << message;
}

TEST(CodecBytes, NamesTheFieldAndByteThatAreWrong) {
    RecordedEvent recorded = email_set();
    recorded.event = PersonRegistered{PersonId{"P-1"}, PersonKind::business, {}};
    std::string bytes = bytes_of(recorded);
    const std::size_t kind_at = bytes.size() - 6 * 4 - 1;
    bytes[kind_at] = 7;
    const auto message = refusal(bytes);
    EXPECT_NE(message.find("field kind"), std::string::npos) << message;
    EXPECT_NE(message.find("known names"), std::string::npos) << message;
    EXPECT_NE(message.find("position 0"), std::string::npos) << message;
}

TEST(CodecBytes, RefusesAListLargerThanTheBytesLeft) {
    std::string bytes = encode(AgingBuckets{{30, 60, 90}});
    bytes[7] = 0x7f;
    const auto decoded = decode<AgingBuckets>(bytes);
    ASSERT_FALSE(decoded.has_value());
    EXPECT_NE(decoded.error().message.find("more elements"), std::string::npos) << decoded.error().message;
}

TEST(CodecBytes, RefusesATruthValueThatIsNeither) {
    std::string bytes = encode(PhoneType{Code{"fax"}, {}, true});
    bytes.back() = 2;
    const auto decoded = decode<PhoneType>(bytes);
    ASSERT_FALSE(decoded.has_value());
    EXPECT_NE(decoded.error().message.find("field fax"), std::string::npos) << decoded.error().message;
}

TEST(CodecBytes, RefusesADateOutsideTheCalendarAndAFractionOfNothing) {
    EXPECT_FALSE(decode<Holiday>(encode(Holiday{Date{2'000'000}, {}})).has_value());
    EXPECT_TRUE(decode<Holiday>(encode(Holiday{Date{}, {}})).has_value());
    BillLine line;
    line.fraction = {1, 0};
    EXPECT_FALSE(decode<BillLine>(encode(line)).has_value());
}

TEST(CodecBytes, AnEventOfALaterReleaseIsSaidToBeSo) {
    std::string bytes = bytes_of(email_set());
    const auto name_at = bytes.find("person.email_set");
    std::string renamed = bytes;
    renamed.replace(name_at, 16, "person.emailless");
    EXPECT_NE(refusal(renamed, StoreErrorKind::newer_format).find("person.emailless"), std::string::npos);
    bytes[name_at + 16] = 2;  // The schema version comes after the name.
    EXPECT_NE(refusal(bytes, StoreErrorKind::newer_format).find("schema version 2"), std::string::npos);
}

// How an upcast is written: the old shape as it was, and what becomes of it.
namespace v0 {
struct PersonEmailSet {
    PersonId person;
    Personal email;
    Plain remark;
    template <class T = PersonEmailSet>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "The person."}, Field{"email", &T::email, "The address."},
                         Field{"remark", &T::remark, "Left out since."}};
    }
    bool operator==(const PersonEmailSet&) const = default;
};
}  // namespace v0

TEST(CodecBytes, AnOlderShapeIsUpcast) {
    const auto recorded = email_set();
    const std::string current = bytes_of(recorded);
    std::string old = current.substr(0, current.find("person.email_set") + 16) + std::string(2, '\0');
    const auto payload = decode_envelope(current)->payload;
    old += current.substr(old.size(), current.size() - payload.size() - old.size());
    encode(v0::PersonEmailSet{get<PersonEmailSet>(recorded.event).person, get<PersonEmailSet>(recorded.event).email,
                              Plain{"called twice"}},
           old);

    const Upcast upcast{"person.email_set", 0, [](std::string_view bytes, std::string& out) -> Result<void> {
                            auto before = decode<v0::PersonEmailSet>(bytes);
                            if (!before) return tl::unexpected(before.error());
                            encode(PersonEmailSet{before->person, before->email}, out);
                            return {};
                        }};
    RecordedEvent decoded;
    const auto result = decode_into(old, decoded, {&upcast, 1});
    ASSERT_TRUE(result.has_value()) << result.error().message;
    EXPECT_EQ(decoded, recorded);

    EXPECT_EQ(decode_into(old, decoded, {}).error().kind, StoreErrorKind::damaged);
    old.pop_back();
    EXPECT_EQ(decode_into(old, decoded, {&upcast, 1}).error().kind, StoreErrorKind::damaged);
}

TEST(CodecBytes, EveryTypeIsFoundByItsName) {
    for (std::size_t i = 0; i < domain::EventTypes::size; ++i) {
        const auto decoded = decode_entry(example_entry(i));
        ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
        EXPECT_EQ(decoded->event.index(), i);
        EXPECT_EQ(decoded->envelope.event_type.str(), type_name_of(decoded->event));
    }
}

}  // namespace
}  // namespace tally::tests

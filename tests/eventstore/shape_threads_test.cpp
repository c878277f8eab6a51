// Shapes are made when they are first asked for, by any thread.

#include <array>
#include <barrier>
#include <gtest/gtest.h>
#include <thread>
#include <utility>

#include "eventstore/codec/shape.h"

namespace tally::eventstore {
namespace {

template <int number>
struct Inner {
    domain::Plain text;
    template <class T = Inner>
    static constexpr auto fields() {
        return domain::FieldList{domain::Field{"text", &T::text, "A text."}};
    }
};
template <int number>
struct Outer {
    Inner<number> inner;
    template <class T = Outer>
    static constexpr auto fields() {
        return domain::FieldList{domain::Field{"inner", &T::inner, "A record."}};
    }
};

constexpr int pairs = 200;
using Ask = const void* (*)();

template <int... numbers>
constexpr std::array<Ask, pairs> records_first(std::integer_sequence<int, numbers...>) {
    return {+[]() -> const void* { return record_shape<Outer<numbers>>().fields.front().value; }...};
}
template <int... numbers>
constexpr std::array<Ask, pairs> values_first(std::integer_sequence<int, numbers...>) {
    return {+[]() -> const void* { return &value_shape<Inner<numbers>>(); }...};
}

// A record's shape makes those of its fields, and the shape of a field whose type is a record makes that record's.
TEST(ShapesOfThreads, OneThatBeginsWithTheRecordAndOneThatBeginsWithItsFieldDoNotWaitForEachOther) {
    constexpr auto numbers = std::make_integer_sequence<int, pairs>{};
    std::barrier together{2};
    std::array<const void*, pairs> by_record{};
    std::thread other{[&] {
        for (int i = 0; i < pairs; ++i) {
            together.arrive_and_wait();
            by_record[static_cast<std::size_t>(i)] = records_first(numbers)[static_cast<std::size_t>(i)]();
        }
    }};
    std::array<const void*, pairs> by_value{};
    for (int i = 0; i < pairs; ++i) {
        together.arrive_and_wait();
        by_value[static_cast<std::size_t>(i)] = values_first(numbers)[static_cast<std::size_t>(i)]();
    }
    other.join();
    EXPECT_EQ(by_record, by_value);
}

}  // namespace
}  // namespace tally::eventstore

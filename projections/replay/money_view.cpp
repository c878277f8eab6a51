#include "projections/replay/money_view.h"

#include <array>
#include <bit>

#include "domain/core/assert.h"
#include "eventstore/codec/codec.h"
#include "eventstore/codec/shape.h"

namespace tally::projections {

namespace {

using namespace domain;
using eventstore::fail;
using eventstore::StoreErrorKind;
namespace codec = eventstore::detail;

static_assert(std::endian::native == std::endian::little, "Entries are little endian.");

// Goes over an entry's bytes; past the end it stays there, and ok() is false.
class Cursor {
  public:
    explicit Cursor(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}
    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] const char* at() const { return at_; }
    [[nodiscard]] bool at_end() const { return at_ == end_; }
    void skip(std::uint64_t bytes) {
        if (static_cast<std::uint64_t>(end_ - at_) < bytes) {
            ok_ = false;
            at_ = end_;
            return;
        }
        at_ += bytes;
    }
    template <class T>
    [[nodiscard]] T take() {
        T value{};
        if (static_cast<std::size_t>(end_ - at_) < sizeof value) {
            ok_ = false;
            at_ = end_;
            return value;
        }
        std::memcpy(&value, at_, sizeof value);
        at_ += sizeof value;
        return value;
    }
    [[nodiscard]] std::string_view take_text() {
        const auto size = take<std::uint16_t>();
        const char* begin = at_;
        skip(size);
        return ok_ ? std::string_view{begin, size} : std::string_view{};
    }

  private:
    const char* at_;
    const char* end_;
    bool ok_ = true;
};

// Bytes that a value of the type always takes; 0: it depends on the value.
template <class T>
constexpr std::size_t fixed_bytes() {
    if constexpr (std::is_enum_v<T> || std::is_same_v<T, bool>)
        return 1;
    else if constexpr (std::is_arithmetic_v<T>)
        return sizeof(T);
    else if constexpr (std::is_same_v<T, Money> || std::is_same_v<T, Instant> || codec::is_fixed<T>)
        return 8;
    else if constexpr (std::is_same_v<T, Date>)
        return 4;
    else if constexpr (std::is_same_v<T, MonthDay>)
        return 2;
    else if constexpr (std::is_same_v<T, Fraction>)
        return 16;
    else if constexpr (codec::is_digest<T>)
        return sizeof(T);
    else
        return 0;
}

template <class T>
void skip_value(Cursor& cursor) {
    if constexpr (fixed_bytes<T>() != 0) {
        cursor.skip(fixed_bytes<T>());
    } else if constexpr (std::is_same_v<T, Personal>) {
        cursor.skip(cursor.take<std::uint16_t>());
        cursor.skip(cursor.take<std::uint16_t>());
    } else if constexpr (codec::is_text<T>) {
        cursor.skip(cursor.take<std::uint16_t>());
    } else if constexpr (codec::is_vector<T>) {
        for (auto count = cursor.take<std::uint64_t>(); count > 0 && cursor.ok(); --count)
            skip_value<typename T::value_type>(cursor);
    } else {
        static_assert(Described<T>);
        for_each_field<T>(
            [&](const auto& field) { skip_value<typename std::decay_t<decltype(field)>::member_type>(cursor); });
    }
}

void read_financial(Cursor& cursor, MoneyView& view) {
    view.effective_date.days = cursor.take<std::int32_t>();
    view.accounting_date.days = cursor.take<std::int32_t>();
    skip_value<decltype(Financial::ages_from)>(cursor);
    skip_value<decltype(Financial::currency)>(cursor);
    view.payoff.minor = cursor.take<std::int64_t>();
    view.current.minor = cursor.take<std::int64_t>();
    view.posting_count = cursor.take<std::uint64_t>();
    const char* begin = cursor.at();
    for (std::uint64_t i = 0; i < view.posting_count && cursor.ok(); ++i) skip_value<Posting>(cursor);
    view.postings = {begin, static_cast<std::size_t>(cursor.at() - begin)};
}

template <class Record>
void read_record(Cursor& cursor, MoneyView& view) {
    if constexpr (FinancialEvent<Record>) {
        using First = std::tuple_element_t<0, decltype(Record::fields())>;
        static_assert(std::is_same_v<typename First::member_type, AccountId>, "The account comes first.");
        view.account = cursor.take_text();
        bool first = true;
        for_each_field<Record>([&](const auto& field) {
            using Member = typename std::decay_t<decltype(field)>::member_type;
            if (std::exchange(first, false)) return;
            if constexpr (std::is_same_v<Member, Financial>)
                read_financial(cursor, view);
            else
                skip_value<Member>(cursor);
        });
    }
}

struct Reading {
    std::string_view type_name;
    std::uint16_t schema_version = 0;
    bool financial = false;
    void (*read)(Cursor&, MoneyView&) = nullptr;
};
template <class... Records>
constexpr auto readings_of(std::type_identity<std::variant<Records...>>) {
    return std::array<Reading, sizeof...(Records)>{
        Reading{Records::type_name, Records::schema_version, FinancialEvent<Records>, &read_record<Records>}...};
}
constexpr auto readings = readings_of(std::type_identity<domain::EventVariant>{});

// Finds a type by its name; runs of one type, and of two that alternate, cost one comparison.
class ReadingTable {
  public:
    ReadingTable() {
        for (std::size_t i = 0; i < readings.size(); ++i) {
            std::size_t slot = slot_of(readings[i].type_name);
            while (slots_[slot] != 0) slot = (slot + 1) % slots_.size();
            slots_[slot] = static_cast<std::uint8_t>(i + 1);
        }
    }
    [[nodiscard]] const Reading* find(std::string_view name) const {
        for (std::size_t slot = slot_of(name); slots_[slot] != 0; slot = (slot + 1) % slots_.size())
            if (readings[slots_[slot] - 1u].type_name == name) return &readings[slots_[slot] - 1u];
        return nullptr;
    }

  private:
    static_assert(readings.size() < 255);
    static std::size_t slot_of(std::string_view name) {
        std::uint64_t last = 0;
        std::uint64_t middle = 0;
        if (name.size() >= 8) std::memcpy(&last, name.data() + name.size() - 8, 8);
        if (name.size() >= 16) std::memcpy(&middle, name.data() + name.size() - 16, 8);
        const std::uint64_t hash = (last ^ (middle * 0x9E3779B97F4A7C15ULL) ^ name.size()) * 0xD6E8FEB86659FD93ULL;
        return static_cast<std::size_t>(hash >> 54);
    }
    std::array<std::uint8_t, 1024> slots_{};
};

// Entries of other schema versions are decoded whole, so that they are upcast.
eventstore::Result<bool> read_decoded(std::string_view entry, MoneyView& view) {
    thread_local RecordedEvent recorded;
    thread_local std::string postings;
    if (auto decoded = eventstore::decode_into(entry, recorded); !decoded)
        return tl::unexpected(std::move(decoded.error()));
    const Financial* financial = financial_of(recorded.event);
    if (!financial) return false;
    view.account = recorded.envelope.stream.id.str();
    view.effective_date = financial->effective_date;
    view.accounting_date = financial->accounting_date;
    view.payoff = financial->payoff;
    view.current = financial->current;
    view.posting_count = financial->postings.size();
    postings.clear();
    for (const auto& posting : financial->postings) {
        const auto size = static_cast<std::uint16_t>(posting.gl_account.str().size());
        postings += static_cast<char>(posting.role);
        postings.append(reinterpret_cast<const char*>(&size), sizeof size);
        postings += posting.gl_account.str();
        postings.append(reinterpret_cast<const char*>(&posting.amount.minor), sizeof posting.amount.minor);
    }
    view.postings = postings;
    return true;
}

}  // namespace

eventstore::Result<bool> read_money(std::string_view entry, MoneyView& view) {
    static const ReadingTable table;
    // The envelope, in described order; what is of no use here is passed over.
    static_assert(field_count<Envelope> == 13);
    Cursor cursor{entry};
    view.position = cursor.take<std::uint64_t>();
    cursor.skip(1);
    cursor.skip(cursor.take<std::uint16_t>());
    cursor.skip(8);
    const std::string_view type = cursor.take_text();
    const auto schema_version = cursor.take<std::uint16_t>();
    const Reading* reading = table.find(type);
    if (reading && !reading->financial) return false;
    if (!reading || reading->schema_version != schema_version) return read_decoded(entry, view);
    skip_value<Digest16>(cursor);
    cursor.skip(cursor.take<std::uint16_t>());
    skip_value<Digest16>(cursor);
    cursor.skip(8);
    for (int i = 0; i < 4; ++i) cursor.skip(cursor.take<std::uint16_t>());
    reading->read(cursor, view);
    if (!cursor.ok() || !cursor.at_end())
        return fail(StoreErrorKind::damaged, "the entry at position " + std::to_string(view.position) +
                                                 " does not end where its " + std::string{type} + " does");
    return true;
}

}  // namespace tally::projections

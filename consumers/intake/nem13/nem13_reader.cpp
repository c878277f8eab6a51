#include "consumers/intake/nem13/nem13_reader.h"

#include "consumers/intake/nem12/record_fields.h"

namespace tally::consumers {

namespace {

using domain::Date;
using domain::Quantity;

constexpr std::string_view read_qualities = "expected A, N, or E, F or S with the two digits of a method";

// YYYYMMDDhhmmss: the day that a read of this time closes. Within the first minute of a day it closes the day before.
// Not set: it is no time.
Date closed_by(std::string_view text) {
    constexpr std::size_t date_digits = 8;
    if (text.size() != date_digits + 6) return {};
    const Date day = nem12_date(text.substr(0, date_digits));
    unsigned hour = 0, minute = 0, second = 0;
    if (!day.is_set() || !whole_number(text.substr(8, 2), hour) || !whole_number(text.substr(10, 2), minute) ||
        !whole_number(text.substr(12, 2), second) || hour > 23 || minute > 59 || second > 59)
        return {};
    return hour == 0 && minute == 0 ? day - 1 : day;
}

// The fields of a 250 record, one after the other; the first fault is kept.
class ReadFields {
  public:
    ReadFields(std::string_view text, Nem13Fault& fault) : fields_(text), fault_(fault) {}

    std::string_view next() { return fields_.at_end() ? std::string_view{} : fields_.next(); }
    [[nodiscard]] bool wrong() const { return wrong_; }
    void refuse(std::string field, std::string why) {
        if (wrong_) return;
        wrong_ = true;
        fault_.field = std::move(field);
        fault_.why = std::move(why);
    }
    // Value, time, quality, reason code and description. Nothing: there are no data, or it is wrong.
    std::optional<Nem13Read> read(const std::string& prefix) {
        const auto value = next();
        const auto time = next();
        const auto quality_text = next();
        (void)next();  // ReasonCode
        (void)next();  // ReasonDescription
        const auto quality = nem12_quality(quality_text);
        if (!quality || quality->varies) {
            refuse(prefix + "QualityMethod",
                   nem12_quoted(quality_text) + " is not the quality of a read: " + std::string{read_qualities});
            return std::nullopt;
        }
        if (quality->no_data) return std::nullopt;
        Nem13Read read;
        read.quality = quality->quality;
        read.value = number(prefix + "RegisterRead", value);
        read.day = closed_by(time);
        if (!read.day.is_set())
            refuse(prefix + "RegisterReadDateTime", nem12_quoted(time) + " is not a time: expected YYYYMMDDhhmmss");
        return read;
    }
    Quantity number(const std::string& field, std::string_view text) {
        Quantity quantity;
        switch (quantity_of(text, 0, quantity)) {
            case NumberError::none:
                break;
            case NumberError::not_a_number:
                refuse(field, nem12_quoted(text) + " is not a number: expected digits and a point");
                break;
            case NumberError::too_many_decimals:
                refuse(field, nem12_quoted(text) + " has more than six decimals");
                break;
            case NumberError::too_large:
                refuse(field, nem12_quoted(text) + " is too large");
                break;
        }
        return quantity;
    }
    [[nodiscard]] bool more_than_commas() { return !fields_.at_end() && !fields_.only_commas_left(); }

  private:
    RecordFields fields_;
    Nem13Fault& fault_;
    bool wrong_ = false;
};

}  // namespace

Intake<Nem13Step> Nem13Reader::next() {
    std::string_view text;
    while (true) {
        auto more = file_.next_line(text);
        if (!more) return tl::unexpected(std::move(more.error()));
        if (!*more) return Nem13Step{Nem13End{}};
        const auto record = nem12_record(text);
        if (record == "250") return record_of(text);
        // check_nem13() has seen where 100 and 900 are; 550 names the transaction that asked for the read.
        if (record == "100" || record == "900" || record == "550") continue;
        return Nem13Step{Nem13Fault{file_.line(),
                                    "RecordIndicator",
                                    "record " + nem12_quoted(record) + " is not known: expected 250, 550 or 900",
                                    {},
                                    {}}};
    }
}

Nem13Step Nem13Reader::record_of(std::string_view text) const {
    Nem13Fault fault;
    fault.line = file_.line();
    Nem13Record one;
    one.line = file_.line();
    ReadFields fields{text, fault};
    (void)fields.next();
    one.nmi = fault.nmi = fields.next();
    (void)fields.next();  // NMIConfiguration
    (void)fields.next();  // RegisterID
    one.suffix = fault.suffix = fields.next();
    (void)fields.next();  // MDMDataStreamIdentifier
    one.serial = fields.next();
    const auto direction = fields.next();
    if (!is_nmi(one.nmi))
        fields.refuse("NMI", nem12_quoted(one.nmi) + " is not an NMI: expected up to 11 letters and digits");
    if (!is_nmi_suffix(one.suffix))
        fields.refuse("NMISuffix", nem12_quoted(one.suffix) + " is not a suffix: expected two characters such as 11");
    one.returned = direction == "I";
    if (!one.returned && direction != "E")
        fields.refuse("DirectionIndicator", nem12_quoted(direction) + " is not a direction: expected E or I");
    one.previous = fields.read("Previous");
    const auto current = fields.read("Current");
    if (!current) fields.refuse("CurrentQualityMethod", "the read has no data (N)");
    auto used = fields.next();
    if (used.starts_with('-')) used.remove_prefix(1);  // What was returned is written so.
    one.used = fields.number("Quantity", used);
    one.unit = fields.next();
    if (one.unit.empty()) fields.refuse("UOM", "the unit is missing");
    for (int rest = 0; rest < 3; ++rest) (void)fields.next();  // Next scheduled read, times of update.
    if (fields.more_than_commas()) fields.refuse("MSATSLoadDateTime", "the record has fields behind it");
    if (fields.wrong()) return fault;
    one.current = *current;
    if (one.previous && one.previous->day >= one.current.day) {
        fields.refuse("CurrentRegisterReadDateTime", "the read of " + to_string(one.current.day) +
                                                         " is not after the one before it, of " +
                                                         to_string(one.previous->day));
        return fault;
    }
    return one;
}

Intake<std::uint64_t> check_nem13(const std::filesystem::path& path) {
    return check_nem_file(path, {"NEM13", "250", "250"});
}

}  // namespace tally::consumers

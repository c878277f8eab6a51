#include "projections/render/texts.h"

#include <algorithm>

#include "domain/core/address_order.h"
#include "domain/core/shown_text.h"

namespace tally::projections {

using namespace domain;

namespace {
constexpr std::size_t label_width = 22;

void join(std::string& out, std::string_view text, std::string_view between = ", ") {
    if (text.empty()) return;
    if (!out.empty()) out += between;
    out += text;
}
template <class Address, class Clear>
std::string address_line(const Address& address, const Clear& clear) {
    const AddressOrder order = address_order(address.country.str());
    std::string number{clear(address.number1)};
    join(number, clear(address.number2), " ");
    std::string line{order.number_after_street ? clear(address.address1) : number};
    join(line, order.number_after_street ? number : clear(address.address1), " ");
    join(line, clear(address.address2));
    join(line, clear(address.address3));
    join(line, clear(address.address4));
    if (order.postal_before_city) join(line, clear(address.postal));
    join(line, clear(address.city), order.postal_before_city && !clear(address.postal).empty() ? " " : ", ");
    join(line, address.state.str());
    if (!order.postal_before_city) join(line, clear(address.postal), " ");
    join(line, address.country.str());
    return line;
}
}  // namespace

std::string words(std::string_view name) {
    std::string text{name};
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

std::string days_text(Date from, Date until) {
    if (!from.is_set()) return {};
    if (!until.is_set()) return "from " + to_string(from);
    if (until <= from + 1) return to_string(from);
    return to_string(from) + " to " + to_string(until - 1);
}

void field(std::string& out, std::string_view label, std::string_view value) {
    if (value.empty()) return;
    const std::string padded = pad_right(label, label_width);
    out += padded;
    write_wrapped(value, width_of(padded), label_width, out);
}

std::string Texts::clear(const Personal& text) const {
    if (text.empty()) return {};
    // An address as it was sent has lines of its own.
    if (!text.sealed) return escaped_to_show(text.bytes, LineBreaks::kept);
    if (!context_.open) return "(sealed)";
    const auto opened = context_.open(text);
    return opened ? escaped_to_show(*opened, LineBreaks::kept) : text_without_key(text, context_.was_erased);
}

namespace {
void escape_texts_in(const eventstore::ValueShape& shape, void* value) {
    using eventstore::ValueKind;
    if (shape.kind == ValueKind::text) {
        if (unfit_to_show(shape.text(value))) shape.set_text(value, escaped_to_show(shape.text(value)));
    } else if (shape.kind == ValueKind::record) {
        escape_texts({shape.record, value});
    } else if (shape.kind == ValueKind::list || shape.kind == ValueKind::optional) {
        for (std::size_t i = 0; i < shape.size(value); ++i)
            escape_texts_in(*shape.element, const_cast<void*>(shape.at(value, i)));
    }
}
}  // namespace

void escape_texts(eventstore::MutableRecordRef record) {
    for (const auto& field : record.shape->fields)
        escape_texts_in(*field.value, eventstore::field_of(record.data, field));
}

std::string Texts::name(const AccountHeading& heading) const {
    const std::string affix = clear(heading.affix_name);
    std::string name = clear(heading.main_customer_name);
    if (heading.name_affix == NameAffix::prefix && !affix.empty()) name = affix + " " + name;
    if (heading.name_affix == NameAffix::suffix && !affix.empty()) name += " " + affix;
    return name;
}

std::string Texts::one_line(const LocationAddress& address) {
    return address_line(address, [](const Plain& text) -> const std::string& { return text.str(); });
}
std::string Texts::one_line(const PersonalAddress& address) const {
    return address_line(address, [this](const Personal& text) { return clear(text); });
}

void Texts::heading(const AccountHeading& heading, std::string& out) const {
    std::string line = "Account " + heading.account.str();
    const std::string who = name(heading);
    if (!who.empty()) line += "  " + who;
    out += cut_to(line, line_width_max) + "\n";
    if (heading.premise.empty()) return;
    out += cut_to("Location " + heading.premise.str() + "  " + one_line(heading.service_address), line_width_max);
    out += '\n';
}

void Texts::currency(std::string& out) const {
    out += "Amounts in " + std::string{context_.currency.str()} + "\n";
}

void Texts::position(std::uint64_t position, Date effective_on, std::string& out) {
    out += "True at position " + std::to_string(position);
    if (effective_on.is_set()) out += ", effective as of " + to_string(effective_on);
    out += '\n';
}

void age_table(const std::vector<AgeBucket>& aged, Date aged_on, const Texts& texts, std::string& out) {
    out += "\nAge on " + to_string(aged_on) + "\n";
    // A column of its own, where something is disputed.
    const bool disputed =
        std::any_of(aged.begin(), aged.end(), [](const AgeBucket& bucket) { return !bucket.disputed.is_zero(); });
    std::vector<TextTable::Column> columns{
        {"Days overdue"}, {"Items", Align::right}, {"Payoff", Align::right}, {"Current", Align::right}};
    if (disputed) columns.push_back({"Disputed", Align::right});
    TextTable table(std::move(columns));
    const auto row = [&](const AgeBucket& bucket) {
        std::vector<std::string> cells{bucket.name.str(), std::to_string(bucket.items), texts.money(bucket.payoff),
                                       texts.money(bucket.current)};
        if (disputed) cells.push_back(texts.money(bucket.disputed));
        table.row(std::move(cells));
    };
    AgeBucket total;
    for (const auto& bucket : aged) {
        row(bucket);
        total.disputed += bucket.disputed;
        total.items += bucket.items;
        total.payoff += bucket.payoff;
        total.current += bucket.current;
    }
    table.rule();
    row(total);
    table.write(out);
}

}  // namespace tally::projections

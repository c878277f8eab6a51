#include "domain/account/people/delivery.h"

#include <algorithm>
#include <string>

#include "domain/core/address_order.h"

namespace tally::domain {

namespace {

bool effective(Date from, Date until, Date day) {
    return (!from.is_set() || from <= day) && (!until.is_set() || day < until);
}

// Clear text with empty parts left out; nullopt where a part cannot be opened.
class ClearText {
  public:
    explicit ClearText(World& world) : world_(&world) {}
    ClearText() = default;  // For what is in clear.
    [[nodiscard]] bool unreadable() const { return unreadable_; }
    // One line of the parts, apart by `between`.
    template <class TextType>
    std::string line(std::initializer_list<const TextType*> parts, std::string_view between) {
        std::string text;
        for (const TextType* part : parts) join(text, open(*part), between);
        return text;
    }
    std::string open(const Plain& text) { return text.str(); }
    std::string open(const Personal& text) {
        if (text.empty()) return {};
        auto clear = world_->open(text);
        unreadable_ |= !clear;
        return clear.value_or(std::string{});
    }
    static void join(std::string& text, const std::string& part, std::string_view between) {
        if (part.empty()) return;
        if (!text.empty()) text += between;
        text += part;
    }

  private:
    World* world_ = nullptr;
    bool unreadable_ = false;
};

template <class TextType>
std::string address_lines(ClearText& clear, const BasicAddress<TextType>& address) {
    const AddressOrder order = address_order(address.country.str());
    std::string lines = clear.open(address.address1);
    if (order.number_after_street) ClearText::join(lines, clear.line({&address.number1, &address.number2}, " "), " ");
    for (const TextType* line : {&address.address2, &address.address3, &address.address4})
        ClearText::join(lines, clear.open(*line), "\n");
    if (!order.number_after_street) ClearText::join(lines, clear.line({&address.number1, &address.number2}, " "), "\n");
    std::string city = clear.open(address.city);
    if (order.postal_before_city) {
        std::string with_postal = clear.open(address.postal);
        ClearText::join(with_postal, city, " ");
        city = std::move(with_postal);
        ClearText::join(city, address.state.str(), ", ");
    } else {
        std::string region = address.state.str();
        ClearText::join(region, clear.open(address.postal), " ");
        ClearText::join(city, region, ", ");
    }
    ClearText::join(lines, city, "\n");
    return lines;
}

// What goes wrong for the main customer, as a cure; empty: resolved.
std::string resolve(World& world, const AccountPerson& link, const PersonState& person, const BillRouting& routing,
                    RouteMethod method, Date day, BillDelivery& delivery) {
    ClearText clear{world};
    std::string destination;
    switch (method) {
        case RouteMethod::postal: {
            const auto* address = address_on(link, person, routing.address_source, routing.address_id, day);
            if (!address) return "Give the person an address that is effective on " + to_string(day) + ".";
            destination = address_lines(clear, *address);
            delivery.country = address->country;
            break;
        }
        case RouteMethod::email:
            if (person.email.empty()) return "Give the person an e-mail address, or change the routing.";
            destination = clear.open(person.email);
            break;
        case RouteMethod::fax: {
            const auto& types = world.settings();
            const auto fax = std::find_if(person.phones.begin(), person.phones.end(), [&](const PersonPhone& phone) {
                const PhoneType* type = types.phone_type(phone.phone_type);
                return type && type->fax;
            });
            if (fax == person.phones.end()) return "Give the person a fax phone, or change the routing.";
            destination = clear.open(fax->number);
            break;
        }
    }
    std::string name = clear.open(person.name.full);
    if (link.name_affix == NameAffix::prefix)
        name = clear.open(link.affix_name) + " " + name;
    else if (link.name_affix == NameAffix::suffix)
        name += " " + clear.open(link.affix_name);
    std::string po_id = clear.open(routing.customer_po_id);
    if (clear.unreadable()) return "The person was erased; link another main customer.";
    if (destination.empty()) return "The address has no text; enter it again.";
    const auto under = [&](std::string text) {
        return text.empty() ? Personal{} : Personal{person.person, std::move(text), false};
    };
    delivery.printed_name = under(std::move(name));
    delivery.destination = under(std::move(destination));
    delivery.customer_po_id = under(std::move(po_id));
    return {};
}

}  // namespace

const PersonalAddress* address_on(const AccountPerson& link, const PersonState& person, AddressSource source,
                                  const AddressId& address_id, Date day) {
    if (source == AddressSource::account_override) {
        const OverrideAddress* found = nullptr;
        for (const OverrideAddress& address : link.override_addresses) {
            if (!effective(address.from, address.until, day)) continue;
            if (!address_id.empty() && address.address_id == address_id) return &address.address;
            if (!found) found = &address;
        }
        return found ? &found->address : nullptr;
    }
    const PersonalAddress* seasonal = nullptr;
    const PersonalAddress* mailing = nullptr;
    for (const PersonAddress& address : person.addresses) {
        if (!effective(address.from, address.until, day)) continue;
        if (!address_id.empty() && address.address_id == address_id) return &address.address;
        if (address.kind == AddressKind::mailing) {
            if (!mailing) mailing = &address.address;
        } else if (!seasonal && address.season_first.is_set() &&
                   in_season(day, address.season_first, address.season_last)) {
            seasonal = &address.address;
        }
    }
    return seasonal ? seasonal : mailing;
}

Decided<BillDelivery> resolve_letter(World& world, const AccountPerson& link, Date day) {
    auto found = std::find_if(link.bill_routings.begin(), link.bill_routings.end(),
                              [](const BillRouting& one) { return one.receives_notification; });
    if (found == link.bill_routings.end())
        found = std::find_if(link.bill_routings.begin(), link.bill_routings.end(),
                             [](const BillRouting& one) { return one.receives_copy; });
    BillRouting routing;
    routing.address_source = AddressSource::person;
    if (found != link.bill_routings.end()) routing = *found;
    BillDelivery delivery;
    delivery.person = link.person;
    delivery.route_type =
        routing.route_type.empty() ? world.settings().installation(day).default_bill_route_type : routing.route_type;
    const BillRouteType* type = world.settings().bill_route_type(delivery.route_type);
    const PersonState* person = world.person(link.person);
    const std::string wrong = !type     ? "Define the bill route type."
                              : !person ? "Register the person."
                                        : resolve(world, link, *person, routing, type->method, day, delivery);
    if (wrong.empty()) return delivery;
    return refuse(Rejection::address_unresolved, "person", link.person.str() + " by " + delivery.route_type.str(),
                  wrong);
}

std::string address_in_one_line(const LocationAddress& address) {
    ClearText clear;
    std::string line = address_lines(clear, address);
    for (auto at = line.find('\n'); at != std::string::npos; at = line.find('\n', at)) line.replace(at, 1, ", ");
    return line;
}

Decided<Deliveries> resolve_deliveries(World& world, const AccountPersons& on, Date bill_date) {
    Deliveries resolved;
    const InstallationOptions& installation = world.settings().installation(bill_date);
    for (const AccountPerson& link : on.persons) {
        for (const BillRouting& routing : link.bill_routings) {
            if (!routing.receives_copy) continue;
            const Code& code = routing.route_type.empty() ? installation.default_bill_route_type : routing.route_type;
            const BillRouteType* type = world.settings().bill_route_type(code);
            const PersonState* person = world.person(link.person);
            BillDelivery delivery;
            delivery.person = link.person;
            delivery.route_type = code;
            delivery.bill_format = routing.bill_format.empty() ? installation.default_bill_format : routing.bill_format;
            delivery.copies = routing.copies;
            const std::string wrong = !type ? "Define the bill route type."
                                      : !person
                                          ? "Register the person."
                                          : resolve(world, link, *person, routing, type->method, bill_date, delivery);
            if (wrong.empty())
                resolved.deliveries.push_back(std::move(delivery));
            else if (link.main_customer)
                return refuse(Rejection::address_unresolved, "account", link.person.str() + " by " + code.str(), wrong);
            else
                resolved.skipped.push_back({link.person, code, wrong});
        }
    }
    return resolved;
}

}  // namespace tally::domain

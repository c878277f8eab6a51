#include "domain/account/people/routing.h"

#include <algorithm>

#include "domain/core/check.h"
#include "domain/person/person.h"

namespace tally::domain {

namespace {

bool periods_overlap(const OverrideAddress& a, const OverrideAddress& b) {
    // An absent start is before every day, an absent end after it.
    return (!a.until.is_set() || b.from < a.until) && (!b.until.is_set() || a.from < b.until);
}

// Holds one person's place against the tables, the person and the account's locks.
class Place {
  public:
    Place(World& world, std::string path, AccountPerson& link, bool main, const AccountPerson* held)
        : world_(world), path_(std::move(path)), link_(link), main_(main), held_(held) {}

    Decided<void> check() {
        person_ = world_.person(link_.person);
        if (!person_)
            return refuse(Rejection::person_unknown, path_ + "person", link_.person.str(),
                          "Register the person first.");
        TALLY_TRY(check_not_erased(world_, path_ + "person", link_.person));
        TALLY_TRY(check_flags());
        TALLY_TRY(check_affix());
        TALLY_TRY(check_override_addresses());
        TALLY_TRY(check_bill_routings());
        return check_quote_routings();
    }

  private:
    const SettingsState& settings() { return world_.settings(); }

    Decided<void> check_flags() {
        if (main_ && held_ && !link_.main_customer)
            return refuse(Rejection::account_keeps_a_main_customer, path_ + "main_customer", "false",
                          "Send account.change_main_customer: another person becomes main in the same step.");
        link_.main_customer = main_;
        if (main_ && link_.third_party_guarantor)
            return refuse(Rejection::main_customer_is_never_guarantor, path_ + "third_party_guarantor", "true",
                          "Leave it off, or make another person the main customer.");
        if (main_ && held_ && !link_.financially_responsible)
            return refuse(Rejection::main_customer_is_always_responsible, path_ + "financially_responsible", "false",
                          "Leave it on, or make another person the main customer.");
        if (main_) link_.financially_responsible = true;
        // The installation's default is for the person whom an account is opened for, not for all who follow.
        const bool opens_account = main_ && !held_;
        if (link_.relationship_type.empty() && opens_account)
            link_.relationship_type = settings().installation().default_relationship_type;
        if (link_.relationship_type.empty())
            return opens_account ? refuse(Rejection::field_missing, "", "",
                                          "Send settings.define_installation_options with a "
                                          "default_relationship_type: the account's first person gets it.")
                                 : refuse(Rejection::field_missing, path_ + "relationship_type", "",
                                          "Say what the person is to the account: only the account's first person gets "
                                          "the installation's default.");
        return check_code(path_ + "relationship_type", link_.relationship_type,
                          settings().relationship_type(link_.relationship_type));
    }

    Decided<void> check_affix() {
        if ((link_.name_affix == NameAffix::none) != link_.affix_name.empty())
            return refuse(Rejection::field_missing, path_ + "affix_name", std::string{name_of(link_.name_affix)},
                          "Give both: prefix or suffix, and the text.");
        link_.affix_name = owned(link_.person, link_.affix_name);
        return {};
    }

    [[nodiscard]] bool uses_override() const {
        const auto overrides = [](const auto& routing) {
            return routing.address_source == AddressSource::account_override;
        };
        return std::any_of(link_.bill_routings.begin(), link_.bill_routings.end(), overrides) ||
               std::any_of(link_.quote_routings.begin(), link_.quote_routings.end(), overrides);
    }

    Decided<void> check_override_addresses() {
        for (std::size_t i = 0; i < link_.override_addresses.size(); ++i) {
            OverrideAddress& address = link_.override_addresses[i];
            const std::string here = path_ + at("override_addresses", i) + ".";
            TALLY_TRY(check_id(here + "address_id", address.address_id));
            if (address.address.country.empty() && uses_override())
                return refuse(Rejection::override_address_needs_country, here + "address.country", "",
                              "Give the country: a routing uses the account's override address.");
            if (address.from.is_set() && address.until.is_set() && address.until <= address.from)
                return refuse(Rejection::date_out_of_order, here + "until", to_string(address.until),
                              "End after " + to_string(address.from) + ", or leave it open.");
            TALLY_TRY(check_address(settings(), here + "address.", address.address));
            address.address = owned(link_.person, std::move(address.address));
            for (std::size_t j = 0; j < i; ++j) {
                const OverrideAddress& other = link_.override_addresses[j];
                if (other.address_id == address.address_id)
                    return refuse(Rejection::id_taken, here + "address_id", address.address_id.str(),
                                  "Give each address an id of its own.");
                if (periods_overlap(other, address))
                    return refuse(Rejection::address_periods_overlap, here + "from", to_string(address.from),
                                  "Address " + other.address_id.str() + " is effective then: end that one first.");
            }
        }
        return {};
    }

    // What routings of bills and of quotes have in common: the way, and the address where it is postal.
    template <class Routing>
    Decided<void> check_route(const std::string& here, Routing& routing, const Code& default_type) {
        if (routing.route_type.empty()) {
            routing.route_type = default_type;
            if (routing.route_type.empty())
                return refuse(Rejection::field_missing, here + "route_type", "",
                              "Give one, or a default in settings.define_installation_options.");
        }
        const BillRouteType* type = settings().bill_route_type(routing.route_type);
        TALLY_TRY(check_code(here + "route_type", routing.route_type, type));
        switch (type->method) {
            case RouteMethod::fax: {
                const auto is_fax = [&](const PersonPhone& phone) {
                    const PhoneType* phone_type = settings().phone_type(phone.phone_type);
                    return phone_type && phone_type->fax;
                };
                if (std::none_of(person_->phones.begin(), person_->phones.end(), is_fax))
                    return refuse(Rejection::route_needs_fax_phone, here + "route_type", routing.route_type.str(),
                                  "Give the person a phone of a fax type first.");
                break;
            }
            case RouteMethod::email:
                if (person_->email.empty())
                    return refuse(Rejection::route_needs_email, here + "route_type", routing.route_type.str(),
                                  "Give the person an e-mail address first.");
                break;
            case RouteMethod::postal:
                if (routing.address_source == AddressSource::unstated)
                    return refuse(Rejection::route_needs_address_source, here + "address_source", "",
                                  "Choose person or account_override.");
                if (routing.address_source == AddressSource::person && person_->addresses.empty())
                    return refuse(Rejection::route_needs_address, here + "address_source", "person",
                                  "Send person.set_address first: person " + person_->person.str() + " has none.");
                break;
        }
        return check_address_id(here, routing.address_source, routing.address_id);
    }

    Decided<void> check_address_id(const std::string& here, AddressSource source, const AddressId& id) {
        const auto has_id = [&](const auto& address) { return address.address_id == id; };
        switch (source) {
            case AddressSource::account_override: {
                const auto& all = link_.override_addresses;
                if (all.empty())
                    return refuse(Rejection::address_unknown, here + "address_source", "account_override",
                                  "Give the override address, or choose person.");
                if (!id.empty() && std::none_of(all.begin(), all.end(), has_id))
                    return refuse(Rejection::address_unknown, here + "address_id", id.str(),
                                  "Name an override address of this account and person.");
                return {};
            }
            case AddressSource::person:
                if (!id.empty() && std::none_of(person_->addresses.begin(), person_->addresses.end(), has_id))
                    return refuse(Rejection::address_unknown, here + "address_id", id.str(),
                                  "Name a mailing or seasonal address of the person.");
                return {};
            case AddressSource::unstated:
                if (!id.empty())
                    return refuse(Rejection::route_needs_address_source, here + "address_source", "",
                                  "Say whose address it is: person or account_override.");
                return {};
        }
        TALLY_ASSERT(false, "an address source without a rule");
    }

    static BillRouting switched_off(const BillRouting& routing) {
        BillRouting off;
        off.receives_copy = false;
        off.receives_notification = routing.receives_notification;
        off.copies = 0;
        return off;
    }
    static QuoteRouting switched_off(const QuoteRouting&) {
        QuoteRouting off;
        off.receives_copy = false;
        return off;
    }
    static bool has_settings(BillRouting routing) {
        if (routing.copies == 1) routing.copies = 0;
        return routing != switched_off(routing);
    }
    static bool has_settings(const QuoteRouting& routing) { return routing != switched_off(routing); }

    // A switched-off routing keeps no settings: those it had are cleared, new ones are refused.
    template <class Routing>
    Decided<void> check_off(const std::string& here, Routing& routing, const std::vector<Routing>* held,
                            std::size_t index) {
        if (main_)
            return refuse(Rejection::main_customer_always_receives_bills, here + "receives_copy", "false",
                          "Leave it on, or make another person the main customer.");
        const bool was_on = held && index < held->size() && (*held)[index].receives_copy;
        if (has_settings(routing) && !was_on)
            return refuse(Rejection::switched_off_routing_has_no_settings, here + "receives_copy", "false",
                          "Switch it on, or leave the other fields empty.");
        routing = switched_off(routing);
        return {};
    }

    Decided<void> check_bill_routings() {
        for (std::size_t i = 0; i < link_.bill_routings.size(); ++i) {
            BillRouting& routing = link_.bill_routings[i];
            const std::string here = path_ + at("bill_routings", i) + ".";
            if (main_ && !routing.receives_notification) {
                // Off where it was on is said; a routing that is new to main gets what main's routings have.
                if (held_ && i < held_->bill_routings.size() && held_->bill_routings[i].receives_notification)
                    return refuse(Rejection::main_customer_is_always_notified, here + "receives_notification", "false",
                                  "Leave it on, or make another person the main customer.");
                routing.receives_notification = true;
            }
            if (!routing.receives_copy) {
                TALLY_TRY(check_off(here, routing, held_ ? &held_->bill_routings : nullptr, i));
                continue;
            }
            if (routing.bill_format.empty()) routing.bill_format = settings().installation().default_bill_format;
            TALLY_TRY(
                check_code(here + "bill_format", routing.bill_format, settings().bill_format(routing.bill_format)));
            if (routing.copies == 0) return refuse(Rejection::field_invalid, here + "copies", "0", "Give 1 or more.");
            routing.customer_po_id = owned(link_.person, routing.customer_po_id);
            TALLY_TRY(check_route(here, routing, settings().installation().default_bill_route_type));
        }
        if (main_ && link_.bill_routings.empty())
            return refuse(Rejection::main_customer_needs_a_routing, path_ + "bill_routings", "",
                          "Give at least one: the main customer always receives bills.");
        return {};
    }

    Decided<void> check_quote_routings() {
        if (!settings().installation().quotation_module) {
            // Those from before the module was switched off stay until they are named.
            if (!link_.quote_routings.empty() && !(held_ && held_->quote_routings == link_.quote_routings))
                return refuse(Rejection::quotation_module_is_off, path_ + "quote_routings", "",
                              "Leave them out, or switch the module on in installation_options.");
            return {};
        }
        if (main_ && held_ && !held_->quote_routings.empty() && link_.quote_routings.empty())
            return refuse(Rejection::main_customer_needs_a_routing, path_ + "quote_routings", "",
                          "Give at least one: the main customer always receives quotes.");
        for (std::size_t i = 0; i < link_.quote_routings.size(); ++i) {
            QuoteRouting& routing = link_.quote_routings[i];
            const std::string here = path_ + at("quote_routings", i) + ".";
            if (!routing.receives_copy)
                TALLY_TRY(check_off(here, routing, held_ ? &held_->quote_routings : nullptr, i));
            else
                TALLY_TRY(check_route(here, routing, settings().installation().default_quote_route_type));
        }
        return {};
    }

    World& world_;
    std::string path_;
    AccountPerson& link_;
    bool main_;
    const AccountPerson* held_;
    const PersonState* person_ = nullptr;
};

bool same_routing(World& world, const BillRouting& a, const BillRouting& b) {
    BillRouting with_same_po = b;
    with_same_po.customer_po_id = a.customer_po_id;
    return a == with_same_po && same_text(world, a.customer_po_id, b.customer_po_id);
}
bool same_override(World& world, const OverrideAddress& a, const OverrideAddress& b) {
    return a.address_id == b.address_id && a.from == b.from && a.until == b.until &&
           same_address(world, a.address, b.address);
}

}  // namespace

Decided<AccountPerson> checked_place(World& world, const std::string& path, const AccountPerson& given, bool main,
                                     const AccountPerson* held) {
    AccountPerson link = given;
    TALLY_TRY(Place(world, path, link, main, held).check());
    return link;
}

bool same_place(World& world, const AccountPerson& held, const AccountPerson& given) {
    AccountPerson rest = given;
    rest.affix_name = held.affix_name;
    rest.override_addresses = held.override_addresses;
    rest.bill_routings = held.bill_routings;
    const auto same_all = [&](const auto& a, const auto& b, auto&& same) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                          [&](const auto& x, const auto& y) { return same(world, x, y); });
    };
    return rest == held && same_text(world, held.affix_name, given.affix_name) &&
           same_all(held.override_addresses, given.override_addresses, same_override) &&
           same_all(held.bill_routings, given.bill_routings, same_routing);
}

}  // namespace tally::domain
